import { visible } from '../base/visible.ts';
import type { PolicyCase } from '../refine/case.ts';
import { type Decision, type Decisions, type EntryRef, entryKey } from '../refine/decision.ts';
import { derive } from '../refine/derive.ts';
import type { EntryOutcome } from '../refine/outcome.ts';
import { nodeOfKey } from '../refine/row.ts';

/** Decisions that were made on earlier inputs, with the entries that they were about. */
export interface EarlierDecisions {
  readonly decisions: Decisions;
  /** By `entryKey`: the text of each entry that something was decided about. */
  readonly entries: Readonly<Record<string, string>>;
}

export interface CarriedOver {
  readonly decisions: Decisions;
  /** The decisions whose entry or row no longer exists, each in a few words. */
  readonly lost: readonly string[];
}

/** The entries that decisions are about, by `entryKey`, as the policy has them now. */
export function decidedEntries(policyCase: PolicyCase, decisions: Decisions): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const decision of decisions) {
    if (decision.kind === 'keep' || entries[entryKey(decision)] !== undefined) continue;
    const text = entryText(policyCase, decision);
    if (text !== undefined) entries[entryKey(decision)] = text;
  }
  return entries;
}

/**
 * Carries decisions over to a policy, finding or catalogue that has changed since. A decision still holds if its entry
 * still exists letter for letter, perhaps in another place, and its row still has the same meaning: an accepted change
 * must still be proposed, and a kept action must still be reported unused.
 */
export function carryOver(policyCase: PolicyCase, { decisions, entries }: EarlierDecisions): CarriedOver {
  const places = placesOf(policyCase);
  const lost: string[] = [];
  const moved = decisions.flatMap((decision): Decision[] => {
    const now = movedOf(policyCase, places, decision, entries);
    if (now === undefined) lost.push(nameOf(decision, entries));
    return now === undefined ? [] : [now];
  });
  // Kept and removed actions change what is proposed, so they are applied before asking what still is.
  const found = new Map(derive(policyCase, moved).entries.map((entry) => [entryKey(entry.ref), entry]));
  const held = moved.filter((decision) => {
    const holds = decision.kind === 'keep' || stillFits(found.get(entryKey(decision)), decision);
    if (!holds) lost.push(nameOf(decision, decidedEntries(policyCase, [decision])));
    return holds;
  });
  return { decisions: held, lost };
}

function movedOf(
  policyCase: PolicyCase,
  places: ReadonlyMap<string, readonly EntryRef[]>,
  decision: Decision,
  entries: EarlierDecisions['entries'],
): Decision | undefined {
  if (decision.kind === 'keep') {
    const actions = decision.actions.filter((action) => policyCase.unused.has(action));
    return actions.length === 0 ? undefined : { ...decision, actions };
  }
  const text = entries[entryKey(decision)];
  const ref = text === undefined ? undefined : placeOf(policyCase, places, decision, text);
  return ref === undefined ? undefined : { ...decision, ...ref };
}

function nameOf(decision: Decision, entries: EarlierDecisions['entries']): string {
  if (decision.kind === 'keep') return `keep ${decision.actions.map(visible).join(', ')}`;
  const what = decision.kind === 'original' ? (entries[entryKey(decision)] ?? 'an entry') : decision.row;
  return `${decision.kind} ${visible(what)}`;
}

function entryText({ policy }: PolicyCase, { statement, entry }: EntryRef): string | undefined {
  const found = policy.statements[statement];
  return found?.element === 'NotAction' ? JSON.stringify(found.entries) : found?.entries[entry];
}

/** Where each text stands among the entries that can be decided about. */
function placesOf(policyCase: PolicyCase): Map<string, EntryRef[]> {
  const places = new Map<string, EntryRef[]>();
  for (const { ref } of derive(policyCase, []).entries) {
    const text = entryText(policyCase, ref) ?? '';
    const refs = places.get(text) ?? [];
    refs.push(ref);
    places.set(text, refs);
  }
  return places;
}

/** The same place if the entry is still there, or else the only other one. */
function placeOf(
  policyCase: PolicyCase,
  places: ReadonlyMap<string, readonly EntryRef[]>,
  before: EntryRef,
  text: string,
): EntryRef | undefined {
  const found = places.get(text) ?? [];
  const same = found.find(({ statement, entry }) => statement === before.statement && entry === before.entry);
  return same ?? (found.length === 1 && entryText(policyCase, before) !== text ? found[0] : undefined);
}

function stillFits(entry: EntryOutcome | undefined, decision: Exclude<Decision, { kind: 'keep' }>): boolean {
  if (entry === undefined) return false;
  switch (decision.kind) {
    case 'original':
      return entry.proposal === 'replaced' || entry.proposal === 'goes';
    case 'drop':
      return nodeOfKey(entry.trie, decision.row) !== undefined;
    case 'accept':
    case 'list':
    case 'narrow':
    case 'widen':
    case 'edit':
      return (
        entry.changes.some((change) => change.decision === decision) || isBelowNarrowed(entry, decision.row)
      );
  }
}

/** Whether a row is below a narrowed one: then its decision is a part of the narrowing. */
function isBelowNarrowed({ changes, trie }: EntryOutcome, row: string): boolean {
  const node = nodeOfKey(trie, row);
  return (
    node !== undefined &&
    changes.some(
      (change) => change.decision?.kind === 'narrow' && change.node < node && node < trie.skip(change.node),
    )
  );
}
