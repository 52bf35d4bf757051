import fuzzysort from 'fuzzysort';
import type { AccountCase } from '../../account/cases.ts';
import { countedProgress, type DecisionMap, entriesOf, type ReviewContext } from './context.ts';
import type { OverviewSort } from './mode.ts';

/** A row of the overview: a policy, a statement of it, or an entry of that. */
export type OverviewRow =
  | { readonly kind: 'subject'; readonly subject: number }
  | { readonly kind: 'statement'; readonly subject: number; readonly statement: number }
  | { readonly kind: 'entry'; readonly subject: number; readonly entry: number };

/** The words a policy is found by. */
function subjectTitle({ principal, name }: AccountCase): string {
  return principal === undefined ? name : `${principal} ▸ ${name}`;
}

/**
 * The rows of the overview: every policy, and below it its statements and entries.
 *
 * @param filter fuzzy, over principals, policies, Sids and entries; a policy that matches keeps all of its rows
 */
export function overviewRows(
  context: ReviewContext,
  decisions: DecisionMap,
  filter: string,
  sort: OverviewSort,
): readonly OverviewRow[] {
  // By count the order follows the decisions; the other orders do not.
  const basis = sort === 'undecided' ? decisions : undefined;
  if (
    last !== undefined &&
    last.context === context &&
    last.filter === filter &&
    last.sort === sort &&
    (basis === undefined || (last.basis === basis && isAllCounted(context, decisions)))
  )
    return last.rows;
  const rows: OverviewRow[] = [];
  for (const subject of order(context, decisions, sort)) rows.push(...rowsOf(context, subject, filter));
  last = { context, filter, sort, basis, rows };
  return rows;
}

/** The rows asked for last: every key asks for them, and thousands of policies take a while to filter. */
let last:
  | {
      readonly context: ReviewContext;
      readonly filter: string;
      readonly sort: OverviewSort;
      readonly basis: DecisionMap | undefined;
      readonly rows: readonly OverviewRow[];
    }
  | undefined;

function isAllCounted({ subjects }: ReviewContext, decisions: DecisionMap): boolean {
  return subjects.every((subject) => countedProgress(decisions, subject) !== undefined);
}

function rowsOf({ subjects }: ReviewContext, number: number, filter: string): OverviewRow[] {
  const subject = subjects[number];
  if (subject === undefined) return [];
  const refs = entriesOf(subject);
  const whole = filter === '' || isFound(filter, subjectTitle(subject));
  const rows: OverviewRow[] = [];
  for (const { index, sid, entries, element } of subject.policy.statements) {
    const found = refs.flatMap(({ statement, entry }, i): OverviewRow[] => {
      if (statement !== index) return [];
      const text = element === 'NotAction' ? entries.join(' ') : (entries[entry] ?? '');
      if (!whole && !isFound(filter, `${sid ?? ''} ${text}`)) return [];
      return [{ kind: 'entry', subject: number, entry: i }];
    });
    if (found.length > 0 || (whole && !refs.some(({ statement }) => statement === index)))
      rows.push({ kind: 'statement', subject: number, statement: index }, ...found);
  }
  return whole || rows.length > 0 ? [{ kind: 'subject', subject: number }, ...rows] : [];
}

function isFound(filter: string, text: string): boolean {
  const result = fuzzysort.single(filter, text);
  return result !== null && result.score >= 0.3;
}

/** Policies in the order asked for; those not counted yet come last where it is by count. */
function order({ subjects }: ReviewContext, decisions: DecisionMap, sort: OverviewSort): number[] {
  const numbers = subjects.map((_, i) => i);
  if (sort === 'given') return numbers;
  const weight = subjects.map((subject) => weightOf(subject, decisions, sort));
  const titles = subjects.map(subjectTitle);
  return numbers.sort(
    (a, b) => (weight[b] ?? 0) - (weight[a] ?? 0) || compare(titles[a] ?? '', titles[b] ?? ''),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a policy is ordered by, the greatest first. */
function weightOf(subject: AccountCase, decisions: DecisionMap, sort: OverviewSort): number {
  if (sort === 'unused') return subject.unused.actions.size + 1_000 * subject.unused.services.size;
  if (sort !== 'undecided') return 0;
  const progress = countedProgress(decisions, subject);
  return progress === undefined ? -1 : progress.total - progress.decided;
}
