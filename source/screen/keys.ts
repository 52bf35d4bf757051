import { subjectProgress } from '../review/state/context.ts';
import type { Scene } from './scene.ts';

/** What a key asks for. The names of those that the lists and fields of other makers handle end in `:own`. */
export type Command =
  | 'down'
  | 'up'
  | 'page-down'
  | 'page-up'
  | 'first'
  | 'last'
  | 'out'
  | 'in'
  | 'toggle'
  | 'unfold-all'
  | 'fold-all'
  | 'next-undecided'
  | 'previous-undecided'
  | 'next-entry'
  | 'previous-entry'
  | 'search'
  | 'next-match'
  | 'previous-match'
  | 'accept'
  | 'accept-below'
  | 'reject'
  | 'adjust'
  | 'undo'
  | 'redo'
  | 'panel-down'
  | 'panel-up'
  | 'panel-page-down'
  | 'panel-page-up'
  | 'panel'
  | 'overview'
  | 'diff'
  | 'verify'
  | 'help'
  | 'write'
  | 'quit'
  | 'leave'
  | 'suspend'
  | 'open'
  | 'filter'
  | 'sort'
  | 'close'
  | 'select-next'
  | 'select-previous'
  | 'choose:own'
  | 'confirm:own';

/** Where a key has its meaning. */
export type Scope = 'everywhere' | 'tree' | 'view' | 'overview' | 'search' | 'dialog';

export interface Binding {
  readonly scope: Scope;
  /** Names of keys: a character, or `enter`, `shift-tab`, `ctrl-r`. */
  readonly keys: readonly string[];
  readonly command: Command;
  /** What it does, for the help and the README. */
  readonly help: string;
  /** What the footer calls it; without one it is not in the footer. */
  readonly label?: string;
  /** Which of several stays in the footer when there is little room: the smaller number. */
  readonly rank?: number;
  /** Whether it does something here and now; without one it always does. Why not is for the reducer to say. */
  readonly applies?: (scene: Scene) => boolean;
}

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

/** The one table of keys: from it come the matcher, the footer, the help and the README. */
export const BINDINGS: readonly Binding[] = [
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

  { scope: 'view', keys: ['j', 'down'], command: 'down', help: 'a line down', label: 'down', rank: 5 },
  { scope: 'view', keys: ['k', 'up'], command: 'up', help: 'a line up', label: 'up', rank: 5 },
  {
    scope: 'view',
    keys: ['pagedown', 'space', 'ctrl-f', 'ctrl-d'],
    command: 'page-down',
    help: 'a page down',
    label: 'page down',
    rank: 4,
  },
  {
    scope: 'view',
    keys: ['pageup', 'ctrl-b', 'ctrl-u'],
    command: 'page-up',
    help: 'a page up',
    label: 'page up',
    rank: 4,
  },
  { scope: 'view', keys: ['g', 'home'], command: 'first', help: 'the beginning' },
  { scope: 'view', keys: ['G', 'end'], command: 'last', help: 'the end' },
  { scope: 'view', keys: ['d'], command: 'diff', help: 'the diff' },
  { scope: 'view', keys: ['v'], command: 'verify', help: 'the verification' },
  { scope: 'view', keys: ['o'], command: 'overview', help: 'the overview' },
  { scope: 'view', keys: ['?'], command: 'help', help: 'all keys' },
  { scope: 'view', keys: ['esc', 'q'], command: 'close', help: 'back to the review', label: 'back', rank: 0 },

  { scope: 'overview', keys: ['j', 'down'], command: 'down', help: 'next row' },
  { scope: 'overview', keys: ['k', 'up'], command: 'up', help: 'previous row' },
  { scope: 'overview', keys: ['pagedown', 'ctrl-f'], command: 'page-down', help: 'a page down' },
  { scope: 'overview', keys: ['pageup', 'ctrl-b'], command: 'page-up', help: 'a page up' },
  { scope: 'overview', keys: ['g', 'home'], command: 'first', help: 'first row' },
  { scope: 'overview', keys: ['G', 'end'], command: 'last', help: 'last row' },
  {
    scope: 'overview',
    keys: ['enter', 'space', 'l', 'right'],
    command: 'open',
    help: 'review what the cursor is on',
    label: 'review it',
    rank: 1,
  },
  {
    scope: 'overview',
    keys: ['/'],
    command: 'filter',
    help: 'show only what matches',
    label: 'filter',
    rank: 2,
  },
  {
    scope: 'overview',
    keys: ['s'],
    command: 'sort',
    help: 'next order: as given, by name, most undecided, most unused',
    label: 'sort',
    rank: 2,
  },
  { scope: 'overview', keys: ['?'], command: 'help', help: 'all keys', label: 'help', rank: 3 },
  {
    scope: 'overview',
    keys: ['esc', 'q', 'o'],
    command: 'close',
    help: 'back to the review',
    label: 'back',
    rank: 0,
  },

  {
    scope: 'search',
    keys: ['down', 'ctrl-n'],
    command: 'select-next',
    help: 'next match',
    label: 'next',
    rank: 2,
  },
  {
    scope: 'search',
    keys: ['up', 'ctrl-p'],
    command: 'select-previous',
    help: 'previous match',
    label: 'previous',
    rank: 2,
  },
  {
    scope: 'search',
    keys: ['enter'],
    command: 'confirm:own',
    help: 'go to the match',
    label: 'go there',
    rank: 1,
  },
  {
    scope: 'search',
    keys: ['esc'],
    command: 'close',
    help: 'back without searching',
    label: 'back',
    rank: 0,
  },

  {
    scope: 'dialog',
    keys: ['up', 'down', 'j', 'k', '1', '…', '9'],
    command: 'choose:own',
    help: 'choose in a menu',
    label: 'choose',
    rank: 2,
    applies: ({ state }) => state.mode.kind === 'menu',
  },
  { scope: 'dialog', keys: ['enter'], command: 'confirm:own', help: 'take it', label: 'take it', rank: 1 },
  {
    scope: 'dialog',
    keys: ['esc'],
    command: 'close',
    help: 'back without deciding anything',
    label: 'back',
    rank: 0,
  },

  { scope: 'everywhere', keys: ['ctrl-c'], command: 'leave', help: 'leave at once; everything is saved' },
  { scope: 'everywhere', keys: ['ctrl-z'], command: 'suspend', help: 'suspend; fg comes back' },
];

/** With several policies there may always be something further on: to look through them all is for the key itself. */
function hasUndecided({ context, state }: Scene): boolean {
  if (context.subjects.length > 1) return true;
  return context.subjects.some((subject) => {
    const { decided, total } = subjectProgress(context, state.decisions, subject);
    return decided < total;
  });
}

const tables = new Map<Scope, ReadonlyMap<string, Binding>>();

/** The binding of a key in a scope; undefined where it has none. */
export function bindingOf(scope: Scope, key: string): Binding | undefined {
  let table = tables.get(scope);
  if (table === undefined) {
    const own = BINDINGS.filter((binding) => binding.scope === scope || binding.scope === 'everywhere');
    table = new Map(own.flatMap((binding) => binding.keys.map((name) => [name, binding])));
    tables.set(scope, table);
  }
  return table.get(key);
}

/** What the keys are for in the mode the review is in. */
export function scopeOf({ mode }: Scene['state']): Scope {
  switch (mode.kind) {
    case 'tree':
      return 'tree';
    case 'reading':
      return 'view';
    case 'overview':
      return mode.typing ? 'dialog' : 'overview';
    case 'search':
      return 'search';
    case 'menu':
    case 'field':
    case 'writing':
      return 'dialog';
  }
}

const SCOPE_TITLES: readonly (readonly [Scope, string])[] = [
  ['tree', 'The tree'],
  ['search', 'Searching'],
  ['dialog', 'Menus and fields'],
  ['view', 'Diff, verification and help'],
  ['overview', 'Overview'],
  ['everywhere', 'Everywhere'],
];

/** The bindings by scope, in the order in which they are explained. */
export function groupedBindings(): readonly {
  readonly title: string;
  readonly bindings: readonly Binding[];
}[] {
  return SCOPE_TITLES.map(([scope, title]) => ({
    title,
    bindings: BINDINGS.filter((binding) => binding.scope === scope),
  }));
}

const SYMBOLS: Readonly<Record<string, string>> = { up: '↑', down: '↓', left: '←', right: '→' };

/** A key as people write it. */
export function keyName(key: string): string {
  return (
    SYMBOLS[key] ??
    key
      .replace(/^ctrl-/, 'Ctrl+')
      .replace('pagedown', 'PgDn')
      .replace('pageup', 'PgUp')
  );
}

/** The table of all keys, in Markdown, as the README has it. */
export function keyTable(): string {
  const lines: string[] = [];
  for (const { title, bindings } of groupedBindings()) {
    lines.push(`| ${title} | |`, '| --- | --- |');
    for (const { keys, help } of bindings)
      lines.push(`| ${keys.map((key) => (key === '…' ? '…' : `\`${keyName(key)}\``)).join(' ')} | ${help} |`);
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
