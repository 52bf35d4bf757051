import { InputError } from '../base/errors.ts';
import { prove } from '../proof/prove.ts';
import { type CommandModule, examples } from './program/command.ts';
import type { CommonOptions } from './program/options.ts';
import { loadInputs } from './reading/load.ts';
import { readOnePolicy } from './reading/one-policy.ts';
import { lawLines } from './terminal/laws-text.ts';
import { themeFor } from './terminal/theme.ts';
import { deliverText, jsonText, wantsJson } from './writing/deliver.ts';
import { voiceOf } from './writing/report.ts';

interface VerifyOptions extends CommonOptions {
  readonly original?: string;
  readonly refined?: string;
}

export const verifyCommand: CommandModule = {
  declare: (command) =>
    command
      .argument(
        '<input...>',
        "findings: what is unused; without --original and --refined also AWS's recommendations",
      )
      .option('--original <file>', 'the policy as it was')
      .option('--refined <file>', 'the policy as it is to be, by whomever; null: detached')
      .addHelpText(
        'after',
        `${examples(
          [
            'coppice verify --original policy.json --refined policy.refined.json finding.json',
            'is the second policy a right refinement of the first?',
          ],
          ['coppice verify account/ recommendation.json', 'what does AWS recommend, and is it right?'],
        )}
Exits with 0 if all laws hold, with 1 if one is refuted or cannot be decided.
`,
      ),

  async run(args, options, io) {
    const { original, refined } = options as VerifyOptions;
    const json = wantsJson(options, 'verify');
    if (original === undefined && refined === undefined) {
      const { verifyRecommendations } = await import('./verifying/verify-recommendations.ts');
      return verifyRecommendations(args, options, json, io);
    }
    if (original === undefined || refined === undefined) {
      throw new InputError(`--${original === undefined ? 'original' : 'refined'} is missing`, {
        hint: "Name both policies, or neither to have AWS's recommendations verified.",
      });
    }
    const { guarded, cases, settings, warnings, notes } = await loadInputs([original, ...args], options, io);
    const voice = voiceOf(io, options);
    voice.warnings(warnings);
    voice.notes(notes);
    const [policyCase, ...others] = cases.filter(({ file }) => file === original);
    if (policyCase === undefined || others.length > 0) {
      throw new InputError(
        policyCase === undefined
          ? 'this holds no policy that can be refined'
          : `this holds ${others.length + 1} policies`,
        { file: original, hint: 'Name a file with the one policy that was refined.' },
      );
    }
    const result = (await readOnePolicy(refined, io))?.value ?? null;
    const { policy, unused } = policyCase;
    const { laws, ok, counts } = prove({
      original: policy.value,
      refined: result,
      unused,
      catalog: settings.catalog,
    });
    const { date, digest } = settings.catalog;
    if (json) {
      const catalog = { date, sha256: digest };
      const report = { original, refined, catalog, ok, counts, laws, warnings, notes };
      await deliverText(jsonText(report), options, io, guarded);
    } else {
      const theme = themeFor(io.stdout, options, io.env);
      const verdict = ok
        ? theme.paint('good', 'all laws hold')
        : theme.paint('error', 'not a right refinement');
      await deliverText(`${[...lawLines(laws, theme), '', verdict].join('\n')}\n`, options, io, guarded);
    }
    return ok ? 0 : 1;
  },
};
