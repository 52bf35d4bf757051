import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { protect } from '../../source/account/exceptions.ts';
import { editPolicy } from '../../source/policy/edit.ts';
import { policyFrom } from '../../source/policy/policy.ts';
import { certify } from '../../source/proof/certificate.ts';
import type { Decisions } from '../../source/review/decision.ts';
import { scopeOf } from '../../source/review/entry.ts';
import { finalPolicy } from '../../source/review/result.ts';
import type { ReviewSettings, Subject } from '../../source/review/subject.ts';
import { actionsOf, mode, pattern, type World, world } from '../model/arbitraries.ts';
import { allowedBy } from '../model/given.ts';
import { fulfil, setting, type Wish, wish } from '../model/operator.ts';
import { reading } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

const choices = fc.array(pattern, { minLength: 1, maxLength: 3 });

/** A world under exceptions, and what somebody decided in it. */
function decided(
  given: World,
  generalize: ReviewSettings['generalize'],
  actions: readonly string[],
  wishes: readonly Wish[],
): { subject: Subject; settings: ReviewSettings; decisions: Decisions } {
  const { subject: open, settings } = setting(given, generalize);
  const exceptions = actions.map((action) => ({ action, reason: 'because' }));
  const subject = { ...open, exceptions, unused: protect(open.unused, exceptions) };
  const decisions = wishes.reduce<Decisions>((made, each) => fulfil(each, subject, settings, made), []);
  return { subject, settings, decisions };
}

describe('what an exception protects', () => {
  forAll(
    'stays in every statement that allows it, whatever is reported and whatever is decided',
    fc.property(
      world,
      mode,
      choices,
      fc.array(wish, { maxLength: 8 }),
      (given, generalize, choose, wishes) => {
        const actions = choose.map((make) => make(actionsOf(given.services)));
        const { subject, settings, decisions } = decided(given, generalize, actions, wishes);
        const scope = scopeOf(settings.catalog, subject.unused);
        const known = scope.services().flatMap((service) => scope.service(service)?.actions ?? []);
        const safe = known.filter(
          (action) => !action.endsWith(':*') && actions.some((each) => reading(each).test(action)),
        );
        const { edits } = finalPolicy(subject, settings, decisions);
        for (const { index, effect, element, entries, hasPrincipal } of subject.policy.statements) {
          if (effect === 'Deny' || hasPrincipal || element === 'none') continue;
          const after = edits.get(index);
          const [allowed, stays] = [entries, after?.length === 0 ? undefined : (after ?? entries)].map(
            (list) => allowedBy(element, list),
          );
          expect(safe.filter((action) => allowed?.(action) && !stays?.(action))).toEqual([]);
        }
      },
    ),
  );

  forAll(
    'is no obstacle to a certificate',
    fc.property(
      world,
      mode,
      choices,
      fc.array(wish, { maxLength: 8 }),
      (given, generalize, choose, wishes) => {
        const actions = choose.map((make) => make(actionsOf(given.services)));
        const { subject, settings, decisions } = decided(given, generalize, actions, wishes);
        const { laws } = certify(subject, settings, decisions, '0');
        expect(laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
      },
    ),
    0.5,
  );

  forAll(
    'is not touched by refining the result again',
    fc.property(world, mode, choices, (given, generalize, choose) => {
      const actions = choose.map((make) => make(actionsOf(given.services)));
      const { subject, settings } = decided(given, generalize, actions, []);
      const value = editPolicy(subject.policy, finalPolicy(subject, settings, []).edits);
      if (value === null) return;
      const again = { ...subject, policy: policyFrom(value, JSON.stringify(value), 'again') };
      expect(finalPolicy(again, settings, []).edits.size).toBe(0);
    }),
  );
});
