import type { AccountCase } from '../../account/cases.ts';
import type { CaseSettings } from '../../refine/case.ts';
import { type Decisions, type EntryRef, entryKey } from '../../refine/decision.ts';
import { type EntryReview, reviewableEntries, reviewEntry } from '../entry.ts';

/** What a review is about and does not change while it lasts. */
export interface ReviewContext {
  readonly subjects: readonly AccountCase[];
  readonly settings: CaseSettings;
  /** Who decides. */
  readonly by: string;
  /** What a result can be written as, the default first. */
  readonly formats: readonly { readonly format: string; readonly label: string }[];
  /** The format that the menu stands on at first. */
  readonly preferredFormat: string;
  /** Where a result of a format goes unless told otherwise. */
  readonly defaultPath: (format: string) => string;
}

/** By subject id; a subject without an entry has no decisions. */
export type DecisionMap = ReadonlyMap<string, Decisions>;

/** Where in a review one is: numbers into `context.subjects` and into that subject's reviewable entries. */
export interface Place {
  readonly subject: number;
  readonly entry: number;
}

/** One list for all who have decided nothing yet, since results are cached by list. */
const NO_DECISIONS: Decisions = [];

export function decisionsOf(decisions: DecisionMap, subject: AccountCase): Decisions {
  return decisions.get(subject.id) ?? NO_DECISIONS;
}

const entryLists = new WeakMap<AccountCase, readonly EntryRef[]>();

/** The entries of a subject that can be reviewed, made once. */
export function entriesOf(subject: AccountCase): readonly EntryRef[] {
  const known = entryLists.get(subject);
  if (known !== undefined) return known;
  const entries = reviewableEntries(subject);
  entryLists.set(subject, entries);
  return entries;
}

/** An entry of a review with what belongs to it. */
export interface PlacedEntry {
  readonly subject: AccountCase;
  readonly review: EntryReview;
  readonly decisions: Decisions;
  /** Tells the entry from all others of the review. */
  readonly key: string;
}

/** The entry at a place; undefined where the subject has none that can be reviewed. */
export function entryAt(
  context: ReviewContext,
  decisions: DecisionMap,
  place: Place,
): PlacedEntry | undefined {
  const subject = context.subjects[place.subject];
  const ref = subject && entriesOf(subject)[place.entry];
  if (subject === undefined || ref === undefined) return undefined;
  const list = decisionsOf(decisions, subject);
  return {
    subject,
    review: reviewEntry(subject, list, ref),
    decisions: list,
    key: `${subject.id} ${entryKey(ref)}`,
  };
}

/** How far something is decided. */
export interface Progress {
  readonly decided: number;
  readonly total: number;
}

const progresses = new WeakMap<Decisions, WeakMap<AccountCase, Progress>>();

/** How many proposed grants of a subject are decided, counted once per list of decisions. */
export function subjectProgress(decisions: DecisionMap, subject: AccountCase): Progress {
  const list = decisionsOf(decisions, subject);
  const ofList = progresses.get(list) ?? new WeakMap<AccountCase, Progress>();
  progresses.set(list, ofList);
  const known = ofList.get(subject);
  if (known !== undefined) return known;
  let decided = 0;
  let total = 0;
  for (const ref of entriesOf(subject)) {
    const review = reviewEntry(subject, list, ref);
    decided += review.decided;
    total += review.units.length;
  }
  const progress = { decided, total };
  ofList.set(subject, progress);
  return progress;
}

/** What `subjectProgress` has counted before; undefined where it would have to work for it. */
export function countedProgress(decisions: DecisionMap, subject: AccountCase): Progress | undefined {
  return progresses.get(decisionsOf(decisions, subject))?.get(subject);
}

/** How far the whole review is decided. */
export function totalProgress(context: ReviewContext, decisions: DecisionMap): Progress {
  let decided = 0;
  let total = 0;
  for (const subject of context.subjects) {
    const progress = subjectProgress(decisions, subject);
    decided += progress.decided;
    total += progress.total;
  }
  return { decided, total };
}
