import { visible } from '../../base/visible.ts';
import { shellWord } from '../../output/aws-cli/shell.ts';
import type { ReviewEnd } from '../../screen/review-run.ts';
import type { CommonOptions } from '../program/options.ts';
import { shortPath } from '../writing/report.ts';

/**
 * What is said on the normal screen when a review is over: what was written, what is left, and how to go on.
 *
 * @param names the inputs as the person named them
 * @param again the command that goes on, if not `coppice review` with these inputs
 */
export function endText(
  end: ReviewEnd,
  {
    names,
    again,
    cwd,
    options,
  }: {
    readonly names: readonly string[];
    readonly again?: string;
    readonly cwd: string;
    readonly options: CommonOptions;
  },
): string {
  const inputs = names.map(shellWord).join(' ');
  const asRead = readingOptions(options)
    .map((word) => ` ${shellWord(word)}`)
    .join('');
  const goOn = again ?? `coppice review ${inputs}${asRead}`;
  const lines: string[] = [];
  if (end.kind === 'left') {
    lines.push(
      end.total === 0
        ? 'There was nothing to decide, and nothing was written.'
        : `${end.decided} of ${end.total} decided, and nothing was written. All decisions are saved.`,
      `Go on with:  ${goOn}`,
    );
  } else {
    const files = end.files.map((file) => shortPath(file, cwd));
    for (const file of files) lines.push(`wrote ${file}`);
    if (end.left > 0) lines.push(`${end.left} of ${end.total} were left undecided and stand as proposed.`);
    const record = files.find((file) => file.endsWith('.decisions.json'));
    if (record !== undefined && again === undefined) {
      lines.push(
        `The same again without questions:  coppice apply ${inputs} --decisions ${shellWord(record)}${asRead}${options.wire === true ? ' --wire' : ''}`,
      );
    }
  }
  return `${lines.map(visible).join('\n')}\n`;
}

/** The words of the command line that decide what the inputs mean: without them the same files may be another case. */
function readingOptions(options: CommonOptions): string[] {
  const { principal, window, exceptions } = options;
  return [
    ...(principal === undefined ? [] : ['--principal', principal]),
    ...(window === undefined ? [] : ['--window', String(window)]),
    ...(exceptions === undefined ? [] : ['--exceptions', exceptions]),
    ...(options.includeInactive === true ? ['--include-inactive'] : []),
    ...(options.assumeUnanalysedUnused === true ? ['--assume-unanalysed-unused'] : []),
    ...(options.assumeSoleHolder === true ? ['--assume-sole-holder'] : []),
  ];
}
