import { visible } from '../../base/visible.ts';
import { counted } from '../../base/words.ts';
import { shellWord } from '../../output/aws-cli/shell.ts';
import { titleOf } from '../../output/names.ts';
import { overQuota } from '../../output/notes.ts';
import { hasUnsaved, type SessionState } from '../../review/session/state.ts';
import { type ReadingOptions, readingWords } from './reading-words.ts';
import type { WrittenReview } from './session-files.ts';

/** The most lines of one kind, so that what matters stays in sight. */
const SHOWN = 10;

interface EndGiven {
  readonly state: SessionState;
  /** Whether the session that was last saved is still where it was saved. */
  readonly isThere: boolean;
  readonly written: readonly WrittenReview[];
  /** Where records were written because the session could not be saved. */
  readonly records: readonly string[];
  /** The inputs as the person named them. */
  readonly sources: readonly string[];
  readonly options: ReadingOptions;
  /** The command to go on with, if not `coppice review` with these inputs. */
  readonly again?: string;
}

/**
 * The text on the normal screen when a review is over: what was written, what is open, what is to be detached, what is
 * over its quota, what is saved, and how to go on.
 */
export function endText(given: EndGiven): string {
  const { state, written, records } = given;
  const { approved, total } = state.ended ?? { approved: 0, total: 0 };
  const last = written.at(-1);
  const isDone = last !== undefined && approved === total;
  const lines = [
    ...[...new Set(written.flatMap(({ files }) => files))].map((file) => `wrote ${file}`),
    ...(last === undefined ? [] : [...detachedIn(last), ...quotasIn(last), ...openIn(last)]),
    ...(last === undefined ? [progressOf(approved, total)] : []),
    ...savedOf(given),
    ...records.map((record) => `The decisions are in ${record}.`),
    ...(last === undefined ? [] : [`The same again without questions:  ${last.replay}`]),
    ...(last === undefined && records.length > 0
      ? [`What is approved is written by:  ${applyWith(given, records.at(-1) ?? '')}`]
      : []),
    ...(isDone ? [] : [`Go on with:  ${goOn(given)}`]),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

function progressOf(approved: number, total: number): string {
  return total === 0
    ? 'There was nothing to sign off, and nothing was written.'
    : `${approved} of ${counted(total, 'change')} approved, and nothing was written.`;
}

/** Says what is saved, and only if it is. */
function savedOf({ state, records, isThere }: EndGiven): string[] {
  const before = state.ended?.saved ?? state.saved;
  // What is saved last is where the cursor was: the decisions are none the worse if that fails, unless they are gone, too.
  const saved = before === true && !isThere ? state.saved : before;
  if (state.lookingOn !== undefined) {
    return [
      `${state.lookingOn.by} has this review open since ${state.lookingOn.since.slice(0, 16).replace('T', ' ')} UTC.`,
      ...(hasUnsaved(state) ? ['What you decided last is not saved: it was taken over before.'] : []),
    ];
  }
  if (saved !== true)
    return [`The decisions are not saved: ${saved.failed}${records.length === 0 ? '' : ' (see the record)'}`];
  return state.decisions.size === 0 ? [] : ['All decisions are saved.'];
}

function detachedIn({ results }: WrittenReview): string[] {
  const names = results
    .filter(({ outcome }) => outcome.text === null)
    .map(({ outcome }) => titleOf(outcome.case));
  return listed(names, (name) => `nothing of ${name} is used: detach it`, 'to be detached');
}

/** The quotas that the results exceed, and what would make them shorter. */
function quotasIn({ results }: WrittenReview): string[] {
  const sentences = results.flatMap(({ outcome, notes = [] }) => {
    const over = overQuota(outcome);
    return over === undefined ? notes : [`${titleOf(outcome.case)}: ${over}`, ...notes];
  });
  return listed([...new Set(sentences)], (sentence) => sentence, 'notes on quotas');
}

/** The entries that were left as written because not all of their changes are approved. */
function openIn({ results, open }: WrittenReview): string[] {
  if (open === 'as-proposed') return [];
  const entries = results.flatMap(({ outcome }) =>
    outcome.entries
      .filter(({ isOpen }) => isOpen)
      .map(
        ({ text, approved, total }) =>
          `open, and left as it was: ${text} in ${titleOf(outcome.case)} (${approved} of ${total} approved)`,
      ),
  );
  return listed(entries, (entry) => entry, 'open');
}

function listed(items: readonly string[], say: (item: string) => string, what: string): string[] {
  const more = items.length - SHOWN;
  return [...items.slice(0, SHOWN).map(say), ...(more > 0 ? [`and ${more} more ${what}`] : [])];
}

function goOn({ sources, options, again }: EndGiven): string {
  if (again !== undefined) return again;
  return ['coppice review', ...sources.map(shellWord), ...readingWords(options)].join(' ');
}

function applyWith({ sources, options }: EndGiven, record: string): string {
  const words = ['coppice apply', ...sources.map(shellWord), '--decisions', shellWord(record)];
  return [...words, ...readingWords(options)].join(' ');
}
