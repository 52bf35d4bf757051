import { subjectProgress } from '../../review/state/context.ts';
import type { Scene } from '../scene.ts';
import type { Binding } from './binding.ts';

const isUndecidedGrant = ({ role, current }: Scene): boolean =>
  role?.kind === 'unit' && (role.unit.decision === undefined || current?.review.original !== undefined);

const canAdjust = ({ role, current }: Scene): boolean =>
  role !== undefined && (role.kind !== 'settled' || (current?.review.trie.total(0) ?? 0) > 0);

const canReject = ({ role, current }: Scene): boolean =>
  current?.review.original === undefined &&
  (role?.kind === 'unit' ||
    role?.kind === 'part' ||
    role?.kind === 'above' ||
    (role?.kind === 'unused' && current?.review.outcome === 'removed'));

const hasLeftBelow = ({ role }: Scene): boolean => role?.kind === 'above' && role.undecided > 0;

const isFoldable = ({ current }: Scene): boolean =>
  current !== undefined && current.view.trie.skip(current.view.cursor) > current.view.cursor + 1;

const isSearching = ({ state, current }: Scene): boolean =>
  state.search !== undefined && state.search.key === current?.key;

/** With several policies there may always be something further on: to look through them all is for the key itself. */
function hasUndecided({ context, state }: Scene): boolean {
  if (context.subjects.length > 1) return true;
  return context.subjects.some((subject) => {
    const { decided, total } = subjectProgress(state.decisions, subject);
    return decided < total;
  });
}

/** The keys of the review itself. */
export const TREE_KEYS: readonly Binding[] = [
  { scope: 'tree', keys: ['j', 'down'], command: 'down', help: 'next row' },
  { scope: 'tree', keys: ['k', 'up'], command: 'up', help: 'previous row' },
  { scope: 'tree', keys: ['l', 'right'], command: 'in', help: 'unfold, then into the first row below' },
  { scope: 'tree', keys: ['h', 'left'], command: 'out', help: 'fold, then up to the parent' },
  { scope: 'tree', keys: ['g', 'home'], command: 'first', help: 'first row' },
  { scope: 'tree', keys: ['G', 'end'], command: 'last', help: 'last row' },
  { scope: 'tree', keys: ['pagedown', 'ctrl-f'], command: 'page-down', help: 'a page down' },
  { scope: 'tree', keys: ['pageup', 'ctrl-b'], command: 'page-up', help: 'a page up' },
  {
    scope: 'tree',
    keys: ['a'],
    command: 'accept',
    help: 'accept the proposed grant',
    label: 'accept',
    rank: 1,
    applies: isUndecidedGrant,
  },
  {
    scope: 'tree',
    keys: ['A'],
    command: 'accept-below',
    help: 'accept all that is left at and below the cursor',
    label: 'accept all below',
    short: 'accept all',
    rank: 2,
    applies: hasLeftBelow,
  },
  {
    scope: 'tree',
    keys: ['r'],
    command: 'reject',
    help: 'reject: list its actions, remove them, or keep the original entry',
    label: 'reject',
    rank: 2,
    applies: canReject,
  },
  {
    scope: 'tree',
    keys: ['e'],
    command: 'adjust',
    help: 'adjust: narrow, widen, edit the pattern; keep an unused action, remove a used one',
    label: 'adjust',
    rank: 3,
    applies: canAdjust,
  },
  {
    scope: 'tree',
    keys: ['space', 'enter'],
    command: 'toggle',
    help: 'fold or unfold the row',
    label: 'fold',
    rank: 7,
    applies: isFoldable,
  },
  { scope: 'tree', keys: ['+', '='], command: 'unfold-all', help: 'unfold everything' },
  { scope: 'tree', keys: ['-'], command: 'fold-all', help: 'fold everything' },
  {
    scope: 'tree',
    keys: ['tab'],
    command: 'next-undecided',
    help: 'next undecided grant, also in the next entry or policy',
    label: 'next undecided',
    short: 'next',
    rank: 2,
    applies: hasUndecided,
  },
  { scope: 'tree', keys: ['shift-tab'], command: 'previous-undecided', help: 'previous undecided grant' },
  { scope: 'tree', keys: [']'], command: 'next-entry', help: 'next entry, whatever is to decide in it' },
  { scope: 'tree', keys: ['['], command: 'previous-entry', help: 'previous entry' },
  {
    scope: 'tree',
    keys: ['/'],
    command: 'search',
    help: 'search the whole tree, folded parts too',
    label: 'search',
    rank: 9,
  },
  {
    scope: 'tree',
    keys: ['n'],
    command: 'next-match',
    help: 'next match of the search',
    label: 'next match',
    rank: 4,
    applies: isSearching,
  },
  { scope: 'tree', keys: ['N'], command: 'previous-match', help: 'previous match' },
  {
    scope: 'tree',
    keys: ['u'],
    command: 'undo',
    help: 'undo, without limit',
    label: 'undo',
    rank: 6,
    applies: ({ state }) => state.undo !== undefined,
  },
  {
    scope: 'tree',
    keys: ['ctrl-r'],
    command: 'redo',
    help: 'redo',
    label: 'redo',
    rank: 10,
    applies: ({ state }) => state.redo !== undefined,
  },
  { scope: 'tree', keys: ['J'], command: 'panel-down', help: 'scroll the panel down' },
  { scope: 'tree', keys: ['K'], command: 'panel-up', help: 'scroll the panel up' },
  {
    scope: 'tree',
    keys: ['ctrl-d'],
    command: 'panel-page-down',
    help: 'scroll the panel down by half a page',
  },
  { scope: 'tree', keys: ['ctrl-u'], command: 'panel-page-up', help: 'scroll the panel up by half a page' },
  {
    scope: 'tree',
    keys: ['p'],
    command: 'panel',
    help: 'in a narrow terminal: the panel in the place of the tree, and back',
    label: 'details',
    rank: 3,
    applies: ({ layout }) => layout.side === 'instead',
  },
  {
    scope: 'tree',
    keys: ['o'],
    command: 'overview',
    help: 'overview of all policies, statements and entries',
    label: 'overview',
    rank: 8,
  },
  {
    scope: 'tree',
    keys: ['d'],
    command: 'diff',
    help: 'the policy as it now stands, as a diff',
    label: 'diff',
    rank: 5,
  },
  {
    scope: 'tree',
    keys: ['v'],
    command: 'verify',
    help: 'the laws, proved or refuted, and what departs from them on purpose',
    label: 'verify',
    rank: 8,
  },
  {
    scope: 'tree',
    keys: ['w'],
    command: 'write',
    help: 'write the result and the decision record',
    label: 'write',
    rank: 3,
  },
  { scope: 'tree', keys: ['?'], command: 'help', help: 'all keys', label: 'help', rank: 0 },
  { scope: 'tree', keys: ['q'], command: 'quit', help: 'leave; everything is saved', label: 'quit', rank: 7 },
  { scope: 'tree', keys: ['esc'], command: 'close', help: 'end the search' },
];
