/**
 * How a catalogue lies in its folder: names.txt with a line `service Name Name …` for each service, services sorted
 * by code unit and names by lower case; details.jsonl with a line `service {"Name":{…},…}` in the same order; and
 * catalog.json, the header. Where operations are known, operations.jsonl has a line `service {"Operation":["s3:Name"],…}`
 * for each service that has some.
 */
import type { AccessLevel } from './catalog.ts';

/** The content of catalog.json: the facts about the files beside it. */
export interface CatalogHeader {
  readonly date: string;
  /** Where the data comes from, for people. */
  readonly source: string;
  readonly license: string;
  readonly services: number;
  readonly actions: number;
  /** How many actions IAM does not track; absent where the catalogue does not say. */
  readonly untracked?: number;
  /** Set where it holds only some services: a service that it lacks may have existed on its date. */
  readonly partial?: true;
  /** The services taken over from an older catalogue, with the days of their data. */
  readonly takenOver?: Readonly<Record<string, string>>;
  /** SHA-256 of names.txt. */
  readonly sha256: string;
  /** SHA-256 of details.jsonl; some older catalogues have none. */
  readonly detailsSha256?: string;
  /** SHA-256 of operations.jsonl; absent where nothing is known of operations. */
  readonly operationsSha256?: string;
}

/** One action in details.jsonl: level, description, dependent actions, and whether IAM tracks its use. */
export interface DetailRow {
  readonly l: string;
  readonly d: string;
  readonly a?: readonly string[];
  readonly t?: boolean;
}

/** What the letters of access levels stand for. */
export const LEVELS: Readonly<Record<string, AccessLevel>> = {
  R: 'Read',
  L: 'List',
  W: 'Write',
  T: 'Tagging',
  P: 'Permissions management',
};
