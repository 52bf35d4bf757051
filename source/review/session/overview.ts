import type { AccountCase } from '../../account/cases.ts';
import { visible } from '../../base/visible.ts';
import { counted } from '../../base/words.ts';
import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { parsePattern } from '../../pattern/pattern.ts';
import { quotaSize } from '../../policy/size.ts';
import type { ReviewedPolicy, SessionContext } from './context.ts';
import { FIRST_FOLDS } from './folds.ts';
import { inPolicy } from './move.ts';
import { rowAt } from './row.ts';
import { done, no } from './say.ts';
import { matchFrom } from './search.ts';
import type { SessionState } from './state.ts';
import { decisionsOf, outcomeUnder, treeUnder } from './tree.ts';

/** How the overview is ordered. */
export const OVERVIEW_SORTS = ['given', 'name', 'undecided', 'risks', 'unused', 'size'] as const;
type PolicySort = (typeof OVERVIEW_SORTS)[number];

/** Which policies the overview shows. */
export const OVERVIEW_FILTERS = ['everything', 'undecided', 'risks', 'over quota', 'held back'] as const;
type PolicyFilter = (typeof OVERVIEW_FILTERS)[number];

/** How the overview is looked at. */
export interface OverviewState {
  readonly cursor: number;
  readonly top: number;
  readonly sort: PolicySort;
  readonly filter: PolicyFilter;
  /** Principals whose policies are folded away. */
  readonly folded: readonly string[];
  readonly query: string;
  /** Whether keys go into the search. */
  readonly typing: boolean;
}

export const FIRST_OVERVIEW: OverviewState = {
  cursor: 0,
  top: 0,
  sort: 'given',
  filter: 'everything',
  folded: [],
  query: '',
  typing: false,
};

/** The columns of a policy. */
export interface PolicyColumns {
  /** What is to be signed off, and how much of it is. */
  readonly changes: number;
  readonly approved: number;
  /** ▲ actions that stay. */
  readonly risks: number;
  /** Reported unused and granted at first. */
  readonly unused: number;
  /** Characters as IAM counts them, before and now; 0: nothing is left. */
  readonly before: number;
  readonly size: number;
  readonly quota?: number;
  /** Actions that some holders do not use and others keep from going. */
  readonly heldBack: AccountCase['heldBack'];
}

/** A row of the overview: a principal with several policies, or a policy. */
export type PolicyRow =
  | { readonly kind: 'principal'; readonly name: string; readonly policies: number; readonly folded: boolean }
  | { readonly kind: 'policy'; readonly index: number; readonly name: string; readonly depth: 0 | 1 };

/** The columns of a policy under the decisions made so far. */
export function columnsOf(
  context: SessionContext,
  state: SessionState,
  index: number,
): PolicyColumns | undefined {
  const policy = context.policies[index];
  if (policy === undefined) return undefined;
  const decisions = decisionsOf(state, policy.case.id);
  return context.memory.remember([policy, decisions], 'columns', () => {
    const outcome = outcomeUnder(context, policy, decisions);
    const { counts } = outcome;
    const tree = treeUnder(context, policy, decisions);
    return {
      changes: outcome.total,
      approved: outcome.approved,
      risks: rowAt(context, tree, FIRST_FOLDS, { head: 0, node: 0 }).risks.stay,
      unused: counts.gone + counts.keptOnPurpose + counts.open,
      before: quotaSize(policy.case.policy.text),
      size: quotaSize(outcome.text ?? ''),
      ...(policy.quota === undefined ? {} : { quota: policy.quota }),
      heldBack: policy.case.heldBack,
    };
  });
}

/** The rows of the overview. Policies of one principal stand together, below it. */
export function overviewRowsOf(context: SessionContext, state: SessionState): readonly PolicyRow[] {
  const { overview } = state;
  return context.memory.remember([state.decisions, overview], 'overview', () => {
    const shown = sorted(
      context,
      state,
      context.policies.flatMap((policy, index) => (isFound(context, state, policy, index) ? [index] : [])),
    );
    const groups = Map.groupBy(shown, (index) => context.policies[index]?.case.principal ?? '');
    const rows: PolicyRow[] = [];
    for (const [name, indexes] of groups) {
      const isGroup = name !== '' && indexes.length > 1;
      const folded = isGroup && overview.folded.includes(name);
      if (isGroup) rows.push({ kind: 'principal', name, policies: indexes.length, folded });
      if (folded) continue;
      for (const index of indexes)
        rows.push({
          kind: 'policy',
          index,
          name: nameOf(context.policies[index], isGroup),
          depth: isGroup ? 1 : 0,
        });
    }
    return rows;
  });
}

function nameOf(policy: ReviewedPolicy | undefined, isBelow: boolean): string {
  if (policy === undefined) return '';
  return isBelow || policy.case.principal === undefined
    ? policy.case.name
    : `${policy.case.principal} ▸ ${policy.case.name}`;
}

function isFound(
  context: SessionContext,
  state: SessionState,
  policy: ReviewedPolicy,
  index: number,
): boolean {
  const { filter, query } = state.overview;
  if (query.trim() !== '' && !isMatch(context, policy, query.trim())) return false;
  if (filter === 'everything') return true;
  if (filter === 'held back') return policy.case.heldBack.length > 0;
  const columns = columnsOf(context, state, index);
  if (columns === undefined) return false;
  switch (filter) {
    case 'undecided':
      return columns.approved < columns.changes;
    case 'risks':
      return columns.risks > 0;
    case 'over quota':
      return columns.quota !== undefined && columns.size > columns.quota;
  }
}

/** A search also looks for actions from this many letters on; fewer would match too many. */
const LEAST_LETTERS = 3;
const MOST_ACTIONS = 500;

function isMatch(context: SessionContext, policy: ReviewedPolicy, query: string): boolean {
  const lower = fold(query);
  if (fold(nameOf(policy, false)).includes(lower)) return true;
  const actions = namedActions(context, policy, lower);
  return policy.case.policy.statements.some(({ effect, element, sid, entries }) => {
    if (sid !== undefined && fold(sid).includes(lower)) return true;
    if (entries.some((entry) => fold(entry).includes(lower))) return true;
    if (effect !== 'Allow') return false;
    const patterns = entries.map(parsePattern);
    return actions.some(
      (action) => patterns.some((pattern) => matches(pattern, action)) === (element === 'Action'),
    );
  });
}

/** The known actions that a search names, in lower case. */
function namedActions(context: SessionContext, policy: ReviewedPolicy, lower: string): readonly string[] {
  if (lower.length < LEAST_LETTERS) return [];
  const { catalog } = policy.case;
  return context.memory.remember([catalog], `named ${lower}`, () => {
    const found: string[] = [];
    for (const service of catalog.services())
      for (const action of catalog.actions(service)?.sorted ?? [])
        if (action.includes(lower)) found.push(action);
    return found.length > MOST_ACTIONS ? [] : found;
  });
}

function sorted(context: SessionContext, state: SessionState, indexes: number[]): number[] {
  const { sort } = state.overview;
  if (sort === 'given') return indexes;
  const names = context.policies.map((policy) => nameOf(policy, false));
  const byName = (a: number, b: number): number => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1);
  if (sort === 'name') return indexes.sort(byName);
  const weight = new Map(indexes.map((index) => [index, weightOf(columnsOf(context, state, index), sort)]));
  return indexes.sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0) || byName(a, b));
}

function weightOf(
  columns: PolicyColumns | undefined,
  sort: 'undecided' | 'risks' | 'unused' | 'size',
): number {
  if (columns === undefined) return 0;
  switch (sort) {
    case 'undecided':
      return columns.changes - columns.approved;
    case 'risks':
      return columns.risks;
    case 'unused':
      return columns.unused;
    case 'size':
      return columns.size;
  }
}

function withOverview(state: SessionState, overview: Partial<OverviewState>): SessionState {
  return { ...state, overview: { ...state.overview, ...overview } };
}

/** The overview's cursor, with its row in the window. */
export function overviewMoved(context: SessionContext, state: SessionState, rows: number): SessionState {
  const { length } = overviewRowsOf(context, state);
  const cursor = Math.max(0, Math.min(length - 1, state.overview.cursor + rows));
  const height = Math.max(1, state.viewport.page);
  const top = Math.max(
    0,
    Math.min(Math.max(Math.min(state.overview.top, cursor), cursor + 1 - height), length - 1),
  );
  return withOverview(state, { cursor, top });
}

/** Opens the policy under the cursor, or folds the principal. */
export function overviewEntered(context: SessionContext, state: SessionState): SessionState {
  const row = overviewRowsOf(context, state)[state.overview.cursor];
  switch (row?.kind) {
    case undefined:
      return no(state, 'no policy is shown');
    case 'policy':
      return searchedFor(context, inPolicy(context, state, row.index));
    case 'principal':
      return overviewFolded(state, row.name, !row.folded);
  }
}

/** What the policies were searched for is searched for in the tree as well, if it has any: `n` goes there. */
function searchedFor(context: SessionContext, state: SessionState): SessionState {
  const query = state.overview.query.trim();
  if (query === '') return state;
  const found = matchFrom(context, state, query, 1);
  if (found === undefined) return state;
  const count = counted(found.count, 'match', 'matches');
  return done({ ...state, query }, `${count} of ${visible(query)} in this policy; n goes there`);
}

function overviewFolded(state: SessionState, name: string, folded: boolean): SessionState {
  const others = state.overview.folded.filter((each) => each !== name);
  return withOverview(state, { folded: folded ? [...others, name] : others });
}

/** Folds or unfolds the principal that the cursor is on or below. */
export function overviewToggled(
  context: SessionContext,
  state: SessionState,
  folded?: boolean,
): SessionState {
  const rows = overviewRowsOf(context, state);
  for (let i = state.overview.cursor; i >= 0; i--) {
    const row = rows[i];
    if (row?.kind === 'policy' && row.depth === 0) break;
    if (row?.kind !== 'principal') continue;
    return withOverview(overviewFolded(state, row.name, folded ?? !row.folded), { cursor: i });
  }
  return no(state, 'this policy stands alone; there is nothing to fold');
}

/** Folds or unfolds all principals. */
export function overviewFoldedAll(
  context: SessionContext,
  state: SessionState,
  folded: boolean,
): SessionState {
  const names = new Set(context.policies.flatMap((policy) => policy.case.principal ?? []));
  return overviewMoved(context, withOverview(state, { folded: folded ? [...names] : [], cursor: 0 }), 0);
}

/** The next order of the policies. */
export function overviewSorted(context: SessionContext, state: SessionState): SessionState {
  const sort = after(OVERVIEW_SORTS, state.overview.sort);
  return overviewMoved(context, withOverview(state, { sort, cursor: 0 }), 0);
}

/** The next filter of the policies. */
export function overviewFiltered(context: SessionContext, state: SessionState): SessionState {
  const filter = after(OVERVIEW_FILTERS, state.overview.filter);
  return overviewMoved(context, withOverview(state, { filter, cursor: 0 }), 0);
}

function after<T>(list: readonly [T, ...T[]] | readonly T[], one: T): T {
  return list[(list.indexOf(one) + 1) % list.length] ?? one;
}

/** What the overview is searched for. */
export function overviewSearched(context: SessionContext, state: SessionState, query: string): SessionState {
  return overviewMoved(context, withOverview(state, { query, cursor: 0 }), 0);
}
