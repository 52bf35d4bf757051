import type { Decisions } from '../../refine/decision.ts';
import type { DialogState } from './dialog.ts';
import type { TreeFilter } from './filter.ts';
import type { Folds } from './folds.ts';
import type { Step } from './history.ts';
import type { OverviewState } from './overview.ts';
import type { SessionConflict } from './together.ts';
import type { WritingState } from './writing.ts';

/** How many rows the parts of the screen have: what scrolling and paging go by. */
export interface SessionViewport {
  readonly tree: number;
  /** A view over the whole screen: overview, diff, verification, help. */
  readonly page: number;
}

/** A line to the person about the key just pressed. */
export interface SessionMessage {
  /** `no`: the key did nothing, and why. `error`: something failed. */
  readonly kind: 'done' | 'no' | 'error';
  readonly text: string;
}

/** Whether what was decided is kept outside the program. */
type Saved = true | { readonly failed: string };

/** How the tree of one policy is looked at. */
export interface TreeLook {
  /** The address of the cursor's row. */
  readonly cursor: string;
  readonly folds: Folds;
  /** Used while a filter is on: matches are opened to first. */
  readonly filteredFolds: Folds;
  /** Which of the shown rows is the first in the window. */
  readonly top: number;
}

/** Views over the whole screen that are read and scrolled. */
export type SessionReading = 'diff' | 'verify' | 'help';

/** Decisions that wait for the reviewer's name. */
export interface PlannedDecisions {
  /** `accept s3:GetObject*` */
  readonly label: string;
  readonly at: string;
  /** By policy id: its decisions as they will be, those without `by` to be signed. */
  readonly changes: readonly { readonly id: string; readonly decisions: Decisions; readonly added: number }[];
  /** Where the cursor goes afterwards, in the current policy. */
  readonly goTo?: { readonly policy: number; readonly address: string };
  readonly said: string;
  /** What is done next. */
  readonly next?: 'choose-format';
  readonly exceptions?: readonly ExceptionWish[];
}

/** A keep that is to be written into the exceptions file. */
export interface ExceptionWish {
  readonly policy: string;
  readonly actions: readonly string[];
  /** Undefined: for everybody. */
  readonly principal?: string;
  readonly reason: string;
  readonly until?: string;
  /** When it was decided: ties it to its decision, so that undoing that undoes this. */
  readonly at: string;
}

/** What the keys are for at the moment. */
export type SessionMode =
  | { readonly kind: 'tree' }
  | { readonly kind: 'overview' }
  | { readonly kind: 'dialog'; readonly dialog: DialogState }
  | { readonly kind: 'filter'; readonly cursor: number; readonly chosen: readonly TreeFilter[] }
  | { readonly kind: 'search'; readonly query: string; readonly from: string }
  /** The reviewer's name, asked for once; what waits for it is made when it is there. */
  | { readonly kind: 'name'; readonly planned: PlannedDecisions; readonly value: string }
  /** `A`, or `x` on a row above others, asks first. */
  | {
      readonly kind: 'confirm';
      readonly planned: PlannedDecisions;
      readonly rows: number;
      /** The ▲ actions that would stay, or come under no decision again. */
      readonly risks: readonly string[];
    }
  | { readonly kind: 'writing'; readonly writing: WritingState }
  | { readonly kind: 'reading'; readonly view: SessionReading; readonly top: number }
  /** Opened elsewhere: look on or take over. */
  | { readonly kind: 'elsewhere'; readonly cursor: number }
  | { readonly kind: 'conflict'; readonly conflict: SessionConflict; readonly cursor: number }
  /** `q` while something is not saved. */
  | { readonly kind: 'leave'; readonly cursor: number; readonly path?: string; readonly refusal?: string };

/** Another review of the same inputs. */
export interface Elsewhere {
  readonly by: string;
  /** ISO 8601 */
  readonly since: string;
}

/** The whole review at one moment. Everything the screen shows comes from this and the context. */
export interface SessionState {
  readonly reviewer?: string;
  /** By policy id; a policy without an entry has no decisions. */
  readonly decisions: ReadonlyMap<string, Decisions>;
  /** Place in `context.policies`. */
  readonly policy: number;
  /** By policy id; trees not visited yet are not in it. */
  readonly looks: ReadonlyMap<string, TreeLook>;
  readonly filter: readonly TreeFilter[];
  readonly query?: string;
  readonly overview: OverviewState;
  readonly viewport: SessionViewport;
  readonly panelTop: number;
  /** Where the panel has no room beside the tree: whether it is shown in the tree's place. */
  readonly panelOpen: boolean;
  readonly mode: SessionMode;
  /** `?` lies over whatever is there, and leaves it as it was. */
  readonly help?: { readonly top: number };
  readonly message?: SessionMessage;
  /** The oldest first. */
  readonly done: readonly Step[];
  /** What was undone, the last undone first. */
  readonly undone: readonly Step[];
  readonly saved: Saved;
  /** The decisions as they were last saved or loaded: what a change from elsewhere is measured against. */
  readonly base: ReadonlyMap<string, Decisions>;
  readonly exceptions: readonly ExceptionWish[];
  /** Set while somebody else has the session open: nothing can be decided. */
  readonly lookingOn?: Elsewhere;
  readonly written: readonly string[];
  /** Set when the review is over. */
  readonly ended?: SessionEnd;
}

/** How a review ended, for the text that is shown afterwards. */
interface SessionEnd {
  readonly saved: Saved;
  readonly written: readonly string[];
  readonly approved: number;
  readonly total: number;
}

/** Whether something was decided here since it was last saved or loaded. */
export function hasUnsaved({ decisions, base }: Pick<SessionState, 'decisions' | 'base'>): boolean {
  return decisions !== base;
}
