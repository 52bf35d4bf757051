import fc from 'fast-check';
import { expect } from 'vitest';
import { callersNamed } from '../../source/account/callers.ts';
import { breaks, type PolicyChange, replay } from '../../source/account/replay.ts';
import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import type { Needs } from '../../source/usage/calls/needs.ts';
import { CallsCounter } from '../../source/usage/calls/seen.ts';
import { actionsOf, policyOver, world } from '../model/arbitraries.ts';
import { reading } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

interface MadeCall {
  readonly role: string;
  readonly needs: readonly string[];
  readonly isKnown: boolean;
  readonly isDenied: boolean;
}

/** Whether a policy allows an action, as one would read it: some Allow lists it, or does not list it as an exception. */
function allows(policy: JsonObject | null, action: string): boolean {
  const given = policy?.['Statement'] ?? [];
  const statements = (Array.isArray(given) ? given : [given]) as JsonObject[];
  const list = (value: JsonValue | undefined): string[] =>
    (Array.isArray(value) ? value : value === undefined ? [] : [value]) as string[];
  return statements.some((statement) => {
    if (statement['Effect'] !== 'Allow' || 'Principal' in statement) return false;
    const isListed = (entry: string): boolean => reading(entry).test(action);
    if ('Action' in statement) return list(statement['Action']).some(isListed);
    return !list(statement['NotAction']).some(isListed);
  });
}

const ROLES = ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b'];

/** Whose a policy is: one role's, both roles', or one that is among nobody's inputs. */
const holder = fc.constantFrom('a', 'b', 'arn:aws:iam::123456789012:role/a', undefined);

const scene = world.chain(({ services }) => {
  const actions = [...actionsOf(services), 'new:Thing', 'new:Things'];
  const policy = policyOver.map((make) => make(actions));
  return fc.record({
    changes: fc.array(fc.record({ before: policy, after: fc.option(policy, { freq: 8 }), holder }), {
      minLength: 1,
      maxLength: 3,
    }),
    calls: fc.array(
      fc.record({
        role: fc.constantFrom(...ROLES, 'arn:aws:iam::999999999999:role/c'),
        needs: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 3 }),
        isKnown: fc.boolean(),
        isDenied: fc.boolean(),
      }),
      { maxLength: 30 },
    ),
  });
});

forAll(
  'the verdict is what one would say call by call',
  fc.property(scene, ({ changes: made, calls }) => {
    const changes = made.map(
      (change, i): PolicyChange => ({
        id: String(i),
        name: String(i),
        before: readPolicy(JSON.stringify(change.before), 'before'),
        after: change.after === null ? null : readPolicy(JSON.stringify(change.after), 'after'),
        callers: callersNamed(change.holder),
      }),
    );
    const seen = count(calls, changes);
    const result = replay(seen.principals, changes);

    const isHolder = (role: string, name: string | undefined): boolean =>
      name === undefined || role === name || role.endsWith(`:role/${name}`);
    for (const role of new Set(calls.map((call) => call.role))) {
      const own = made.filter((change) => isHolder(role, change.holder));
      const found = result.find(({ caller }) => caller.arn === role);
      expect(found === undefined).toBe(own.length === 0);
      if (found === undefined) continue;
      const before = (action: string): boolean => own.some((change) => allows(change.before, action));
      const now = (action: string): boolean => own.some((change) => allows(change.after, action));
      const mine = calls.filter((call) => call.role === role);
      const through = mine.filter(({ isDenied }) => !isDenied);
      const known = through.filter(({ isKnown }) => isKnown);
      const isLost = ({ needs }: MadeCall): boolean => needs.some((each) => before(each) && !now(each));
      const kept = known.filter((call) => !isLost(call));
      const lost = known.filter(isLost);
      expect(found.events).toBe(mine.length);
      expect(found.deniedThen).toBe(mine.length - through.length);
      expect(found.lost.calls).toBe(lost.length);
      expect(found.stays.calls).toBe(kept.filter(({ needs }) => needs.every(before)).length);
      expect(found.elsewhere.calls).toBe(kept.filter(({ needs }) => !needs.every(before)).length);
      const gone = new Set(lost.flatMap(({ needs }) => needs.filter((each) => before(each) && !now(each))));
      expect(found.lost.actions.map(({ action }) => action)).toEqual([...gone].sort());
      for (const { action, calls: times, by } of found.lost.actions) {
        expect(times).toBe(lost.filter(({ needs }) => needs.includes(action)).length);
        const ids = made.flatMap((change, i) =>
          own.includes(change) && allows(change.before, action) ? [String(i)] : [],
        );
        expect(by.map(({ policy }) => policy)).toEqual(ids);
      }
      const open = through.filter(({ isKnown }) => !isKnown);
      expect(found.unknown.reduce((sum, each) => sum + each.calls, 0)).toBe(open.length);
      const mayBreak = open.some(({ needs: [literal = ''] }) => before(literal) && !now(literal));
      expect(breaks(found)).toBe(lost.length > 0 || mayBreak);
    }
  }),
);

/** Counts the calls, the needs of each written into the name of its event. */
function count(
  calls: readonly MadeCall[],
  changes: readonly PolicyChange[],
): ReturnType<CallsCounter['result']> {
  const needs = {
    of: ({ name }: { readonly name: string }): Needs => {
      const { isKnown, needs: actions } = JSON.parse(name) as MadeCall;
      const [literal = ''] = actions;
      return isKnown ? { kind: 'actions', actions } : { kind: 'unknown', name, literal };
    },
  };
  const counter = new CallsCounter(needs, (caller) =>
    changes.some(({ callers }) => callers.includes(caller)),
  );
  for (const { role, isDenied, ...rest } of calls) {
    counter.add({
      source: 'x',
      name: JSON.stringify(rest),
      identity: { type: 'AssumedRole', issuer: role },
      ...(isDenied ? { error: 'AccessDenied' } : {}),
    });
  }
  return counter.result();
}

forAll(
  'the facts do not depend on the order of the calls',
  fc.property(scene, fc.nat(), ({ changes: made, calls }, turn) => {
    const changes = made.map(
      (change, i): PolicyChange => ({
        id: String(i),
        name: String(i),
        before: readPolicy(JSON.stringify(change.before), 'before'),
        after: null,
        callers: callersNamed(change.holder),
      }),
    );
    const at = calls.length === 0 ? 0 : turn % calls.length;
    const turned = [...calls.slice(at), ...calls.slice(0, at)].reverse();
    expect(count(turned, changes).digest).toBe(count(calls, changes).digest);
  }),
);
