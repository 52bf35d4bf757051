import { keyTable } from '../../source/screen/keys.ts';
import { bashCompletion } from './bash.ts';
import { commandLine } from './command-line.ts';
import { fishCompletion } from './fish.ts';
import { manPage } from './man.ts';
import { zshCompletion } from './zsh.ts';

/**
 * The generated files, by their paths in the repository.
 *
 * @param read gives a file's text; of the README only the table of keys is made anew
 */
export async function sharedFiles(read: (name: string) => string): Promise<Map<string, string>> {
  const facts = await commandLine();
  const { version } = JSON.parse(read('package.json')) as { version: string };
  return new Map([
    ['share/completions/coppice.bash', bashCompletion(facts)],
    ['share/completions/_coppice', zshCompletion(facts)],
    ['share/completions/coppice.fish', fishCompletion(facts)],
    ['share/man/man1/coppice.1', manPage(facts, version)],
    ['README.md', withKeyTable(read('README.md'))],
  ]);
}

const BEGIN = '<!-- generated: begin -->';
const END = '<!-- generated: end -->';

function withKeyTable(readme: string): string {
  const [before, rest] = readme.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`README.md has no ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${keyTable().trim()}\n\n${END}${after}`;
}
