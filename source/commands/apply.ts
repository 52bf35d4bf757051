import { InputError } from '../base/errors.ts';
import { visible } from '../base/visible.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/format.ts';
import { titleOf } from '../output/names.ts';
import type { ProvenPolicy } from '../output/result.ts';
import { isPolicyDigest } from '../policy/policy-digest.ts';
import { parseRecord } from '../review/parse-record.ts';
import { type DecisionRecord, replayRecord } from '../review/record.ts';
import { storedCatalogs } from '../store/catalogs.ts';
import { type CommandModule, examples } from './program/command.ts';
import type { CommonOptions } from './program/options.ts';
import { readOneFile } from './reading/files.ts';
import { loadInputs } from './reading/load.ts';
import type { Io } from './terminal/io.ts';
import { stepsOn, withProgress } from './terminal/progress.ts';
import { themeFor } from './terminal/theme.ts';
import { contextOf, deliverOutcome } from './writing/outcome.ts';
import { inputName } from './writing/report.ts';
import { provenResults } from './writing/results.ts';

interface ApplyOptions extends CommonOptions {
  readonly decisions: string;
}

export const applyCommand: CommandModule = {
  declare: (command) =>
    command
      .argument('<input...>', 'the policies and findings that the decisions were made on')
      .requiredOption('--decisions <file>', 'the decision record that the review wrote')
      .addHelpText(
        'after',
        `${examples([
          'coppice apply policy.json finding.json --decisions policy.decisions.json',
          'the same result again, byte for byte',
        ])}
Format, catalogue and --generalize are those of the record unless given. Exits with 1 if policies,
findings or catalogue have changed since, and says what has.
`,
      ),

  async run(args, options, io) {
    const { decisions: name } = options as ApplyOptions;
    const file = await readOneFile(name, io);
    const record = parseRecord(file.text, file.name);
    const catalog = options.catalog ?? recordedCatalog(record);
    const loaded = await loadInputs(
      args,
      {
        ...options,
        generalize: options.generalize ?? record.generalize,
        ...(catalog === undefined ? {} : { catalog }),
      },
      io,
    );
    const replay = replayRecord(record, loaded.cases, loaded.settings);
    if (replay.kind === 'stale') return refuse(replay.changes, name, options, io);
    const results = await withProgress(io, options, (progress) =>
      provenResults(loaded.cases, replay.decisions, stepsOn(progress, 'replaying and proving', 'policies')),
    );
    const others = otherResults(record, results);
    if (others.length > 0) return refuse(others, name, options, io);
    const format = options.format ?? recordedFormat(record, name);
    await deliverOutcome(loaded, results, contextOf(loaded, io, options), format, options, io);
    return 0;
  },
};

/** The very catalogue that the decisions were made with, if it is still there. */
function recordedCatalog({ catalog }: DecisionRecord): string | undefined {
  return storedCatalogs().find(({ header }) => header.sha256 === catalog.sha256)?.folder;
}

function recordedFormat({ output }: DecisionRecord, file: string): OutputFormat {
  const known = OUTPUT_FORMATS.find(({ format }) => format === output);
  if (known !== undefined) return known.format;
  throw new InputError(`output is "${output}", which is not a format`, {
    file,
    at: 'output',
    hint: 'Give --format.',
  });
}

/** The same decisions may lead elsewhere if another version of coppice made them. */
function otherResults({ policies, tool }: DecisionRecord, results: readonly ProvenPolicy[]): string[] {
  const recorded = new Map(policies.map(({ id, result }) => [id, result]));
  return results.flatMap(({ outcome }) => {
    const before = recorded.get(outcome.case.id);
    const { text } = outcome;
    const isSame =
      text === null || typeof before !== 'string' ? before === text : isPolicyDigest(before, text);
    return isSame
      ? []
      : [`${titleOf(outcome.case)}: the result is another one than ${tool.name} ${tool.version} wrote`];
  });
}

function refuse(changes: readonly string[], name: string, options: CommonOptions, io: Io): number {
  const start = themeFor(io.stderr, options, io.env).paint('error', 'coppice:');
  const lines = changes.map((change) => `  - ${visible(change)}\n`);
  io.stderr.write(
    `${start} ${visible(inputName(name))}: the decisions are about other inputs than these\n${lines.join('')}  Review again: coppice review, with the same inputs.\n`,
  );
  return 1;
}
