import type { JsonObject } from '../base/json.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { fold } from '../pattern/fold.ts';
import { type Policy, policyFrom } from '../policy/policy.ts';
import { policyCase } from '../refine/case.ts';
import type { Decisions } from '../refine/decision.ts';
import { derive } from '../refine/derive.ts';
import type { Outcome } from '../refine/outcome.ts';
import type { UnusedAction } from '../usage/finding.ts';
import { makeUnused, retain, type Unused } from '../usage/unused.ts';
import { catalogOfRows } from './rows-catalog.ts';
import { isSame } from './same.ts';
import type { Again, UnusedArrays } from './types.ts';
import { unusedLists } from './unused-lists.ts';

/**
 * Makes a result again for the verifier, which asks with other orders and larger lists of unused actions. Asked with
 * the very lists and rows that the result was made from, it gives that result: the one that is to be written.
 *
 * @param reach the rows of the catalogue that the verifier is given
 */
export function againFor(outcome: Outcome, reach: readonly string[]): Again {
  const { case: given, deviations, value: refined } = outcome;
  const known = unusedLists(given.unused);
  // What was decided is applied as it was; a pattern whose row is no proposal has no effect, and must not get one.
  const decided = new Set(outcome.entries.flatMap(({ changes }) => changes.map(({ decision }) => decision)));
  const decisions = outcome.decisions.filter((each) => each.kind !== 'edit' || decided.has(each));
  const make = (policy: Policy, unused: Unused, catalog: Catalog, made: Decisions): JsonObject | null =>
    derive(policyCase({ ...given, policy, unused, catalog }), made).value;
  return (original, lists, actions) => {
    const isCatalog = isSame(actions, reach);
    const catalog = isCatalog ? outcome.catalog : catalogOfRows(actions, outcome.catalog);
    if (original !== given.policy.value) {
      // The result refined once more: what was let through on purpose is to be left alone.
      const kept = deviations.filter(({ kind }) => kind !== 'removed');
      const spared = retain(
        unusedOf(lists),
        kept.flatMap(({ action, actions: named }) => [action, ...named]),
      );
      return make(policyFrom(original, '', 'the result'), spared, catalog, []);
    }
    if (isCatalog && isSameLists(lists, known)) return refined;
    const enlarged =
      lists.actions.length > known.actions.length || lists.services.length > known.services.length;
    const lost = enlarged
      ? deviations.flatMap(({ kind, actions: named }) => (kind === 'removed' ? named : []))
      : [];
    const base = unusedOf(lost.length === 0 ? lists : withActions(lists, lost));
    return make(given.policy, base, catalog, decisions);
  };
}

function isSameLists(a: UnusedArrays, b: UnusedArrays): boolean {
  return isSame(a.services, b.services) && isSame(a.actions, b.actions) && isSame(a.retained, b.retained);
}

/** The lists with these actions unused as well, also where they were retained. */
function withActions(lists: UnusedArrays, actions: readonly string[]): UnusedArrays {
  const gone = new Set(actions.map(fold));
  return {
    ...lists,
    actions: [...lists.actions, ...actions],
    retained: lists.retained.filter((action) => !gone.has(fold(action))),
  };
}

function unusedOf(lists: UnusedArrays): Unused {
  const services = new Set(lists.services.map(fold));
  const actions = new Map<string, UnusedAction>();
  for (const action of lists.actions) actions.set(fold(action), { action });
  return makeUnused(services, actions, new Set(lists.retained.map(fold)), new Map());
}
