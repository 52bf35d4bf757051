import type { DecisionMap, Place } from './context.ts';
import type { Mode } from './mode.ts';
import type { TreeView } from './tree-view.ts';

/** How many rows the parts of the screen have: what scrolling and paging go by. */
export interface Viewport {
  readonly tree: number;
  /** A view over the whole screen: overview, diff, verification, help. */
  readonly page: number;
}

/** A line to the person about the key just pressed. */
export interface Message {
  /** `no`: the key did nothing, and why. `error`: something failed. */
  readonly kind: 'done' | 'no' | 'error';
  readonly text: string;
}

/** What undo goes back to. */
export interface Snapshot {
  readonly decisions: DecisionMap;
  readonly place: Place;
  /** Key of the cursor's row. */
  readonly row: string;
  /** What was done after it: `accept s3:GetObject*`. */
  readonly label: string;
}

/** Snapshots, the newest first. */
interface History {
  readonly snapshot: Snapshot;
  readonly rest: History | undefined;
}

/** Rows of one entry's tree that a search found. */
interface Search {
  readonly query: string;
  /** The entry it was made in. */
  readonly key: string;
  /** Row keys, the best match first. */
  readonly rows: readonly string[];
}

/** The whole review at one moment. Everything the screen shows comes from this and the context. */
export interface ReviewState {
  readonly decisions: DecisionMap;
  readonly place: Place;
  /** By the entry's key: how its tree is looked at. Entries not visited yet are not in it. */
  readonly trees: ReadonlyMap<string, TreeView>;
  readonly viewport: Viewport;
  /** First line of the detail panel. */
  readonly panelTop: number;
  /** Where the panel has no room beside the tree: whether it is shown in the tree's place. */
  readonly panelOpen: boolean;
  readonly mode: Mode;
  readonly search: Search | undefined;
  readonly message: Message | undefined;
  readonly undo: History | undefined;
  readonly redo: History | undefined;
  /** Files written so far. */
  readonly written: readonly string[];
  /** Set when the review is over. */
  readonly ended: boolean;
}
