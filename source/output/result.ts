import type { AccountCase } from '../account/cases.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Certificate } from '../proof/certificate.ts';
import type { Outcome } from '../refine/outcome.ts';

/** A policy that was reviewed, or refined without questions: what is written out. */
export interface ProvenPolicy {
  readonly outcome: Outcome<AccountCase>;
  readonly certificate: Certificate;
  /** What a reader should know about this policy, in sentences: a quota, an odd entry. */
  readonly notes?: readonly string[];
}

/** What the results do not say themselves. */
export interface OutputContext {
  /** The program's version. */
  readonly version: string;
  /** Where the reports look up access levels. */
  readonly catalog?: Catalog;
  /** The catalogue of a day (`YYYY-MM-DD`), to tell what AWS could not know yet when it recommended something. */
  readonly catalogOn?: (day: string) => Catalog | undefined;
  /** The findings that were asked to be acted upon, for the reports. */
  readonly findings?: readonly SourceFinding[];
  /** Calls the files that a text names as they are called in results, where no path is absolute; absent: as they are. */
  readonly portable?: (text: string) => string;
  /** Terraform: write resources and `import` blocks, too. */
  readonly wire?: boolean;
  /** What makes that a result may not be what one thinks, in sentences. */
  readonly warnings?: readonly string[];
  /** What else holds for all of it, in sentences. */
  readonly notes?: readonly string[];
}

/** Where unused actions were reported; a `Finding` will do. */
export interface SourceFinding {
  readonly file: string;
  readonly id?: string;
  readonly principal?: string;
  readonly analyzedAt?: string;
}

/** One file of a written result. */
interface OutputFile {
  /** A plain file name, fit for any file system, at most in one folder (`/` after it); no two of a result are alike. */
  readonly name: string;
  readonly text: string;
  /** A script, to be made executable. */
  readonly executable?: boolean;
}

/** What a format makes of the results. */
export interface Rendered {
  /** One file for each policy, principal or report; none where there is nothing to write. */
  readonly files: readonly OutputFile[];
  /** Why there is no file for a policy, and what could not be said in the format: sentences for a person. */
  readonly notes: readonly string[];
}

/** Writes results in one format: pure, so the same results give the same bytes. */
export type Renderer = (results: readonly ProvenPolicy[], context: OutputContext) => Rendered;
