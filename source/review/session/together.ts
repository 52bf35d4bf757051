import { fold } from '../../pattern/fold.ts';
import { type Decision, type Decisions, entryKey } from '../../refine/decision.ts';

/** Rows about which two reviews of the same inputs decided differently, and the other review's decisions. */
export interface SessionConflict {
  readonly theirs: ReadonlyMap<string, Decisions>;
  readonly rows: readonly { readonly policy: string; readonly row: string }[];
}

/** How two reviews of the same inputs come together. */
export type Merged =
  | { readonly kind: 'merged'; readonly decisions: ReadonlyMap<string, Decisions> }
  | { readonly kind: 'conflict'; readonly conflict: SessionConflict };

/**
 * Merges the decisions of two reviews of the same inputs. What only one of them has changed since the common start is
 * taken from that one. Where both changed the same thing differently, nothing is merged unless `prefer` says whose
 * decision counts.
 *
 * @param base the decisions that both began with
 * @param prefer whose decision counts on rows that both touched
 */
export function mergeDecisions(
  base: ReadonlyMap<string, Decisions>,
  ours: ReadonlyMap<string, Decisions>,
  theirs: ReadonlyMap<string, Decisions>,
  prefer?: 'ours' | 'theirs',
): Merged {
  const decisions = new Map<string, Decisions>();
  const rows: SessionConflict['rows'][number][] = [];
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
    const lists = [base, ours, theirs].map((each) => each.get(id) ?? []);
    const whole = wholeEntries(lists);
    const [before, mine, other] = lists.map((list) => unitsOf(list, whole));
    const taken = new Set<string>();
    for (const unit of new Set([
      ...(mine?.keys() ?? []),
      ...(other?.keys() ?? []),
      ...(before?.keys() ?? []),
    ])) {
      const [was, own, their] = [before, mine, other].map((units) => units?.get(unit));
      if (own === their || their === was) continue;
      if (own !== was) {
        if (prefer === undefined) rows.push({ policy: id, row: unit });
        if (prefer !== 'theirs') continue;
      }
      taken.add(unit);
    }
    const kept = (ours.get(id) ?? []).flatMap((each) => part(each, whole, (unit) => !taken.has(unit)));
    const added = (theirs.get(id) ?? []).flatMap((each) => part(each, whole, (unit) => taken.has(unit)));
    decisions.set(id, taken.size === 0 ? (ours.get(id) ?? []) : [...kept, ...added]);
  }
  return rows.length > 0 ? { kind: 'conflict', conflict: { theirs, rows } } : { kind: 'merged', decisions };
}

/** The entries that stay as they were on any side: what is decided about their rows is one matter with that. */
function wholeEntries(lists: readonly Decisions[]): ReadonlySet<string> {
  const whole = new Set<string>();
  for (const list of lists)
    for (const decision of list) if (decision.kind === 'original') whole.add(entryKey(decision));
  return whole;
}

/** The decisions as texts by unit: each row, entry or kept action can be decided apart from the rest. */
function unitsOf(decisions: Decisions, whole: ReadonlySet<string>): Map<string, string> {
  const units = new Map<string, string>();
  for (const decision of decisions)
    for (const unit of namesOf(decision, whole)) {
      // A keep may name more actions on one side than on the other.
      const own = decision.kind === 'keep' ? { ...decision, actions: [unit] } : decision;
      units.set(unit, `${units.get(unit) ?? ''}${JSON.stringify(own)}`);
    }
  return units;
}

function namesOf(decision: Decision, whole: ReadonlySet<string>): string[] {
  if (decision.kind === 'keep') return decision.actions.map((action) => `keep ${fold(action)}`);
  const entry = entryKey(decision);
  return [decision.kind === 'original' || whole.has(entry) ? entry : `${entry} ${decision.row}`];
}

function part(
  decision: Decision,
  whole: ReadonlySet<string>,
  isMeant: (unit: string) => boolean,
): Decision[] {
  if (decision.kind !== 'keep') return namesOf(decision, whole).every(isMeant) ? [decision] : [];
  const actions = decision.actions.filter((action) => isMeant(`keep ${fold(action)}`));
  if (actions.length === decision.actions.length) return [decision];
  return actions.length === 0 ? [] : [{ ...decision, actions }];
}
