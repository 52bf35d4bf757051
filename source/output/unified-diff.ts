import { createTwoFilesPatch, FILE_HEADERS_ONLY, formatPatch, type StructuredPatchHunk } from 'diff';
import type { AccountCase } from '../account/cases.ts';
import type { Outcome } from '../refine/outcome.ts';
import { isUnchanged } from './documents.ts';
import { fileNames, fileStem, titleOf } from './names.ts';
import type { ProvenPolicy, Rendered } from './result.ts';

/** A unified diff for each policy that changes. */
export function renderDiff(results: readonly ProvenPolicy[]): Rendered {
  const names = fileNames(results, '.diff');
  return {
    files: results.flatMap(({ outcome }, i) =>
      isUnchanged(outcome) ? [] : [{ name: names[i] ?? '', text: unifiedDiff(outcome) }],
    ),
    notes: results.flatMap(({ outcome }) =>
      isUnchanged(outcome) ? [`${titleOf(outcome.case)}: unchanged`] : [],
    ),
  };
}

const CONTEXT_LINES = 3;

/** The most changed lines for which the smallest difference is searched; the time grows with their square. */
const EFFORT = 2000;

/**
 * Writes the change of a policy's text for `git apply` and `patch -p1`; empty where nothing changes. A policy of which
 * nothing is left becomes a deleted file.
 *
 * @param effort the most changed lines to search for; if there are more, everything between the first and the last
 *   change is shown as changed
 */
export function unifiedDiff(outcome: Outcome<AccountCase>, effort = EFFORT): string {
  if (isUnchanged(outcome)) return '';
  const path = pathOf(outcome);
  const oldFileName = `a/${path}`;
  const newFileName = outcome.text === null ? '/dev/null' : `b/${path}`;
  const [before, after] = [outcome.case.policy.text, outcome.text ?? ''];
  const options = { context: CONTEXT_LINES, headerOptions: FILE_HEADERS_ONLY, maxEditLength: effort };
  return (
    createTwoFilesPatch(oldFileName, newFileName, before, after, undefined, undefined, options) ??
    formatPatch(
      {
        oldFileName,
        newFileName,
        oldHeader: undefined,
        newHeader: undefined,
        hunks: [wholeHunk(before, after)],
      },
      FILE_HEADERS_ONLY,
    )
  );
}

/** Makes one hunk from the first change to the last. */
function wholeHunk(before: string, after: string): StructuredPatchHunk {
  const [old, now] = [linesOf(before), linesOf(after)];
  const shortest = Math.min(old.length, now.length);
  let start = 0;
  while (start < shortest && old[start] === now[start]) start++;
  let end = 0;
  while (end < shortest - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const from = Math.max(0, start - CONTEXT_LINES);
  const left = Math.max(0, end - CONTEXT_LINES);
  const marked = (mark: string, lines: readonly string[]): string[] =>
    lines.flatMap((line) =>
      line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file'],
    );
  return {
    oldStart: from + 1,
    oldLines: old.length - left - from,
    newStart: from + 1,
    newLines: now.length - left - from,
    lines: [
      ...marked(' ', old.slice(from, start)),
      ...marked('-', old.slice(start, old.length - end)),
      ...marked('+', now.slice(start, now.length - end)),
      ...marked(' ', old.slice(old.length - end, old.length - left)),
    ],
  };
}

/** Cuts a text into lines with their line ends; the last line may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A path that needs no quoting in a diff, and leads nowhere but down. */
const PLAIN_PATH = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.+=,@-]+(?:\/[\w.+=,@-]+)*$/;

/** The path of the file if it holds only the policy; otherwise a name made from the policy's name. */
function pathOf({ case: policyCase }: Outcome<AccountCase>): string {
  const { file, path } = policyCase;
  if (path === '' && file !== '-' && PLAIN_PATH.test(file)) return file;
  return `${fileStem(titleOf(policyCase, '.'))}.json`;
}
