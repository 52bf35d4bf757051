import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { visible } from '../base/visible.ts';
import { titleOf } from '../output/names.ts';
import type { ProvenPolicy } from '../output/result.ts';
import { unifiedDiff } from '../output/unified-diff.ts';
import { grantsOf } from '../refine/grants.ts';
import type { Theme } from '../screen/theme.ts';
import { openPreferences } from '../store/preferences.ts';
import { type CommandModule, examples } from './program/command.ts';
import { type Loaded, loadInputs } from './reading/load.ts';
import { isTerminal } from './review.ts';
import { startReview } from './reviewing/review-run.ts';
import { certificateLines } from './terminal/laws-text.ts';
import { themeFor } from './terminal/theme.ts';
import { treeLines } from './terminal/tree-text.ts';
import { deliverText } from './writing/deliver.ts';
import { provenResults } from './writing/results.ts';

export const demoCommand: CommandModule = {
  declare: (command) =>
    command.addHelpText(
      'after',
      `${examples(
        ['coppice demo', 'the review of an example: a role that may read all of S3, and what it uses of it'],
        ['coppice demo | less', 'the same as text: trees, diff and certificate'],
      )}
What is written goes to the working folder.
`,
    ),

  async run(_, options, io) {
    const loaded = await loadInputs(exampleFiles(), options, io);
    if (isTerminal(io)) {
      const preferences = openPreferences();
      return startReview({ loaded, options, io, preferences, folder: io.cwd, again: 'coppice demo' });
    }
    const theme = themeFor(io.stdout, options, io.env);
    const results = provenResults(loaded.cases);
    const text = results.map((result) => demoText(result, loaded, theme)).join('\n');
    await deliverText(text, options, io);
    return 0;
  },
};

/** The worked example that comes with the program: beside dist/ when built, two up from here in the sources. */
function exampleFiles(): string[] {
  const built = fileURLToPath(new URL('../examples/worked/', import.meta.url));
  const folder = existsSync(built)
    ? built
    : fileURLToPath(new URL('../../examples/worked/', import.meta.url));
  return ['policy.json', 'finding.json'].map((name) => join(folder, name));
}

function demoText({ outcome, certificate }: ProvenPolicy, { settings }: Loaded, theme: Theme): string {
  const { case: policyCase, entries } = outcome;
  const trees = entries
    .filter(({ proposal }) => proposal === 'replaced')
    .flatMap(({ ref, trie }) => [
      `${theme.paint('strong', `Statement ${ref.statement + 1}`)}: what of ${visible(trie.pattern.text)} is used`,
      '',
      ...treeLines(trie, {
        theme,
        whole: false,
        grantsOf: (node) => grantsOf(trie, node, settings.generalize),
      }),
      '',
    ]);
  return `${[
    theme.paint('strong', visible(titleOf(policyCase))),
    '',
    ...trees,
    theme.paint('strong', 'What changes'),
    '',
    ...unifiedDiff(outcome)
      .trimEnd()
      .split('\n')
      .map((line) => diffLine(line, theme)),
    '',
    theme.paint('strong', 'What is proved of it'),
    '',
    ...certificateLines(certificate, theme),
    '',
    'In a terminal, coppice demo goes through this on the screen, and every proposal can be decided.',
  ].join('\n')}\n`;
}

function diffLine(line: string, theme: Theme): string {
  const shown = visible(line);
  if (line.startsWith('+')) return theme.paint('added', shown);
  return line.startsWith('-') ? theme.paint('removed', shown) : shown;
}
