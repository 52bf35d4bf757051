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

/** How many changed lines the search for the smallest difference takes on; its time grows with their square. */
const EFFORT = 2000;

/**
 * What changes in the text of a policy, as `git apply` and `patch -p1` take it; empty where nothing does. A policy
 * of which nothing is left is deleted.
 *
 * @param effort how many changed lines may be looked for; where there are more, all between the first and the last
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

/** One hunk from the first change to the last. */
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

/** Lines with their ends; the last one may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A path that needs no quoting in a diff, and leads nowhere but down. */
const PLAIN_PATH = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.+=,@-]+(?:\/[\w.+=,@-]+)*$/;

/** The file itself where it holds the policy and nothing else; otherwise a name made of the policy's. */
function pathOf({ case: policyCase }: Outcome<AccountCase>): string {
  const { file, path } = policyCase;
  if (path === '' && file !== '-' && PLAIN_PATH.test(file)) return file;
  return `${fileStem(titleOf(policyCase, '.'))}.json`;
}
