import type { PlainUnused } from '../refine/rerun.ts';
import { type Alignment, align, type PairCost } from './align.ts';
import { coveredBy, type Deviations, listedDeviations } from './deviations.ts';
import { escapesOf } from './escapes.ts';
import { type KnownActions, knownActions, marks, spansOf, withActions } from './known.ts';
import { type EntryList, oncePerList, PolicyReader, type ReadPolicy } from './statements.ts';
import type { VerifyInput } from './types.ts';
import { literalService, type UnusedSet, unusedSet } from './unused-set.ts';

/** All that the laws are checked against. */
export interface Case {
  readonly reader: PolicyReader;
  readonly original: ReadPolicy;
  readonly refined: ReadPolicy | null;
  readonly alignment: Alignment;
  readonly known: KnownActions;
  /** The same as `allowedOf`, computed once for each list. */
  allowed(list: EntryList): Uint8Array;
  /** The known actions that the first allows and the second, if any, does not. */
  readonly lost: (before: EntryList, after?: EntryList) => readonly number[];
  readonly unused: UnusedSet;
  readonly lists: PlainUnused;
  /** What stays on purpose although it is reported unused. */
  readonly kept: Deviations;
  readonly open: Deviations;
  /** What is kept and what is open, together. */
  readonly spared: Deviations;
  readonly removed: Deviations;
  /** The bound on automaton states. */
  readonly states: number;
}

const STATES = 2_000_000;

export function caseOf(input: VerifyInput): Case {
  const lists = input.unused;
  // Actions that the finding names and the catalogue lacks count as known, too.
  const known = withActions(
    isKnown(input.actions) ? input.actions : knownActions(input.actions),
    lists.actions,
  );
  const reader = new PolicyReader();
  const original = reader.read(input.original);
  const refined = input.refined === null ? null : reader.read(input.refined);
  const states = input.limits?.states ?? STATES;
  const size = known.names.length;
  const listed = new Map<EntryList, Uint8Array>();
  const allowed = (list: EntryList): Uint8Array => {
    const bytes = listed.get(list) ?? allowedOf(known, list);
    listed.set(list, bytes);
    return bytes;
  };
  const deviations = input.deviations ?? [];
  const made = {
    reader,
    original,
    refined,
    known,
    allowed,
    lost: oncePerList((before, after) => {
      const lost: number[] = [];
      const old = allowed(before);
      const now = after === undefined ? undefined : allowed(after);
      for (let i = 0; i < size; i++) if (old[i] === 1 && now?.[i] !== 1) lost.push(i);
      return lost;
    }),
    unused: unusedSet(lists, known),
    lists,
    kept: listedDeviations(['kept'], deviations, known),
    open: listedDeviations(['open'], deviations, known),
    spared: listedDeviations(['kept', 'open'], deviations, known),
    removed: listedDeviations(['removed'], deviations, known),
    states,
  };
  return { ...made, alignment: align(original, refined, costIn(made)) };
}

/** Tells which known actions a statement with that list allows: one byte for each, 1 or 0. */
export function allowedOf(known: KnownActions, { element, globs }: EntryList): Uint8Array {
  const bytes = marks(spansOf(known, globs.globs), known.names.length);
  if (element === 'NotAction') for (let i = 0; i < bytes.length; i++) bytes[i] = 1 - (bytes[i] as number);
  return bytes;
}

function isKnown(actions: VerifyInput['actions']): actions is KnownActions {
  return 'lower' in actions && 'rows' in actions;
}

/** Counts which of laws 1 to 3 a pair breaks: where like statements leave a choice, the laws hold if they can. */
function costIn({ lost, allowed, unused, removed, spared, states }: Omit<Case, 'alignment'>): PairCost {
  const budget = { left: states };
  const isNew = oncePerList(
    (before, after) => after !== undefined && escapesOf(before, after, budget).found !== undefined,
  );
  return ({ list: before, index }, after) => {
    if (before === undefined) return 0;
    const gone = removed.named(index);
    const loses = lost(before, after?.list).some((i) => unused.has[i] === 0 && gone[i] === 0);
    if (after?.list === undefined) return loses ? 1 : 0;
    const stays = spared.named(index);
    const globs = spared.globs(index);
    const leaves =
      allowed(after.list).some((bit, i) => bit === 1 && unused.has[i] === 1 && stays[i] === 0) ||
      after.list.globs.globs.some((glob) => {
        const service = literalService(glob);
        return service !== undefined && unused.services.has(service) && !coveredBy(globs, glob.text);
      });
    return (loses ? 1 : 0) + (leaves ? 1 : 0) + (isNew(before, after.list) ? 1 : 0);
  };
}
