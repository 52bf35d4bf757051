import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';
import type { Policy, Statement } from '../policy/policy.ts';
import type { PolicyCase } from '../refine/case.ts';
import type { Decision } from '../refine/decision.ts';
import { derive } from '../refine/derive.ts';
import { joined, type OperationSeen, type PrincipalCalls, type Seen } from '../usage/calls/seen.ts';
import type { Callers } from './callers.ts';

/** A policy before and after, with the callers whose calls it has to allow. */
export interface PolicyChange {
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly before: Policy;
  /** null: it is to be detached */
  readonly after: Policy | null;
  readonly callers: Callers;
}

/** Calls of an action. */
export interface ActionCalls extends Seen {
  /** `service:Name` */
  readonly action: string;
}

/** Calls of an action that no policy would allow any more. */
interface LostAction extends ActionCalls {
  /** what allowed it */
  readonly by: readonly Grant[];
}

/** The entry of a policy that allows an action. */
interface Grant {
  /** the policy's id, and its name for people */
  readonly policy: string;
  readonly name: string;
  /** place of the statement, from 0, and as `Statement[1]` */
  readonly statement: number;
  readonly at: string;
  readonly element: 'Action' | 'NotAction';
  /** the entry that allows it; for a NotAction list, all its entries, none of which names it */
  readonly entry: string;
}

/** Calls of an operation whose action is not known. */
interface UnknownCalls extends Seen {
  /** `source name` */
  readonly name: string;
  /** Whether an action of its name was allowed and no longer would be. */
  readonly mayBeLost: boolean;
}

/** Calls with the same fate: how many, and of which actions. A call that needs several actions counts once. */
interface Sort<T extends ActionCalls> {
  readonly calls: number;
  readonly actions: readonly T[];
}

/** What becomes of the calls of one role or user. */
export interface PrincipalReplay {
  readonly caller: PrincipalCalls['caller'];
  readonly events: number;
  readonly first?: string;
  readonly last?: string;
  /** the names of its policies among the inputs */
  readonly policies: readonly string[];
  /** Allowed before, denied now. */
  readonly lost: Sort<LostAction>;
  /** Allowed before and now. */
  readonly stays: Sort<ActionCalls>;
  /** Not allowed by these policies before either: by others, by a resource's policy, or by none. */
  readonly elsewhere: Sort<ActionCalls>;
  /** Calls that were denied when they were made. */
  readonly deniedThen: number;
  readonly unknown: readonly UnknownCalls[];
  readonly uncounted: number;
}

/**
 * Compares what every caller did with what its policies, taken together, allowed and will allow. Only actions are
 * compared. Deny statements stay as they are, so they deny the same before and after.
 */
export function replay(
  callers: readonly PrincipalCalls[],
  changes: readonly PolicyChange[],
): PrincipalReplay[] {
  const reach = new Map(changes.map((change) => [change, reachOf(change)] as const));
  return callers.flatMap((calls) => {
    const own = changes.filter((change) => change.callers.includes(calls.caller));
    const reaches = own.flatMap((change) => reach.get(change) ?? []);
    return own.length === 0 ? [] : [replayOne(calls, own, reaches)];
  });
}

/** Whether a call that was allowed before would be, or might be, denied. */
export function breaks({ lost, unknown }: PrincipalReplay): boolean {
  return lost.calls > 0 || unknown.some(({ mayBeLost }) => mayBeLost);
}

interface Reach {
  readonly before: (lower: string) => Grant | undefined;
  readonly after: (lower: string) => boolean;
}

function reachOf({ id, name, before, after }: PolicyChange): Reach {
  const old = allowing(before);
  const now = after === null ? [] : allowing(after);
  return {
    before(lower) {
      for (const each of old) {
        const entry = each.allowedBy(lower);
        if (entry === undefined) continue;
        const { index, path, element } = each.statement;
        return { policy: id, name, statement: index, at: path, element, entry };
      }
      return undefined;
    },
    after: (lower) => now.some((each) => each.allowedBy(lower) !== undefined),
  };
}

/** Whether some Allow statement of a policy allows an action, `service:Name` in any letter case. */
export function allowedActions(policy: Policy): (action: string) => boolean {
  const statements = allowing(policy);
  return (action) => {
    const lower = fold(action);
    return statements.some((each) => each.allowedBy(lower) !== undefined);
  };
}

interface Allowing {
  readonly statement: Statement;
  /** The entry that allows an action; for a NotAction list, its text. */
  readonly allowedBy: (lower: string) => string | undefined;
}

function allowing({ statements }: Policy): Allowing[] {
  return statements.flatMap((statement): Allowing[] => {
    const { effect, hasPrincipal, element, entries } = statement;
    if (effect !== 'Allow' || hasPrincipal) return [];
    const patterns: readonly Pattern[] = entries.map(parsePattern);
    const found = (lower: string): Pattern | undefined => patterns.find((pattern) => matches(pattern, lower));
    const allowedBy =
      element === 'Action'
        ? (lower: string) => found(lower)?.text
        : (lower: string) => (found(lower) === undefined ? entries.join(', ') : undefined);
    return [{ statement, allowedBy }];
  });
}

/** An entry that would allow an action if it were kept. */
export interface Keeping {
  readonly policy: string;
  /** `Statement[1]` of the original */
  readonly at: string;
  readonly grant: string;
}

/**
 * Finds, for a refined policy, the entries that would allow each of these actions if an operator decided to keep them.
 */
export function keepIn(policyCase: PolicyCase, actions: readonly string[]): (action: string) => Keeping[] {
  const kept: Decision = { kind: 'keep', actions, by: 'coppice replay', at: '' };
  const { statements } = derive(policyCase, [kept]);
  const granted = statements.flatMap(({ index, kind, result }) => {
    const at = policyCase.policy.statements.find((statement) => statement.index === index)?.path ?? '';
    return kind === 'action' ? result.map((entry) => ({ at, pattern: parsePattern(entry) })) : [];
  });
  return (action) => {
    const lower = fold(action);
    return granted.flatMap(({ at, pattern }) =>
      matches(pattern, lower) ? [{ policy: policyCase.id, at, grant: pattern.text }] : [],
    );
  };
}

class Sorting<T extends ActionCalls> {
  readonly #actions = new Map<string, T>();
  calls = 0;

  add(action: string, seen: Seen, make: (calls: ActionCalls) => T): void {
    const known = this.#actions.get(action);
    const { calls, denied, first, last, example } = known === undefined ? seen : joined(known, seen);
    const dates = { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) };
    this.#actions.set(action, make({ action, calls, denied, ...dates, example }));
  }

  done(): Sort<T> {
    const actions = [...this.#actions.values()].sort((a, b) => (a.action < b.action ? -1 : 1));
    return { calls: this.calls, actions };
  }
}

function replayOne(
  { caller, events, first, last, operations, uncounted }: PrincipalCalls,
  own: readonly PolicyChange[],
  reaches: readonly Reach[],
): PrincipalReplay {
  const wasAllowed = (lower: string): Grant[] => reaches.flatMap(({ before }) => before(lower) ?? []);
  const isAllowed = (lower: string): boolean => reaches.some(({ after }) => after(lower));
  const lost = new Sorting<LostAction>();
  const stays = new Sorting<ActionCalls>();
  const elsewhere = new Sorting<ActionCalls>();
  const unknown: UnknownCalls[] = [];
  let deniedThen = 0;
  const sort = ({ needs, ...seen }: OperationSeen): void => {
    deniedThen += seen.denied;
    if (seen.calls === 0) return;
    if (needs.kind === 'unknown') {
      const literal = needs.literal === undefined ? undefined : fold(needs.literal);
      const mayBeLost = literal !== undefined && wasAllowed(literal).length > 0 && !isAllowed(literal);
      unknown.push({ name: needs.name, ...seen, mayBeLost });
      return;
    }
    const verdicts = needs.actions.map((action) => {
      const by = wasAllowed(fold(action));
      return { action, by, isLost: by.length > 0 && !isAllowed(fold(action)) };
    });
    const gone = verdicts.filter(({ isLost }) => isLost);
    if (gone.length > 0) {
      lost.calls += seen.calls;
      for (const { action, by } of gone) lost.add(action, seen, (calls) => ({ ...calls, by }));
      return;
    }
    const to = verdicts.every(({ by }) => by.length > 0) ? stays : elsewhere;
    to.calls += seen.calls;
    for (const { action } of verdicts) to.add(action, seen, (calls) => calls);
  };
  for (const operation of operations) sort(operation);
  return {
    caller,
    events,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    policies: own.map(({ name }) => name),
    lost: lost.done(),
    stays: stays.done(),
    elsewhere: elsewhere.done(),
    deniedThen,
    unknown,
    uncounted,
  };
}
