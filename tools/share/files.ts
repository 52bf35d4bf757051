import { RECOGNISED, RECOGNISED_TEXTS } from '../../source/inputs/recognised.ts';
import { keyTableText } from '../../source/screen/keys/key-table.ts';
import { bashCompletion } from './bash.ts';
import { commandLine } from './command-line.ts';
import { fishCompletion } from './fish.ts';
import { manPage } from './man.ts';
import { zshCompletion } from './zsh.ts';

/**
 * The generated files, by their paths in the repository.
 *
 * @param read gives a file's text; of the documents only the parts between the marks are made anew
 */
export async function sharedFiles(read: (name: string) => string): Promise<Map<string, string>> {
  const facts = await commandLine();
  const { version } = JSON.parse(read('package.json')) as { version: string };
  return new Map([
    ['share/completions/coppice.bash', bashCompletion(facts)],
    ['share/completions/_coppice', zshCompletion(facts)],
    ['share/completions/coppice.fish', fishCompletion(facts)],
    ['share/man/man1/coppice.1', manPage(facts, version)],
    ['README.md', withPart('README.md', read, keyTableText().trim())],
    ['docs/formats.md', withPart('docs/formats.md', read, refusedTable())],
  ]);
}

const BEGIN = '<!-- generated: begin -->';
const END = '<!-- generated: end -->';

function withPart(name: string, read: (name: string) => string, part: string): string {
  const [before, rest] = read(name).split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`${name} has no ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${part}\n\n${END}${after}`;
}

/** What is recognised and cannot serve, with what is said of it. */
function refusedTable(): string {
  const rows = [
    ...RECOGNISED.flatMap(({ what, handling }) => (handling.kind === 'read' ? [] : [[what, handling.says]])),
    ...RECOGNISED_TEXTS.map(({ what, says }) => [what, says]),
  ];
  const lines = rows.map(([what, says]) => `| ${what} | ${says} |`);
  return ['| what | what coppice says of it |', '| --- | --- |', ...new Set(lines)].join('\n');
}
