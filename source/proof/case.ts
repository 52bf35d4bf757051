import { type Alignment, align } from './align.ts';
import { type Deviations, deviationsOf } from './deviations.ts';
import { escapesOf } from './escapes.ts';
import {
  type Finder,
  finder,
  type KnownActions,
  knownActions,
  marks,
  type Spans,
  withActions,
} from './known.ts';
import { type ReadPolicy, type ReadStatement, readPolicyValue } from './statements.ts';
import type { Deviation, UnusedArrays, VerifyInput } from './types.ts';
import { literalService, type UnusedSet, unusedSet } from './unused-set.ts';

/** All that the laws are checked against. */
export interface Case {
  readonly original: ReadPolicy;
  readonly refined: ReadPolicy | null;
  readonly alignment: Alignment;
  readonly known: KnownActions;
  readonly actions: ActionSets;
  readonly unused: UnusedSet;
  readonly lists: UnusedArrays;
  readonly deviations: readonly Deviation[];
  readonly kept: Deviations;
  readonly removed: Deviations;
  /** The bound on automaton states. */
  readonly states: number;
}

const STATES = 2_000_000;

export function caseOf(input: VerifyInput): Case {
  const lists: UnusedArrays = {
    services: [...input.unused.services],
    actions: [...input.unused.actions],
    retained: [...input.unused.retained],
  };
  // What the finding names and the catalogue lacks belongs to the known actions.
  const known = withActions(
    isKnown(input.actions) ? input.actions : knownActions(input.actions),
    lists.actions,
  );
  const find = finder(known);
  const unused = unusedSet(lists, find);
  const actions = actionSets(find);
  const deviations = input.deviations ?? [];
  const original = readPolicyValue(input.original);
  const refined = input.refined === null ? null : readPolicyValue(input.refined);
  const states = input.limits?.states ?? STATES;
  return {
    original,
    refined,
    alignment: alignBest(original, refined, actions, unused, deviations, states),
    known,
    actions,
    unused,
    lists,
    deviations,
    kept: deviationsOf('kept', deviations, find),
    removed: deviationsOf('removed', deviations, find),
    states,
  };
}

function isKnown(actions: VerifyInput['actions']): actions is KnownActions {
  return 'lower' in actions && 'rows' in actions;
}

/** Aligns two policies so that, where like statements leave a choice, laws 1 to 3 hold if they can. */
function alignBest(
  original: ReadPolicy,
  refined: ReadPolicy | null,
  actions: ActionSets,
  unused: UnusedSet,
  deviations: readonly Deviation[],
  states: number,
): Alignment {
  const budget = { left: states };
  const removed = deviationsOf('removed', deviations, actions.find);
  const kept = deviationsOf('kept', deviations, actions.find);
  // What is left is left whatever its original; only decisions that hold in one statement tell originals apart.
  const leaves = (before: ReadStatement, after: ReadStatement): boolean => {
    if (deviations.length === 0 || after.element === 'fixed') return false;
    const allowed = actions.allowed(after);
    if (allowed.some((bit, i) => bit === 1 && unused.has[i] === 1 && !kept.allowKnown(i, before.index)))
      return true;
    return after.list.globs.some((glob) => {
      const service = literalService(glob);
      return service !== undefined && unused.services.has(service) && !kept.allow(glob.text, before.index);
    });
  };
  return align(original, refined, (before, after) => {
    const lost = actions.lost(before, after);
    const loses = lost.some((i) => unused.has[i] === 0 && !removed.allowKnown(i, before.index));
    const [isLeft, escapes] =
      after === undefined ? [false, false] : [leaves(before, after), escapesOf(before, after, budget).found];
    return (loses ? 1 : 0) + (isLeft ? 1 : 0) + (escapes ? 1 : 0);
  });
}

/** The known actions that statements allow. */
interface ActionSets {
  readonly find: Finder;
  /** What a statement's list matches. */
  spans(statement: ReadStatement): Spans;
  /** One byte for each known action: whether the statement allows it. Fixed statements are not looked into. */
  allowed(statement: ReadStatement): Uint8Array;
  /** Whether a span holds an action whose byte is 1. */
  someIn(spans: Spans, bytes: Uint8Array): boolean;
  /** The known actions that the first allows and the second, if any, does not. */
  lost(before: ReadStatement, after: ReadStatement | undefined): number[];
}

function actionSets(find: Finder): ActionSets {
  const size = find.known.names.length;
  const spans = (statement: ReadStatement): Spans => {
    // Kept with the statement itself: a map by statements would take longer than to look it up again in a short list.
    if (statement.found?.by !== find) statement.found = { by: find, spans: find.spans(statement.entries) };
    return statement.found.spans;
  };
  const allowed = (statement: ReadStatement): Uint8Array => {
    const listed = marks(spans(statement), size);
    if (statement.element === 'NotAction')
      for (let i = 0; i < size; i++) listed[i] = 1 - (listed[i] as number);
    return listed;
  };
  return {
    find,
    spans,
    allowed,
    someIn(spans, bytes) {
      for (let k = 0; k < spans.length; k += 2) {
        const to = spans[k + 1] as number;
        for (let i = spans[k] as number; i < to; i++) if (bytes[i] === 1) return true;
      }
      return false;
    },
    lost(before, after) {
      const lost: number[] = [];
      if (before.element === 'fixed') return lost;
      const old = allowed(before);
      const now = after === undefined ? undefined : allowed(after);
      for (let i = 0; i < size; i++) if (old[i] === 1 && now?.[i] !== 1) lost.push(i);
      return lost;
    },
  };
}
