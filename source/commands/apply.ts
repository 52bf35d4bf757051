import { InputError } from '../base/errors.ts';
import { visible } from '../base/visible.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/format.ts';
import { withQuotaNotes } from '../output/quota-notes.ts';
import type { ProvenPolicy } from '../output/result.ts';
import { readReviewRecord } from '../review/record/read-record.ts';
import { type ReplayedPolicy, recordedOutcome, replayReview } from '../review/record/replay-record.ts';
import { type ReviewRecord, recordedCalls } from '../review/record/review-record.ts';
import { storedCatalogs } from '../store/catalogs.ts';
import { type CommandModule, examples } from './program/command.ts';
import { CALLS, type CommonOptions } from './program/options.ts';
import { readOneFile } from './reading/files.ts';
import { loadInputs, type WithCalls } from './reading/load.ts';
import type { Io } from './terminal/io.ts';
import { stepsOn, withProgress } from './terminal/progress.ts';
import { themeFor } from './terminal/theme.ts';
import { contextOf, deliverOutcome } from './writing/outcome.ts';
import { inputName } from './writing/report.ts';
import { provenResult } from './writing/results.ts';

interface ApplyOptions extends CommonOptions, WithCalls {
  readonly decisions: string;
}

export const applyCommand: CommandModule = {
  declare: (command) =>
    command
      .argument('<input...>', 'the policies and findings that the decisions were made on')
      .requiredOption('--decisions <file>', 'the decision record that the review wrote')
      .option(CALLS.flags, `${CALLS.says}; as they were given to the review`)
      .addHelpText(
        'after',
        `${examples([
          'coppice apply policy.json finding.json --decisions policy.decisions.json',
          'the same result again, byte for byte',
        ])}
Writes what each approved entry became, whatever the catalogue is by now, after proving it. Format, catalogue and
--generalize are those of the record unless given. Exits with 1 if policies or findings have changed since, or calls are
missing that the decisions were made with, and says so.
`,
      ),

  async run(args, options, io) {
    const { decisions: name } = options as ApplyOptions;
    const file = await readOneFile(name, io);
    const record = readReviewRecord(file.text, file.name);
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
    const today = io.now().toISOString().slice(0, 10);
    const calls = loaded.calls === undefined ? {} : { calls: recordedCalls(loaded.calls.seen) };
    const replay = replayReview(record, loaded.cases, { ...loaded.settings, ...calls }, today);
    if (replay.kind === 'refused') {
      throw new InputError(replay.faults.join('; '), {
        file: name,
        hint: 'Take the record as coppice wrote it, or review again.',
      });
    }
    if (replay.kind === 'stale') return refuse(replay.changes, name, options, io);
    const isSameCatalog = loaded.settings.catalog.digest === record.catalog.sha256;
    const otherCatalog = isSameCatalog ? undefined : record.catalog.date;
    const results = await withProgress(io, options, (progress) =>
      proven(replay.policies, otherCatalog, stepsOn(progress, 'replaying and proving', 'policies')),
    );
    const context = contextOf(loaded, io, options);
    const notes = [...(context.notes ?? []), ...replay.notes];
    const format = options.format ?? recordedFormat(record, name);
    await deliverOutcome(loaded, results, { ...context, notes }, format, options, io);
    return 0;
  },
};

/** Proves the results. @throws InputError naming the policy and the law, if a result does not hold */
function proven(
  policies: readonly ReplayedPolicy[],
  otherCatalog: string | undefined,
  onPolicy: (done: number, total: number) => void,
): ProvenPolicy[] {
  const results = policies.map((policy, i) => {
    onPolicy(i, policies.length);
    const { outcome, isMadeAgain } = recordedOutcome(policy, otherCatalog);
    return provenResult(outcome, isMadeAgain);
  });
  return withQuotaNotes(results);
}

/** The catalogue that the decisions were made with, if it still exists. */
function recordedCatalog({ catalog }: ReviewRecord): string | undefined {
  return storedCatalogs().find(({ header }) => header.sha256 === catalog.sha256)?.folder;
}

function recordedFormat({ output }: ReviewRecord, file: string): OutputFormat {
  const known = OUTPUT_FORMATS.find(({ format }) => format === output);
  if (known !== undefined) return known.format;
  throw new InputError(`output is "${output}", which is not a format`, {
    file,
    at: 'output',
    hint: 'Give --format.',
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
