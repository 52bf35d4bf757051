import type { AccountCase } from '../../account/cases.ts';
import { sha256 } from '../../base/digest.ts';
import { fold } from '../../pattern/fold.ts';
import type { Decision, Decisions } from '../../refine/decision.ts';
import type { Generalize } from '../../refine/grants.ts';
import type { EntryOutcome, Outcome } from '../../refine/outcome.ts';
import type { SeenCalls } from '../../usage/calls/seen.ts';
import type { Unused } from '../../usage/unused.ts';

/** The mark by which a decision record is recognised. */
export const REVIEW_RECORD_FORMAT = 'coppice-decisions/2';

/** A file by its name and the SHA-256 of its bytes. */
export interface NamedDigest {
  readonly name: string;
  readonly sha256: string;
}

/**
 * The decision record: what was decided, by whom and on what, and what came of it letter for letter, so that the same
 * bytes can be made again whatever the catalogue and the cut are by then. It has the times of decisions and no other.
 */
export interface ReviewRecord {
  readonly format: typeof REVIEW_RECORD_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  /** What the result was written as, one of the `--format` names. */
  readonly output: string;
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly generalize: Generalize;
  /** The calls that were looked at, of anybody; absent where no logs were given. */
  readonly calls?: RecordedCalls;
  /** The files that were read, for people; what counts is in each policy's `inputs`. */
  readonly inputs: readonly NamedDigest[];
  readonly outputs: readonly NamedDigest[];
  readonly policies: readonly ReviewedRecord[];
}

/** Which calls decisions were made with: the digest is of who called what, how often and when, not of the files. */
export interface RecordedCalls {
  readonly sha256: string;
  readonly events: number;
  readonly first?: string;
  readonly last?: string;
}

/** What a record keeps of calls. */
export function recordedCalls({ digest, events, first, last }: SeenCalls): RecordedCalls {
  return {
    sha256: digest,
    events,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  };
}

/** The part of a record that is about one policy. */
export interface ReviewedRecord {
  readonly id: string;
  readonly name: string;
  readonly principal?: string;
  readonly inputs: PolicyInputDigests;
  /** How many changes are signed off, and how many there were. */
  readonly approved: number;
  readonly total: number;
  /** In the order in which they were made. */
  readonly decisions: readonly Decision[];
  /** The statements that are no longer as they were, with their strings now: none where the statement goes. */
  readonly statements: readonly { readonly statement: number; readonly becomes: readonly string[] }[];
  /** The entries with something to sign off that is signed off, with what each became. */
  readonly entries: readonly RecordedEntry[];
  /** The entries with changes that nobody has decided about: they were left as they were. */
  readonly open: readonly OpenEntry[];
  /** SHA-256 of the policy's new text; null where nothing is left and the policy is to be detached. */
  readonly result: string | null;
  /** The certificate that the result was written with. For the reader: a replay makes its own. */
  readonly certificate: unknown;
}

/** An approved entry: what it was, letter for letter, and what it became (of a NotAction list what was added). */
interface RecordedEntry {
  readonly statement: number;
  readonly entry: number;
  readonly was: string;
  readonly becomes: readonly string[];
}

/** An entry that is not approved yet. */
interface OpenEntry {
  readonly statement: number;
  readonly entry: number;
  readonly was: string;
  readonly approved: number;
  readonly total: number;
}

/** What ties a record to its inputs; `layout` is the policy's text, which may change without making it stale. */
export interface PolicyInputDigests {
  readonly policy: string;
  readonly layout: string;
  readonly unused: string;
}

/**
 * The digests of a policy's inputs. Dates of last access are left out: they change no result. So is what somebody
 * keeps: whether the finding is about it still, or the exceptions file protects it by now, it stays.
 *
 * @param decisions those that the digests go with
 */
export function inputDigests({ policy, unused }: AccountCase, decisions: Decisions): PolicyInputDigests {
  const kept = new Set(decisions.flatMap((each) => (each.kind === 'keep' ? each.actions.map(fold) : [])));
  return {
    // The value, written in one way: blanks and line ends do not matter, the text of numbers does.
    policy: sha256(JSON.stringify(policy.value)),
    layout: sha256(policy.text),
    unused: sha256(unusedText(unused, (lower) => kept.has(lower))),
  };
}

function unusedText({ services, actions, retained }: Unused, isKept: (lower: string) => boolean): string {
  return JSON.stringify([
    [...services].filter((service) => !isKept(`${service}:*`)).sort(),
    [...actions.keys()].filter((action) => !isKept(action)).sort(),
    [...retained].filter((action) => !isKept(action)).sort(),
  ]);
}

/**
 * Builds the part of a record that is about one policy.
 *
 * @param outcome what is written: with open entries as they were
 */
export function reviewedRecord(outcome: Outcome<AccountCase>, certificate: unknown): ReviewedRecord {
  const { case: policyCase, decisions, edits, entries, approved, total, text } = outcome;
  return {
    id: policyCase.id,
    name: policyCase.name,
    ...(policyCase.principal === undefined ? {} : { principal: policyCase.principal }),
    inputs: inputDigests(policyCase, decisions),
    approved,
    total,
    decisions,
    statements: [...edits].map(([statement, becomes]) => ({ statement, becomes })),
    entries: entries.filter(isSignedOff).map((entry) => ({ ...placeOfEntry(entry), becomes: entry.grants })),
    open: entries
      .filter(({ isOpen }) => isOpen)
      .map((entry) => ({ ...placeOfEntry(entry), approved: entry.approved, total: entry.total })),
    result: text === null ? null : sha256(text),
    certificate,
  };
}

function isSignedOff({ isOpen, total, original }: EntryOutcome): boolean {
  return !isOpen && (total > 0 || original !== undefined);
}

function placeOfEntry({ ref, text }: EntryOutcome): Omit<RecordedEntry, 'becomes'> {
  return { statement: ref.statement, entry: ref.entry, was: text };
}

/** A whole record. */
export function reviewRecord(parts: Omit<ReviewRecord, 'format'>): ReviewRecord {
  return { format: REVIEW_RECORD_FORMAT, ...parts };
}
