import type { AccountCase } from '../account/cases.ts';
import { type Decision, type Decisions, type EntryRef, entryKey } from '../refine/decision.ts';
import { rowKey } from '../refine/row.ts';
import { reviewableEntries, reviewEntry } from './entry.ts';

/** Decisions that were made on earlier inputs, with the entries that they were about. */
export interface EarlierDecisions {
  readonly decisions: Decisions;
  /** By `entryKey`: the text of each entry that something was decided about. */
  readonly entries: Readonly<Record<string, string>>;
}

export interface CarriedOver {
  readonly decisions: Decisions;
  /** How many decisions no longer have anything to be about. */
  readonly dropped: number;
}

/** The entries that decisions are about, by `entryKey`, as the policy has them now. */
export function decidedEntries(subject: AccountCase, decisions: Decisions): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const decision of decisions) {
    if (decision.kind === 'keep') continue;
    const text = entryText(subject, decision);
    if (text !== undefined) entries[entryKey(decision)] = text;
  }
  return entries;
}

/**
 * Takes decisions over to a policy, finding or catalogue that has changed since. A decision still holds if the entry
 * is there, letter for letter, perhaps in another place, and the row of its tree is still what it was decided as: a
 * grant to be accepted must still be safe, an action to be kept still be reported unused.
 */
export function carryOver(subject: AccountCase, { decisions, entries }: EarlierDecisions): CarriedOver {
  const places = placesOf(subject);
  const moved = decisions.flatMap((decision): Decision[] => {
    if (decision.kind === 'keep') {
      const actions = decision.actions.filter((action) => subject.unused.has(action));
      return actions.length === 0 ? [] : [{ ...decision, actions }];
    }
    const text = entries[entryKey(decision)];
    const ref = text === undefined ? undefined : placeOf(subject, places, decision, text);
    return ref === undefined ? [] : [{ ...decision, ...ref }];
  });
  // What was kept and removed changes what is safe, so it comes before the question what still is.
  const changes = moved.filter(({ kind }) => kind === 'keep' || kind === 'drop');
  const held = moved.filter((decision) => stillFits(subject, changes, decision));
  return { decisions: held, dropped: decisions.length - held.length };
}

function entryText({ policy }: AccountCase, { statement, entry }: EntryRef): string | undefined {
  const found = policy.statements[statement];
  return found?.element === 'NotAction' ? JSON.stringify(found.entries) : found?.entries[entry];
}

/** Where each text stands among the entries that can be decided about. */
function placesOf(subject: AccountCase): Map<string, EntryRef[]> {
  const places = new Map<string, EntryRef[]>();
  for (const ref of reviewableEntries(subject)) {
    const text = entryText(subject, ref) ?? '';
    places.set(text, [...(places.get(text) ?? []), ref]);
  }
  return places;
}

/** The same place if the entry is still there, or else the only other one. */
function placeOf(
  subject: AccountCase,
  places: ReadonlyMap<string, readonly EntryRef[]>,
  before: EntryRef,
  text: string,
): EntryRef | undefined {
  const found = places.get(text) ?? [];
  const same = found.find(({ statement, entry }) => statement === before.statement && entry === before.entry);
  return same ?? (found.length === 1 && entryText(subject, before) !== text ? found[0] : undefined);
}

function stillFits(subject: AccountCase, changes: Decisions, decision: Decision): boolean {
  if (decision.kind === 'keep') return true;
  const { element, outcome, trie } = reviewEntry(subject, changes, decision);
  if (decision.kind === 'original') return outcome === 'replaced' || outcome === 'removed';
  for (let node = 0; node < trie.size; node++) {
    if (rowKey(trie, node) !== decision.row) continue;
    if (decision.kind === 'drop' || element === 'NotAction') return true;
    return trie.state(node) === (decision.kind === 'widen' ? 'mixed' : 'safe');
  }
  return false;
}
