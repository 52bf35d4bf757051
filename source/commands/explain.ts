import { InputError } from '../base/errors.ts';
import { visible } from '../base/visible.ts';
import { quoted } from '../base/words.ts';
import { isUnknown } from '../catalog/tracked.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';
import { trieOf } from '../refine/build-trie.ts';
import { grantsOf } from '../refine/grants.ts';
import { catalogOf } from '../refine/scope.ts';
import { unusedFrom } from '../usage/unused.ts';
import { type CommandModule, examples } from './program/command.ts';
import type { CommonOptions } from './program/options.ts';
import { chooseCatalog } from './reading/catalogs.ts';
import { loadUnused } from './reading/load.ts';
import { themeFor } from './terminal/theme.ts';
import { treeLines, treeObject } from './terminal/tree-text.ts';
import { deliverText, jsonText, wantsJson } from './writing/deliver.ts';
import { voiceOf } from './writing/report.ts';

interface ExplainOptions extends CommonOptions {
  readonly all?: boolean;
}

export const explainCommand: CommandModule = {
  declare: (command) =>
    command
      .argument('<pattern>', 'an action pattern, such as "s3:Get*"')
      .argument('[input...]', 'findings: what of it is unused')
      .option('--all', 'show what is below safe and unused nodes, too')
      .addHelpText(
        'after',
        examples(
          ['coppice explain "s3:Get*"', 'all that it lets in'],
          ['coppice explain "s3:Get*" finding.json', 'what of it is unused, and what may stay a wildcard'],
        ),
      ),

  async run(args, options: ExplainOptions, io) {
    const [text = '', ...inputs] = args;
    const pattern = readPattern(text);
    const json = wantsJson(options, 'explain');
    const voice = voiceOf(io, options);
    const { unused, warnings, notes } =
      inputs.length === 0
        ? { unused: unusedFrom([]), warnings: [], notes: [] }
        : await loadUnused(inputs, options, io);
    voice.warnings(warnings);
    voice.notes(notes);
    const { catalog, warnings: damaged } = chooseCatalog(options.catalog, io);
    voice.warnings(damaged);
    const scope = catalogOf(catalog, unused);
    const generalize = options.generalize ?? 'shortest';
    const trie = trieOf(pattern, unused, scope, {
      cut: generalize === 'compact' ? 'characters' : 'words',
    });
    const total = trie.total(0);
    if (total === 0)
      voice.notes([`${quoted(text)} matches no action that the catalogue of ${catalog.date} knows`]);
    const ofNode = {
      grantsOf: (node: number): string[] => grantsOf(trie, node, generalize),
      isUnknown: (node: number): boolean => isUnknown(trie.actions(node), catalog),
    };
    if (json) {
      const report = {
        pattern: text,
        catalog: { date: catalog.date, sha256: catalog.digest },
        generalize,
        actions: total,
        unused: trie.unused(0),
        tree: treeObject(trie, ofNode),
      };
      await deliverText(jsonText(report), options, io);
      return 0;
    }
    const lines = treeLines(trie, {
      theme: themeFor(io.stdout, options, io.env),
      // Without a finding, the person wants to see everything that it lets in.
      whole: options.all === true || inputs.length === 0,
      ...ofNode,
    });
    const counts = [
      `${total} ${total === 1 ? 'action' : 'actions'}`,
      `${trie.unused(0)} unused`,
      ...(trie.proposed.length === 0 ? [] : [`${trie.proposed.length} grants`]),
    ];
    const head = `${text}  ${counts.join(' · ')}  catalogue ${catalog.date}`;
    await deliverText(`${[visible(head), ...lines].join('\n')}\n`, options, io);
    return 0;
  },
};

function readPattern(text: string): Pattern {
  const pattern = parsePattern(text);
  if (pattern.text === '*' || /^[^:\s]+:[^:\s]+$/.test(text)) return pattern;
  const why =
    text === ''
      ? 'nothing is in it'
      : !text.includes(':')
        ? 'it has no colon'
        : 'a part of it is missing or blank';
  throw new InputError(`${quoted(text)} is not an action pattern, and IAM would refuse it: ${why}`, {
    hint: 'Write service:Name, in quotes so that the shell leaves it alone: coppice explain "s3:Get*".',
  });
}
