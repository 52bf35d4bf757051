import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { FinalPolicy } from '../review/result.ts';
import { isUnchanged } from './documents.ts';
import { fileNames, fileStem, titleOf } from './names.ts';
import type { Rendered, ReviewedPolicy } from './result.ts';

/** A unified diff for each policy that changes. */
export function renderDiff(results: readonly ReviewedPolicy[]): Rendered {
  const names = fileNames(results, '.diff');
  return {
    files: results.flatMap(({ final }, i) =>
      isUnchanged(final) ? [] : [{ name: names[i] ?? '', text: unifiedDiff(final) }],
    ),
    notes: results.flatMap(({ final }) =>
      isUnchanged(final) ? [`${titleOf(final.subject)}: unchanged`] : [],
    ),
  };
}

const CONTEXT_LINES = 3;

/**
 * What changes in the text of a policy, as `git apply` and `patch -p1` take it; empty where nothing does. A policy
 * of which nothing is left is deleted.
 */
export function unifiedDiff(final: FinalPolicy): string {
  if (isUnchanged(final)) return '';
  const path = pathOf(final);
  return createTwoFilesPatch(
    `a/${path}`,
    final.text === null ? '/dev/null' : `b/${path}`,
    final.subject.policy.text,
    final.text ?? '',
    undefined,
    undefined,
    { context: CONTEXT_LINES, headerOptions: FILE_HEADERS_ONLY },
  );
}

/** A path that needs no quoting in a diff, and leads nowhere but down. */
const PLAIN_PATH = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.+=,@-]+(?:\/[\w.+=,@-]+)*$/;

/** The file itself where it holds the policy and nothing else; otherwise a name made of the policy's. */
function pathOf({ subject }: FinalPolicy): string {
  const { file, path } = subject;
  if (file !== undefined && path === '' && file !== '-' && PLAIN_PATH.test(file)) return file;
  return `${fileStem(titleOf(subject, '.'))}.json`;
}
