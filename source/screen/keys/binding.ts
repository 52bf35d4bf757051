import type { LineEdit } from '../input/field.ts';
import type { Scene } from '../scene.ts';

/** What a key asks for. The names of those that the menus of Ink handle end in `:own`. */
export type Command =
  | LineEdit
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
  | 'submit'
  | 'complete'
  | 'choose:own'
  | 'confirm:own';

/** Where a key has its meaning. */
export type Scope = 'everywhere' | 'tree' | 'view' | 'overview' | 'search' | 'field' | 'menu';

export interface Binding {
  readonly scope: Scope;
  /** Names of keys: a character, or `enter`, `shift-tab`, `ctrl-r`. */
  readonly keys: readonly string[];
  readonly command: Command;
  /** What it does, for the help and the README. */
  readonly help: string;
  /** What the footer calls it; without one it is not in the footer. */
  readonly label?: string;
  /** The same in one word, for a footer with little room. */
  readonly short?: string;
  /** Which of several stays in the footer when there is little room: the smaller number. */
  readonly rank?: number;
  /** Whether it does something here and now; without one it always does. Why not is for the reducer to say. */
  readonly applies?: (scene: Scene) => boolean;
}
