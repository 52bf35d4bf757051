import type { AccountCase } from '../account/cases.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { OutputFormat } from '../output/format.ts';
import type { Certificate } from '../proof/certificate.ts';
import type { CaseSettings } from '../refine/case.ts';
import type { Decisions } from '../refine/decision.ts';

/** How a person wants the screen; from the command line, the environment and the stored preferences. */
interface ReviewPreferences {
  /** Draw with ASCII characters only. */
  readonly ascii: boolean;
  /** `auto`: as the terminal and the environment (NO_COLOR, FORCE_COLOR) say. */
  readonly color: 'auto' | 'always' | 'never';
  /** Linear text in place of a picture. */
  readonly screenReader: boolean;
  /** What the format menu stands on at first. */
  readonly format: OutputFormat;
}

/** The decisions of a review, by subject id; a subject without an entry has none. */
type DecisionsByCase = ReadonlyMap<string, Decisions>;

/** All that the review screen is given: what it reviews, and what it may do to the world. */
export interface ReviewRun {
  /** At least one. */
  readonly subjects: readonly AccountCase[];
  readonly settings: CaseSettings;
  /** An older catalogue, to tell what came in since. */
  readonly older?: Catalog;
  /** Decisions to start with, those of an earlier session. */
  readonly initial: DecisionsByCase;
  /** A sentence to show at the start when an earlier session goes on. */
  readonly resumed?: string;
  /** Who decides: recorded with every decision. */
  readonly by: string;
  /** The time, ISO 8601. */
  readonly now: () => string;
  /** What the readers of the inputs warned of. */
  readonly notes: readonly string[];
  readonly preferences: ReviewPreferences;
  /** Called after every change of the decisions; synchronous and atomic. What it throws is shown on the screen. */
  readonly save: (decisions: DecisionsByCase) => void;
  /** Proves a policy as it stands. What it throws is shown on the screen. */
  readonly certify: (subject: AccountCase, decisions: Decisions) => Certificate;
  /** Where a result of a format goes unless told otherwise. */
  readonly defaultPath: (format: OutputFormat) => string;
  /** The paths that begin so; folders end with a slash. */
  readonly complete: (start: string) => readonly string[];
  /** Writes the result and the decision record. What it throws is shown on the screen. */
  readonly write: (request: WriteRequest) => WriteResult;
}

export interface WriteRequest {
  readonly decisions: DecisionsByCase;
  readonly format: OutputFormat;
  readonly path: string;
  /** The person was told that the file exists and wants it replaced. */
  readonly overwrite: boolean;
}

/** `exists`: nothing was written, the path is taken; `source`: by an input of this review. */
export type WriteResult =
  | { readonly kind: 'written'; readonly files: readonly string[] }
  | { readonly kind: 'exists'; readonly path: string; readonly source: boolean }
  | { readonly kind: 'refused'; readonly message: string };

/** How the review ended. `decided` of `total` proposed grants were decided. */
export type ReviewEnd = {
  readonly decided: number;
  readonly total: number;
  /** What ended it, where the person did not. */
  readonly signal?: NodeJS.Signals;
} & (
  | { readonly kind: 'written'; readonly files: readonly string[]; readonly left: number }
  | { readonly kind: 'left' }
);
