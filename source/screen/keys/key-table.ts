import { hasBelow } from '../../review/session/tree.ts';
import type { Frame } from '../frame.ts';
import type { LineEdit } from '../input/field.ts';

/** Where a key has its meaning. */
export type KeyScope = 'tree' | 'overview' | 'menu' | 'field' | 'view' | 'everywhere';

/** What a key asks for. */
export type KeyCommand =
  | LineEdit
  | 'down'
  | 'up'
  | 'page-down'
  | 'page-up'
  | 'first'
  | 'last'
  | 'in'
  | 'out'
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
  | 'filter'
  | 'sort'
  | 'accept'
  | 'accept-shown'
  | 'take-back'
  | 'reject'
  | 'adjust'
  | 'undo'
  | 'redo'
  | 'copy'
  | 'panel-down'
  | 'panel-up'
  | 'panel-page-down'
  | 'panel-page-up'
  | 'panel'
  | 'below-down'
  | 'below-up'
  | 'overview'
  | 'diff'
  | 'verify'
  | 'write'
  | 'quit'
  | 'enter'
  | 'close'
  | 'letter'
  | 'complete'
  | 'help'
  | 'end'
  | 'suspend';

/** One line of the table. */
export interface KeyBinding {
  readonly scope: KeyScope;
  /** Names of keys: a character, or `enter`, `shift-tab`, `ctrl-r`. `…` stands for any letter. */
  readonly keys: readonly string[];
  readonly command: KeyCommand;
  /** What it does, for the help and the README. */
  readonly help: string;
  /** What the footer calls it; without one it is not in the footer. */
  readonly label?: string;
  /** Its rank in the footer: with little room, the keys with smaller numbers stay. */
  readonly rank?: number;
  /** Whether it does something here and now; without one it always does. Why not is for the reducer to say. */
  readonly applies?: (frame: Frame) => boolean;
}

const hasSeveral = ({ context }: Frame): boolean => context.policies.length > 1;

const isOurs = ({ state }: Frame): boolean => state.lookingOn === undefined;

const isUndecided = (frame: Frame): boolean => {
  const { role } = frame;
  if (!isOurs(frame)) return false;
  return role?.kind === 'change' && role.change.decision === undefined && role.entry.original === undefined;
};

const canReject = (frame: Frame): boolean => {
  const { role } = frame;
  if (!isOurs(frame)) return false;
  return role?.kind === 'change' || role?.kind === 'part' || (role?.kind === 'above' && role.node === 0);
};

const canAdjust = (frame: Frame): boolean => {
  const { role } = frame;
  return isOurs(frame) && role !== undefined && role.kind !== 'policy' && role.kind !== 'statement';
};

const hasLeftBelow = (frame: Frame): boolean => {
  const { role, view } = frame;
  if (!isOurs(frame) || view === undefined) return false;
  switch (role?.kind) {
    case 'policy':
      return view.tree.outcome.approved < view.tree.outcome.total;
    case 'statement':
      return role.statement.entries.some(({ isOpen }) => isOpen);
    case 'above': {
      const { approved, total } = role.entry.changesBelow(role.node);
      return approved < total;
    }
    default:
      return false;
  }
};

/** With several policies there may be something further on: to look through them all is for the key itself. */
const hasUndecided = (frame: Frame): boolean => {
  const { view } = frame;
  if (hasSeveral(frame)) return true;
  return view !== undefined && view.tree.outcome.approved < view.tree.outcome.total;
};

const isDecided = (frame: Frame): boolean => {
  const { role } = frame;
  if (!isOurs(frame)) return false;
  if (role?.kind === 'change') return role.change.decision !== undefined || role.entry.original !== undefined;
  return role?.kind === 'part' && role.decision !== undefined;
};

const canFold = ({ view }: Frame): boolean =>
  view !== undefined && view.place.head > 0 && hasBelow(view.tree, view.place);

const isSearched = ({ state }: Frame): boolean => state.query !== undefined && state.query !== '';

const isPath = ({ state: { mode } }: Frame): boolean =>
  (mode.kind === 'writing' && mode.writing.kind === 'path') || mode.kind === 'leave';

const isChecked = ({ state: { mode } }: Frame): boolean =>
  mode.kind === 'filter' || (mode.kind === 'dialog' && mode.dialog.stage.kind === 'pick');

const hasLetters = ({ state: { mode } }: Frame): boolean =>
  mode.kind !== 'confirm' && !(mode.kind === 'writing' && mode.writing.kind === 'format');

const isHelp = ({ state }: Frame): boolean => state.help !== undefined;

/** The one table of keys: the matcher, the footer, the help and the README are made from it. */
export const KEY_TABLE: readonly KeyBinding[] = [
  {
    scope: 'tree',
    keys: ['a'],
    command: 'accept',
    help: 'accept the change, and go to the next undecided row',
    label: 'accept',
    rank: 1,
    applies: isUndecided,
  },
  {
    scope: 'tree',
    keys: ['A'],
    command: 'accept-shown',
    help: 'accept all that is shown and undecided at and below the cursor',
    label: 'accept all here',
    rank: 7,
    applies: hasLeftBelow,
  },
  {
    scope: 'tree',
    keys: ['r'],
    command: 'reject',
    help: 'reject: list the actions, drop them, keep some, or keep the original entry',
    label: 'reject',
    rank: 2,
    applies: canReject,
  },
  {
    scope: 'tree',
    keys: ['e'],
    command: 'adjust',
    help: 'adjust: narrow, widen, edit the pattern, keep or drop actions',
    label: 'adjust',
    rank: 3,
    applies: canAdjust,
  },
  {
    scope: 'tree',
    keys: ['x'],
    command: 'take-back',
    help: 'take the decision back: the row is undecided again',
    label: 'take back',
    rank: 4,
    applies: isDecided,
  },
  {
    scope: 'tree',
    keys: ['space', 'enter'],
    command: 'toggle',
    help: 'fold or unfold the row',
    label: 'fold',
    rank: 9,
    applies: canFold,
  },
  {
    scope: 'tree',
    keys: ['tab'],
    command: 'next-undecided',
    help: 'next undecided row',
    label: 'next',
    rank: 5,
    applies: hasUndecided,
  },
  { scope: 'tree', keys: ['shift-tab'], command: 'previous-undecided', help: 'previous undecided row' },
  {
    scope: 'tree',
    keys: ['p'],
    command: 'panel',
    help: 'details instead of the tree, and back, where both have no room',
    label: 'details',
    rank: 6,
    applies: ({ layout }) => layout.side === 'instead',
  },
  { scope: 'tree', keys: ['f'], command: 'filter', help: 'filter the rows', label: 'filter', rank: 11 },
  { scope: 'tree', keys: ['/'], command: 'search', help: 'search the whole tree', label: 'search', rank: 13 },
  {
    scope: 'tree',
    keys: ['n'],
    command: 'next-match',
    help: 'next match',
    label: 'next match',
    rank: 12,
    applies: isSearched,
  },
  { scope: 'tree', keys: ['N'], command: 'previous-match', help: 'previous match' },
  { scope: 'tree', keys: ['w'], command: 'write', help: 'write', label: 'write', rank: 8 },
  {
    scope: 'tree',
    keys: ['o'],
    command: 'overview',
    help: 'all policies',
    label: 'overview',
    rank: 10,
    applies: hasSeveral,
  },
  {
    scope: 'tree',
    keys: ['d'],
    command: 'diff',
    help: 'what would be written now, beside what was',
    label: 'diff',
    rank: 14,
  },
  {
    scope: 'tree',
    keys: ['v'],
    command: 'verify',
    help: 'the laws, proved for the result, and what departs from the report',
    label: 'verify',
    rank: 15,
  },
  {
    scope: 'tree',
    keys: ['u'],
    command: 'undo',
    help: 'undo',
    label: 'undo',
    rank: 16,
    applies: ({ state }) => state.done.length > 0,
  },
  {
    scope: 'tree',
    keys: ['ctrl-r'],
    command: 'redo',
    help: 'redo',
    label: 'redo',
    rank: 17,
    applies: ({ state }) => state.undone.length > 0,
  },
  { scope: 'tree', keys: ['down', 'j'], command: 'down', help: 'next row' },
  { scope: 'tree', keys: ['up', 'k'], command: 'up', help: 'previous row' },
  { scope: 'tree', keys: ['right', 'l'], command: 'in', help: 'unfold, then into the first row below' },
  { scope: 'tree', keys: ['left', 'h'], command: 'out', help: 'fold, then up to the row above' },
  { scope: 'tree', keys: ['g', 'home'], command: 'first', help: 'first row' },
  { scope: 'tree', keys: ['G', 'end'], command: 'last', help: 'last row' },
  { scope: 'tree', keys: ['pagedown', 'ctrl-f'], command: 'page-down', help: 'a page down' },
  { scope: 'tree', keys: ['pageup', 'ctrl-b'], command: 'page-up', help: 'a page up' },
  { scope: 'tree', keys: ['+', '='], command: 'unfold-all', help: 'unfold everything' },
  { scope: 'tree', keys: ['-'], command: 'fold-all', help: 'fold everything' },
  { scope: 'tree', keys: [']'], command: 'next-entry', help: 'next entry' },
  { scope: 'tree', keys: ['['], command: 'previous-entry', help: 'previous entry' },
  { scope: 'tree', keys: ['J'], command: 'panel-down', help: 'details: a line down' },
  { scope: 'tree', keys: ['K'], command: 'panel-up', help: 'details: a line up' },
  { scope: 'tree', keys: ['ctrl-d'], command: 'panel-page-down', help: 'details: half a page down' },
  { scope: 'tree', keys: ['ctrl-u'], command: 'panel-page-up', help: 'details: half a page up' },
  { scope: 'tree', keys: ['y'], command: 'copy', help: "copy the row's pattern (OSC 52)" },
  {
    scope: 'tree',
    keys: ['esc'],
    command: 'close',
    help: 'show everything again',
    label: 'show all',
    rank: 6,
    applies: ({ state }) => state.filter.length > 0,
  },
  {
    scope: 'tree',
    keys: ['q'],
    command: 'quit',
    help: 'leave; what is decided is kept',
    label: 'quit',
    rank: 18,
  },

  {
    scope: 'overview',
    keys: ['enter', 'right', 'l'],
    command: 'in',
    help: 'open the policy',
    label: 'open',
    rank: 1,
  },
  { scope: 'overview', keys: ['down', 'j'], command: 'down', help: 'next row' },
  { scope: 'overview', keys: ['up', 'k'], command: 'up', help: 'previous row' },
  { scope: 'overview', keys: ['g', 'home'], command: 'first', help: 'first row' },
  { scope: 'overview', keys: ['G', 'end'], command: 'last', help: 'last row' },
  { scope: 'overview', keys: ['pagedown', 'ctrl-f'], command: 'page-down', help: 'a page down' },
  { scope: 'overview', keys: ['pageup', 'ctrl-b'], command: 'page-up', help: 'a page up' },
  {
    scope: 'overview',
    keys: ['tab'],
    command: 'next-undecided',
    help: 'next undecided row',
    label: 'next',
    rank: 4,
  },
  { scope: 'overview', keys: ['f'], command: 'filter', help: 'next filter', label: 'filter', rank: 5 },
  { scope: 'overview', keys: ['s'], command: 'sort', help: 'next order', label: 'sort', rank: 6 },
  {
    scope: 'overview',
    keys: ['/'],
    command: 'search',
    help: 'search names, Sids, entries and what they grant',
    label: 'search',
    rank: 7,
  },
  {
    scope: 'overview',
    keys: ['space', 'left', 'h'],
    command: 'toggle',
    help: 'fold the principal',
    label: 'fold',
    rank: 8,
  },
  { scope: 'overview', keys: ['+', '='], command: 'unfold-all', help: 'unfold all principals' },
  { scope: 'overview', keys: ['-'], command: 'fold-all', help: 'fold all principals' },
  { scope: 'overview', keys: ['w'], command: 'write', help: 'write', label: 'write', rank: 2 },
  { scope: 'overview', keys: ['u'], command: 'undo', help: 'undo' },
  { scope: 'overview', keys: ['ctrl-r'], command: 'redo', help: 'redo' },
  { scope: 'overview', keys: ['o'], command: 'overview', help: 'back to the tree' },
  {
    scope: 'overview',
    keys: ['esc'],
    command: 'close',
    help: 'end the search',
    label: 'end search',
    rank: 3,
    applies: ({ state }) => state.overview.query !== '',
  },
  {
    scope: 'overview',
    keys: ['q'],
    command: 'quit',
    help: 'leave; what is decided is kept',
    label: 'quit',
    rank: 9,
  },

  {
    scope: 'menu',
    keys: ['enter'],
    command: 'enter',
    help: 'take what is marked',
    label: 'take it',
    rank: 1,
  },
  { scope: 'menu', keys: ['esc'], command: 'close', help: 'go back', label: 'back', rank: 2 },
  {
    scope: 'menu',
    keys: ['up'],
    command: 'up',
    help: 'the choice above',
    label: 'choose',
    rank: 3,
    applies: ({ state }) => state.mode.kind !== 'confirm',
  },
  { scope: 'menu', keys: ['down'], command: 'down', help: 'the choice below' },
  {
    scope: 'menu',
    keys: ['…'],
    command: 'letter',
    help: 'a letter goes to its choice, and takes nothing; among the filters it marks',
    label: 'letter: its choice',
    rank: 5,
    applies: hasLetters,
  },
  {
    scope: 'menu',
    keys: ['space'],
    command: 'toggle',
    help: 'choose what can be chosen several at once',
    label: 'mark',
    rank: 4,
    applies: isChecked,
  },

  {
    scope: 'menu',
    keys: ['pagedown', 'ctrl-d'],
    command: 'below-down',
    help: 'what would come of it: on',
  },
  { scope: 'menu', keys: ['pageup', 'ctrl-u'], command: 'below-up', help: 'what would come of it: back' },

  { scope: 'field', keys: ['enter'], command: 'enter', help: 'take it', label: 'take it', rank: 1 },
  { scope: 'field', keys: ['esc'], command: 'close', help: 'go back', label: 'back', rank: 2 },
  { scope: 'field', keys: ['f1', 'alt-?'], command: 'help', help: 'all keys', label: 'help', rank: 0 },
  {
    scope: 'field',
    keys: ['tab'],
    command: 'complete',
    help: 'complete a path',
    label: 'complete',
    rank: 3,
    applies: isPath,
  },
  {
    scope: 'field',
    keys: ['down', 'ctrl-n'],
    command: 'down',
    help: 'next match, while searching',
    label: 'next match',
    rank: 4,
    applies: ({ state }) => state.mode.kind === 'search',
  },
  { scope: 'field', keys: ['up', 'ctrl-p'], command: 'up', help: 'previous match, while searching' },
  { scope: 'field', keys: ['pagedown'], command: 'below-down', help: 'what would come of it: on' },
  { scope: 'field', keys: ['pageup'], command: 'below-up', help: 'what would come of it: back' },
  { scope: 'field', keys: ['ctrl-a', 'home'], command: 'to-start', help: 'to the start' },
  { scope: 'field', keys: ['ctrl-e', 'end'], command: 'to-end', help: 'to the end' },
  { scope: 'field', keys: ['left', 'ctrl-b'], command: 'left', help: 'a character back' },
  { scope: 'field', keys: ['right', 'ctrl-f'], command: 'right', help: 'a character on' },
  { scope: 'field', keys: ['alt-b', 'ctrl-left', 'alt-left'], command: 'word-left', help: 'a word back' },
  { scope: 'field', keys: ['alt-f', 'ctrl-right', 'alt-right'], command: 'word-right', help: 'a word on' },
  { scope: 'field', keys: ['backspace'], command: 'delete-left', help: 'delete back' },
  { scope: 'field', keys: ['delete', 'ctrl-d'], command: 'delete-right', help: 'delete on' },
  { scope: 'field', keys: ['alt-backspace'], command: 'delete-word-left', help: 'delete a word back' },
  { scope: 'field', keys: ['ctrl-w'], command: 'delete-blank-word-left', help: 'delete back to a blank' },
  { scope: 'field', keys: ['alt-d'], command: 'delete-word-right', help: 'delete a word on' },
  { scope: 'field', keys: ['ctrl-u'], command: 'delete-to-start', help: 'delete to the start' },
  { scope: 'field', keys: ['ctrl-k'], command: 'delete-to-end', help: 'delete to the end' },

  { scope: 'view', keys: ['down', 'j'], command: 'down', help: 'a line down' },
  { scope: 'view', keys: ['up', 'k'], command: 'up', help: 'a line up', label: 'scroll', rank: 2 },
  {
    scope: 'view',
    keys: ['pagedown', 'space', 'ctrl-f'],
    command: 'page-down',
    help: 'a page down',
    label: 'page',
    rank: 3,
  },
  { scope: 'view', keys: ['pageup', 'ctrl-b'], command: 'page-up', help: 'a page up' },
  { scope: 'view', keys: ['g', 'home'], command: 'first', help: 'to the start' },
  { scope: 'view', keys: ['G', 'end'], command: 'last', help: 'to the end' },
  { scope: 'view', keys: ['esc', 'q', 'enter'], command: 'close', help: 'go back', label: 'back', rank: 1 },
  {
    scope: 'view',
    keys: ['d'],
    command: 'diff',
    help: 'what would be written now, beside what was',
    label: 'diff',
    rank: 4,
    applies: (frame) => !isHelp(frame) && frame.warnings === undefined,
  },
  {
    scope: 'view',
    keys: ['v'],
    command: 'verify',
    help: 'the laws, proved for the result',
    label: 'verify',
    rank: 5,
    applies: (frame) => !isHelp(frame) && frame.warnings === undefined,
  },
  {
    scope: 'view',
    keys: ['w'],
    command: 'write',
    help: 'write',
    label: 'write',
    rank: 6,
    applies: (frame) => !isHelp(frame) && frame.warnings === undefined,
  },

  { scope: 'everywhere', keys: ['?'], command: 'help', help: 'all keys', label: 'help', rank: 0 },
  { scope: 'everywhere', keys: ['ctrl-z'], command: 'suspend', help: 'back to the shell; `fg` goes on' },
  { scope: 'everywhere', keys: ['ctrl-c'], command: 'end', help: 'leave at once; what is decided is kept' },
];

/** What the keys are for at the moment. */
export function keyScopeOf({ state, line, warnings }: Frame): KeyScope {
  if (warnings !== undefined || state.help !== undefined) return 'view';
  if (line !== undefined) return 'field';
  switch (state.mode.kind) {
    case 'tree':
    case 'search':
    case 'name':
      return 'tree';
    case 'overview':
      return 'overview';
    case 'reading':
      return 'view';
    case 'dialog':
    case 'filter':
    case 'confirm':
    case 'writing':
    case 'elsewhere':
    case 'conflict':
    case 'leave':
      return 'menu';
  }
}

/** What a key is bound to: in its scope, or everywhere. In a field only keys that are no characters are. */
export function keyBindingOf(scope: KeyScope, key: string): KeyBinding | undefined {
  const own = KEY_TABLE.find((each) => each.scope === scope && each.keys.includes(key));
  if (own !== undefined) return own;
  const everywhere = KEY_TABLE.find((each) => each.scope === 'everywhere' && each.keys.includes(key));
  return scope === 'field' && everywhere?.command === 'help' ? undefined : everywhere;
}

const KEY_SCOPES: readonly (readonly [KeyScope, string])[] = [
  ['tree', 'The tree'],
  ['overview', 'Overview'],
  ['menu', 'Menus'],
  ['field', 'Fields'],
  ['view', 'Diff, verification, help'],
  ['everywhere', 'Everywhere'],
];

/** The table by scope, in the order in which it is explained. */
export function keysByScope(): readonly {
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}[] {
  return KEY_SCOPES.map(([scope, title]) => ({
    title,
    bindings: KEY_TABLE.filter((binding) => binding.scope === scope),
  }));
}

const KEY_SYMBOLS: Readonly<Record<string, string>> = { up: '↑', down: '↓', left: '←', right: '→' };
const ARROW_NAME = /(?<=^|-)(?:up|down|left|right)$/;

/** A key as people write it. */
export function keyText(key: string): string {
  return key
    .replace(ARROW_NAME, (arrow) => KEY_SYMBOLS[arrow] ?? arrow)
    .replace(/^ctrl-/, 'Ctrl+')
    .replace(/^alt-/, 'Alt+')
    .replace('pagedown', 'PgDn')
    .replace('pageup', 'PgUp')
    .replace(/^f1$/, 'F1');
}

/** The table of all keys, in Markdown, as the README has it. */
export function keyTableText(): string {
  const lines: string[] = [];
  for (const { title, bindings } of keysByScope()) {
    lines.push(`| ${title} | |`, '| --- | --- |');
    for (const { keys, help } of bindings)
      lines.push(
        `| ${keys.map((key) => (key === '…' ? 'a letter' : `\`${keyText(key)}\``)).join(' ')} | ${help} |`,
      );
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
