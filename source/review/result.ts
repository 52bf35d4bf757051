import { createMemo } from '../base/memo.ts';
import type { PolicyEdits } from '../policy/edit.ts';
import { printPolicy } from '../policy/print.ts';
import { composeEntries } from '../refine/refine.ts';
import type { Decisions } from './decision.ts';
import { type EntryReview, reviewableEntries, reviewEntry } from './entry.ts';
import type { ReviewSettings, Subject } from './subject.ts';

/** A policy as it stands under the decisions made so far: a pure function of the inputs and the decisions. */
export interface FinalPolicy {
  readonly subject: Subject;
  readonly entries: readonly EntryReview[];
  readonly edits: PolicyEdits;
  /** The policy's text; null where nothing is left, so that it is to be detached. */
  readonly text: string | null;
  readonly decided: number;
  readonly total: number;
}

const results = createMemo<FinalPolicy>();

/** The final policy of a subject; undecided proposals count as they are proposed. */
export function finalPolicy(subject: Subject, settings: ReviewSettings, decisions: Decisions): FinalPolicy {
  return results([decisions, subject, settings], '', () => {
    const entries = reviewableEntries(subject).map((ref) => reviewEntry(subject, settings, decisions, ref));
    const edits = new Map<number, readonly string[]>();
    for (const [index, reviewed] of Map.groupBy(entries, ({ ref }) => ref.statement)) {
      const statement = subject.policy.statements[index];
      const edited = statement && editedEntries(statement.entries, reviewed);
      if (edited !== undefined) edits.set(index, edited);
    }
    return { subject, entries, edits, text: printPolicy(subject.policy, edits), ...progressOf(entries) };
  });
}

/** How many of the proposed grants are decided, and how many there are. */
function progressOf(entries: readonly EntryReview[]): {
  readonly decided: number;
  readonly total: number;
} {
  let decided = 0;
  let total = 0;
  for (const entry of entries) {
    decided += entry.decided;
    total += entry.units.length;
  }
  return { decided, total };
}

function editedEntries(
  entries: readonly string[],
  reviewed: readonly EntryReview[],
): readonly string[] | undefined {
  const [first] = reviewed;
  if (first?.element === 'NotAction') {
    if (first.original !== undefined || first.outcome === 'kept' || first.outcome === 'unknown')
      return undefined;
    if (first.outcome === 'removed') return [];
    return [
      ...entries,
      ...[...new Set([...first.units.flatMap(({ grants }) => grants), ...first.also])].sort(),
    ];
  }
  return composeEntries(entries, reviewed.map(keptOrGrants));
}

function keptOrGrants(entry: EntryReview): 'keep' | readonly string[] {
  if (entry.original !== undefined) return 'keep';
  switch (entry.outcome) {
    case 'kept':
    case 'unknown':
      return 'keep';
    case 'removed':
      return [];
    case 'replaced': {
      const all: string[] = [];
      for (const { grants } of entry.units) for (const grant of grants) all.push(grant);
      return all.sort().filter((grant, i) => grant !== all[i - 1]);
    }
  }
}
