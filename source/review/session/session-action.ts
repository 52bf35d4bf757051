import type { SessionData } from './session-data.ts';
import type { Elsewhere, SessionMessage, SessionReading, SessionViewport } from './state.ts';
import type { FilePlan } from './writing.ts';

/** Everything that can happen in a review. `at` is the time, ISO 8601: decisions are dated. */
export type SessionAction =
  | { readonly type: 'resize'; readonly viewport: SessionViewport }
  // The cursor of whatever is in front: tree, overview, menu, list.
  | { readonly type: 'move'; readonly rows: number }
  | { readonly type: 'page'; readonly pages: number }
  | { readonly type: 'to-end'; readonly end: 'first' | 'last' }
  | { readonly type: 'go'; readonly policy: number; readonly address: string }
  // Folds.
  | { readonly type: 'out' }
  | { readonly type: 'in' }
  | { readonly type: 'toggle' }
  | { readonly type: 'fold-all'; readonly folded: boolean }
  // Ways through the tree.
  | { readonly type: 'undecided'; readonly direction: 1 | -1 }
  | { readonly type: 'entry'; readonly direction: 1 | -1 }
  | { readonly type: 'match'; readonly direction: 1 | -1 }
  | { readonly type: 'search' }
  | { readonly type: 'filter' }
  // Decisions.
  | { readonly type: 'accept'; readonly at: string }
  | { readonly type: 'accept-shown'; readonly at: string }
  | { readonly type: 'take-back'; readonly at: string }
  | { readonly type: 'reject' }
  | { readonly type: 'adjust' }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  // Whatever is in front: a letter moves to its choice, enter takes it, close leaves it.
  | { readonly type: 'letter'; readonly letter: string }
  | { readonly type: 'enter'; readonly at: string }
  | { readonly type: 'close' }
  // The field in front.
  | { readonly type: 'type'; readonly value: string }
  | { readonly type: 'complete' }
  | { readonly type: 'completed'; readonly value: string }
  | { readonly type: 'paste'; readonly text: string }
  // Views.
  | { readonly type: 'read'; readonly view: SessionReading }
  | { readonly type: 'scroll'; readonly rows: number; readonly last: number }
  | { readonly type: 'scroll-panel'; readonly rows: number; readonly last: number }
  | { readonly type: 'toggle-panel' }
  | { readonly type: 'overview' }
  | { readonly type: 'sort' }
  | { readonly type: 'copy' }
  | { readonly type: 'say'; readonly message: SessionMessage }
  // Writing and leaving.
  | { readonly type: 'write' }
  | { readonly type: 'files-planned'; readonly plan: FilePlan }
  | { readonly type: 'files-refused'; readonly why: string }
  | { readonly type: 'wrote'; readonly files: readonly string[]; readonly replay: string }
  | { readonly type: 'write-failed'; readonly why: string }
  | { readonly type: 'quit' }
  /** Leave from wherever one is: Ctrl+C, or the system asks for it. */
  | { readonly type: 'end' }
  // What the outside tells.
  | { readonly type: 'saved' }
  | { readonly type: 'save-failed'; readonly why: string }
  | { readonly type: 'record-written'; readonly path: string }
  | { readonly type: 'record-failed'; readonly why: string }
  | { readonly type: 'opened-elsewhere'; readonly elsewhere: Elsewhere }
  | { readonly type: 'taken-over'; readonly session?: SessionData }
  | { readonly type: 'lost'; readonly elsewhere: Elsewhere }
  | { readonly type: 'changed-underneath'; readonly session: SessionData };
