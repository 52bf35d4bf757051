import { driftOf } from '../account/drift.ts';
import type { Inputs, LoadedPolicy } from '../account/facts.ts';
import { permissionSetsOf } from '../account/permission-sets.ts';
import { InputError } from '../base/errors.ts';
import { visible } from '../base/visible.ts';
import { counted } from '../base/words.ts';
import { catalogPair } from '../catalog/compare.ts';
import { readInputs } from '../inputs/read.ts';
import { byLevel, type DriftReport, driftMarkdown, serviceWords } from '../output/drift-markdown.ts';
import { policyFrom } from '../policy/policy.ts';
import type { Theme } from '../screen/theme.ts';
import { type CommandModule, examples } from './program/command.ts';
import type { CommonOptions } from './program/options.ts';
import { chooseCatalog } from './reading/catalogs.ts';
import { readFiles } from './reading/files.ts';
import { themeFor } from './terminal/theme.ts';
import { deliverText, jsonText } from './writing/deliver.ts';
import { listed, voiceOf } from './writing/report.ts';

interface DriftOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
}

export const driftCommand: CommandModule = {
  declare: (command) =>
    command
      .argument('<input...>', 'policies: files, folders, or -')
      .requiredOption('--from <date|path>', 'the older catalogue')
      .option('--to <date|path>', 'the newer one; default: the newest there is')
      .addHelpText(
        'after',
        `${examples(
          ['coppice drift account/ --from 2024-08-31', 'what wildcards have come to allow since then'],
          ['coppice drift policy.json --from 2024-08-31 --format markdown', 'the same for a pull request'],
        )}
Exits with 0 if nothing new is allowed, with 1 if something is, with 2 if the catalogues know too
little to tell. coppice catalog list shows the
dates there are.
`,
      ),

  async run(args, options: DriftOptions, io) {
    const format = formatOf(options);
    const { files, notes } = await readFiles(args, io);
    const inputs = readInputs(files);
    if (inputs.policies.length === 0) {
      throw new InputError('there is no policy among the inputs', {
        hint: 'Give a policy document, or the output of aws iam get-account-authorization-details.',
      });
    }
    const { catalog: older, warnings: ofOlder } = chooseCatalog(options.from, io);
    const { catalog: newer, warnings: ofNewer } = chooseCatalog(options.to ?? options.catalog, io);
    if (older.date > newer.date) {
      throw new InputError(`the catalogue of ${older.date} is the newer one of the two`, {
        hint: `Give them the other way round: --from ${newer.date} --to ${older.date}`,
      });
    }
    const pair = catalogPair(older, newer);
    const policies = wholeSets(inputs).map(({ name, principal, file, path, value, text }) => {
      const policy = policyFrom(value, text, path === '' ? file : `${file}, ${path}`);
      const whose = principal === undefined ? {} : { principal };
      return { name, ...whose, file, path, entries: driftOf(policy, pair) };
    });
    const drifted = policies.filter(({ entries }) => entries.length > 0);
    const isAnyNew = drifted.some(({ entries }) => entries.some(({ actions }) => actions.length > 0));
    const report: DriftReport = {
      from: older.date,
      to: newer.date,
      policies: drifted,
      looked: policies.length,
    };
    const warnings = [...ofOlder, ...ofNewer, ...inputs.warnings];
    voiceOf(io, options).warnings(warnings);
    voiceOf(io, options).notes([...notes, ...inputs.notes]);
    const told = { warnings, notes: [...notes, ...inputs.notes] };
    const text = render(report, told, format, themeFor(io.stdout, options, io.env));
    await deliverText(text, options, io, inputs.files);
    if (isAnyNew) return 1;
    return drifted.length === 0 ? 0 : 2;
  },
};

/** All policies; for a permission set, its own policy and not the copies in its roles. */
function wholeSets(inputs: Inputs): LoadedPolicy[] {
  const { of } = permissionSetsOf(inputs, []);
  const owners = new Map<number, string | undefined>();
  for (const role of inputs.principals) {
    const set = of(role)?.owner;
    if (set === undefined) continue;
    for (const place of role.inline)
      owners.set(place, set.inline.includes(place) ? (set.arn ?? set.name) : undefined);
  }
  return inputs.policies.flatMap((policy, place) => {
    if (!owners.has(place)) return [policy];
    const principal = owners.get(place);
    return principal === undefined ? [] : [{ ...policy, principal }];
  });
}

/** The warnings and notes for standard error. */
interface Told {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

type Format = 'text' | 'json' | 'markdown';

function formatOf({ json, format }: CommonOptions): Format {
  if (json === true || format === 'json') return 'json';
  if (format === undefined) return 'text';
  if (format === 'markdown') return 'markdown';
  throw new InputError(`drift does not write ${format}`, {
    hint: 'It prints text, with --json a report for programs, or --format markdown.',
  });
}

function render(report: DriftReport, told: Told, format: Format, theme: Theme): string {
  switch (format) {
    case 'json':
      return jsonText({ ...forPrograms(report), ...told });
    case 'markdown':
      return driftMarkdown(report);
    case 'text':
      return textOf(report, theme);
  }
}

function forPrograms({ from, to, policies, looked }: DriftReport): object {
  const all = policies.flatMap(({ entries }) => entries.flatMap(({ actions }) => actions));
  return {
    from,
    to,
    looked,
    actions: new Set(all.map(({ action }) => action)).size,
    policies: policies.map(({ name, ...rest }) => ({ policy: name, ...rest })),
  };
}

function textOf({ from, to, policies, looked }: DriftReport, theme: Theme): string {
  if (policies.length === 0) {
    return `${theme.paint('good', theme.glyphs.holds)} no wildcard has come to allow anything new between ${from} and ${to} (${counted(looked, 'policy', 'policies')})\n`;
  }
  const lines = policies.flatMap(({ name, principal, file, entries }) => [
    theme.paint('strong', visible([principal, name].filter((part) => part !== undefined).join(' '))) +
      theme.paint('dim', `  ${visible(file)}`),
    ...entries.flatMap(({ at, element, entry, actions, cannotTell }) => [
      `  ${visible(at)}  ${element === 'NotAction' ? 'all but ' : ''}${visible(entry)}  ${counted(actions.length, 'action')} came in`,
      ...byLevel(actions).map(
        ([level, its]) => `    ${level}: ${theme.paint(STYLES[level] ?? 'plain', visible(its.join(', ')))}`,
      ),
      ...(cannotTell.length === 0
        ? []
        : [
            `    cannot tell for ${visible(listed(cannotTell.map(serviceWords)))}: too little is known of ${from} or ${to}`,
          ]),
    ]),
    '',
  ]);
  const all = policies.flatMap(({ entries }) => entries.flatMap(({ actions }) => actions));
  const count = new Set(all.map(({ action }) => action)).size;
  const unclear = policies.filter(({ entries }) => entries.every(({ actions }) => actions.length === 0));
  if (unclear.length === policies.length) {
    lines.push(
      `it cannot be told whether anything came in between ${from} and ${to}, in ${counted(policies.length, 'policy', 'policies')} of ${looked}: catalogues that know more of these services are needed`,
    );
    return `${lines.join('\n')}\n`;
  }
  const summary = `${counted(count, 'action')} came in between ${from} and ${to}, in ${counted(policies.length, 'policy', 'policies')} of ${looked}`;
  return `${[...lines, summary].join('\n')}\n`;
}

const STYLES: Readonly<Record<string, 'error' | 'warning'>> = {
  'Permissions management': 'error',
  Write: 'warning',
};
