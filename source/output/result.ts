import type { AccountCase } from '../account/cases.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Certificate } from '../proof/certificate.ts';
import type { Outcome } from '../refine/outcome.ts';

/** A policy that was reviewed, or refined without questions, with its proof: what the formats write. */
export interface ProvenPolicy {
  readonly outcome: Outcome<AccountCase>;
  readonly certificate: Certificate;
  /** Notes on this policy, in sentences, such as an exceeded quota. */
  readonly notes?: readonly string[];
}

/** What the formats need besides the results. */
export interface OutputContext {
  /** The program's version. */
  readonly version: string;
  /** Where the reports look up access levels. */
  readonly catalog?: Catalog;
  /** The catalogue of a day (`YYYY-MM-DD`), to tell what AWS could not know yet when it made a recommendation. */
  readonly catalogOn?: (day: string) => Catalog | undefined;
  /** The findings among the inputs, for the reports. */
  readonly findings?: readonly SourceFinding[];
  /** Replaces the paths of files in a text by names without absolute paths; absent: texts stay as they are. */
  readonly portable?: (text: string) => string;
  /** Terraform: write resources and `import` blocks, too. */
  readonly wire?: boolean;
  /** Reasons why a result may not be what one expects, in sentences. */
  readonly warnings?: readonly string[];
  /** Other notes on all results, in sentences. */
  readonly notes?: readonly string[];
}

/** Where unused actions were reported; a `Finding` has these fields. */
export interface SourceFinding {
  readonly file: string;
  readonly id?: string;
  readonly principal?: string;
  readonly analyzedAt?: string;
}

/** One file of a written result. */
interface OutputFile {
  /** A plain file name for any file system, with at most one folder (`/` after it); unique in a result. */
  readonly name: string;
  readonly text: string;
  /** A script, to be made executable. */
  readonly executable?: boolean;
}

/** The results in one format. */
export interface Rendered {
  /** One file for each policy, principal or report; none where there is nothing to write. */
  readonly files: readonly OutputFile[];
  /** Why a policy has no file, and what the format could not express, in sentences. */
  readonly notes: readonly string[];
}

/** Writes results in one format: pure, so the same results give the same bytes. */
export type Renderer = (results: readonly ProvenPolicy[], context: OutputContext) => Rendered;
