import type { AccountCase } from '../../account/cases.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Policy } from '../../policy/policy.ts';
import type { SessionMemory } from './memory.ts';

/** A policy under review: the case, and other facts that the screen shows. */
export interface ReviewedPolicy {
  readonly case: AccountCase;
  /** The characters that it may have, where that is known. */
  readonly quota?: number;
  /** What AWS recommends in its place; null where AWS detaches it. */
  readonly recommended?: Policy | null;
  /** Actions that were really called, by their name in lower case. */
  readonly calls?: ReadonlyMap<string, CallsSeen>;
}

/** How often an action was called, and when last (ISO 8601). */
export interface CallsSeen {
  readonly count: number;
  readonly last?: string;
  /** Set where a finding calls it unused, so that it stays only because it was called. */
  readonly contradicts?: true;
}

/** A form that a result can be written in. */
interface WritingFormat {
  readonly format: string;
  readonly label: string;
}

/** The facts of a review that do not change while it runs. */
export interface SessionContext {
  readonly policies: readonly ReviewedPolicy[];
  /** The catalogue that "came in since" is measured against. */
  readonly older?: Catalog;
  /** `YYYY-MM-DD`: a date that ends something must come after it. */
  readonly today: string;
  /** The system's user: the suggestion where the reviewer's name is asked for. */
  readonly suggestedReviewer: string;
  /** The first is the default. */
  readonly formats: readonly WritingFormat[];
  readonly preferredFormat: string;
  /** Where a result goes unless told otherwise: beside the source, for a folder beside the folder. */
  readonly defaultPath: (format: string) => string;
  /** Preference: `a` leaves the cursor where it is. */
  readonly staysOnAccept: boolean;
  /** Remembers results; everything in it could be computed again. */
  readonly memory: SessionMemory;
}
