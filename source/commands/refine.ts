import { type CommandModule, examples } from './program/command.ts';
import { CALLS, type CommonOptions } from './program/options.ts';
import { loadInputs, type WithCalls } from './reading/load.ts';
import { refineStream } from './streaming/refine-stream.ts';
import { stepsOn, withProgress } from './terminal/progress.ts';
import { contextOf, deliverOutcome } from './writing/outcome.ts';
import { provenResults } from './writing/results.ts';

interface RefineOptions extends CommonOptions, WithCalls {
  readonly stream?: boolean;
}

export const refineCommand: CommandModule = {
  declare: (command) =>
    command
      .argument('[input...]', 'policies and findings: files, folders, or -')
      .option('--stream', 'read {"id", "policy", "unused"}, one JSON object a line, and answer line by line')
      .option(CALLS.flags, `${CALLS.says}; what was called stays`)
      .addHelpText(
        'after',
        examples(
          ['coppice refine policy.json finding.json', 'the refined policy on standard output'],
          ['coppice refine policy.json finding.json --format diff', 'only what changes'],
          ['coppice refine account/ -o refined/', 'a whole account, a file for each policy'],
          ['coppice refine --stream <requests.jsonl >answers.jsonl', 'many, in a pipeline'],
        ),
      ),

  async run(args, options: RefineOptions, io) {
    if (options.stream === true) {
      return refineStream(args, options, io);
    }
    const loaded = await loadInputs(args, options, io);
    const results = await withProgress(io, options, (progress) =>
      provenResults(loaded.cases, undefined, stepsOn(progress, 'refining and proving', 'policies')),
    );
    // Without decisions, the results are the proposals.
    const proposals = results.values().map(({ outcome }) => outcome);
    const context = contextOf(loaded, io, options, proposals);
    await deliverOutcome(loaded, results, context, options.format ?? 'json', options, io);
    return 0;
  },
};
