import type { Place } from './context.ts';
import type { OverviewSort, ReadingView, Step, WriteOrder } from './mode.ts';
import type { Message, Viewport } from './state.ts';

/** Everything that can happen in a review. `at` is the time, ISO 8601: decisions are dated. */
export type Action =
  | { readonly type: 'resize'; readonly viewport: Viewport }
  // The cursor, by visible rows; `page` by windows of them.
  | { readonly type: 'move'; readonly rows: number }
  | { readonly type: 'page'; readonly pages: number }
  | { readonly type: 'to-end'; readonly end: 'first' | 'last' }
  /** Folds, or goes up to the parent; unfolds, or goes down into the first row below. */
  | { readonly type: 'out' }
  | { readonly type: 'in' }
  | { readonly type: 'toggle' }
  | { readonly type: 'fold-all'; readonly folded: boolean }
  | { readonly type: 'undecided'; readonly direction: 1 | -1 }
  | { readonly type: 'entry'; readonly direction: 1 | -1 }
  | { readonly type: 'go'; readonly place: Place }
  | { readonly type: 'match'; readonly direction: 1 | -1 }
  // Decisions.
  | { readonly type: 'accept'; readonly at: string }
  | { readonly type: 'accept-below'; readonly at: string }
  | { readonly type: 'reject' }
  | { readonly type: 'adjust' }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  // Menus and fields.
  | { readonly type: 'choose'; readonly step: Step; readonly at: string }
  | { readonly type: 'type'; readonly value: string }
  | { readonly type: 'submit'; readonly value: string; readonly at: string }
  | { readonly type: 'close' }
  // The search field.
  | { readonly type: 'search' }
  | { readonly type: 'select-match'; readonly rows: number }
  // Views. `last` is the greatest first line that still fills the window.
  | { readonly type: 'read'; readonly view: ReadingView }
  | { readonly type: 'scroll'; readonly rows: number; readonly last: number }
  | { readonly type: 'scroll-panel'; readonly rows: number; readonly last: number }
  | { readonly type: 'toggle-panel' }
  | { readonly type: 'overview' }
  | { readonly type: 'filter'; readonly typing: boolean }
  | { readonly type: 'sort'; readonly sort: OverviewSort }
  // Writing and leaving.
  | { readonly type: 'write' }
  | { readonly type: 'wrote'; readonly files: readonly string[] }
  | {
      readonly type: 'path-taken';
      readonly order: WriteOrder;
      readonly source: boolean;
    }
  | { readonly type: 'end' }
  | { readonly type: 'say'; readonly message: Message };
