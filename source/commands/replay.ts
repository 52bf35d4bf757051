import { actorsOf, type Callers, callersNamed } from '../account/callers.ts';
import { breaks, keepIn, type PolicyChange, type PrincipalReplay, replay } from '../account/replay.ts';
import { InputError } from '../base/errors.ts';
import { visible } from '../base/visible.ts';
import { counted, thousands } from '../base/words.ts';
import {
  callsOf,
  daysOf,
  exampleOf,
  exceptionsThatKeep,
  ONLY_ACTIONS,
  othersOf,
  type ReplayReport,
  replayMarkdown,
  replayValue,
} from '../output/replay-report.ts';
import { policyFrom } from '../policy/policy.ts';
import type { CaseSettings } from '../refine/case.ts';
import { derive } from '../refine/derive.ts';
import type { Theme } from '../screen/theme.ts';
import { callerName } from '../usage/calls/caller.ts';
import { type CommandModule, examples } from './program/command.ts';
import { CALLS, type CommonOptions } from './program/options.ts';
import { readCallLogs } from './reading/calls.ts';
import { chooseCatalog } from './reading/catalogs.ts';
import { loadInputs } from './reading/load.ts';
import { readOnePolicy } from './reading/one-policy.ts';
import type { Io } from './terminal/io.ts';
import { themeFor } from './terminal/theme.ts';
import { deliverText, jsonText } from './writing/deliver.ts';
import { voiceOf } from './writing/report.ts';

interface ReplayOptions extends CommonOptions {
  readonly calls: readonly string[];
  readonly original?: string;
  readonly refined?: string;
}

export const replayCommand: CommandModule = {
  declare: (command) =>
    command
      .argument('[input...]', 'policies and findings: files, folders, or -')
      .requiredOption(CALLS.flags, CALLS.says)
      .option('--original <file>', 'compare this policy')
      .option('--refined <file>', 'with this one, by whomever; null: detached')
      .addHelpText(
        'after',
        `${examples(
          [
            'coppice replay account/ --calls logs/',
            'would the refined policies deny what was really called?',
          ],
          [
            'coppice replay --original a.json --refined b.json --principal MyRole --calls logs/',
            'the same for two policies',
          ],
        )}
${ONLY_ACTIONS}
Exits with 0 if no call would be newly denied, with 1 if one would or might be.
`,
      ),

  async run(args, given, io) {
    const options = given as ReplayOptions;
    const format = formatOf(options);
    const task = await taskFor(args, options, io);
    const isAsked: Callers['includes'] = (caller) =>
      task.changes.some(({ callers }) => callers.includes(caller));
    const { catalog } = task.settings;
    const read = await readCallLogs(options.calls, catalog, isAsked, io, options);
    const principals = replay(read.seen.principals, task.changes);
    const voice = voiceOf(io, options);
    voice.warnings([...task.warnings, ...warningsOn(task.changes, principals), ...read.warnings]);
    voice.notes([...task.notes, ...read.notes]);
    const report: ReplayReport = {
      catalog: { date: catalog.date, sha256: catalog.digest },
      seen: read.seen,
      files: read.files,
      bad: read.bad,
      principals,
      isGivenPair: options.original !== undefined,
      keepings: task.keepings(principals),
    };
    const inputs = [...task.files, ...options.calls];
    const text = render(report, format, themeFor(io.stdout, options, io.env));
    await deliverText(text, options, io, inputs);
    return principals.some(breaks) ? 1 : 0;
  },
};

type Format = 'text' | 'json' | 'markdown';

function formatOf({ json, format }: CommonOptions): Format {
  if (json === true || format === 'json') return 'json';
  if (format === undefined) return 'text';
  if (format === 'markdown') return 'markdown';
  throw new InputError(`replay does not write ${format}`, {
    hint: 'It prints text, with --json a report for programs, or --format markdown.',
  });
}

/** What is compared: two policies, or all policies among the inputs with their refinements. */
interface Task {
  readonly settings: Pick<CaseSettings, 'catalog'>;
  /** the names of what was read */
  readonly files: readonly string[];
  readonly changes: readonly PolicyChange[];
  readonly keepings: (principals: readonly PrincipalReplay[]) => ReplayReport['keepings'];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

async function taskFor(args: readonly string[], options: ReplayOptions, io: Io): Promise<Task> {
  const { original, refined, principal } = options;
  if (original === undefined && refined === undefined) return taskOfInputs(args, options, io);
  if (original === undefined || refined === undefined) {
    throw new InputError(`--${original === undefined ? 'original' : 'refined'} is missing`, {
      hint: 'Give both policies, --original and --refined; or inputs that are refined now.',
    });
  }
  if (args.length > 0) {
    throw new InputError('inputs do not go with --original and --refined', {
      hint: 'Say with --principal whose the two policies are.',
    });
  }
  const before = await readOnePolicy(original, io);
  if (before === null) throw new InputError('this is not a policy', { file: original });
  const after = await readOnePolicy(refined, io);
  const { catalog, warnings } = chooseCatalog(options.catalog, io);
  const change: PolicyChange = {
    id: original,
    name: original,
    before,
    after,
    callers: callersNamed(principal),
  };
  return {
    settings: { catalog },
    files: [original, refined],
    changes: [change],
    keepings: () => () => [],
    warnings,
    notes: [],
  };
}

async function taskOfInputs(args: readonly string[], options: ReplayOptions, io: Io): Promise<Task> {
  // Here the calls are compared with the result, so they must not change it.
  const { calls: _, ...others } = options;
  const loaded = await loadInputs(args, others, io);
  const { cases, settings, guarded, warnings, notes } = loaded;
  const changes = cases.map((policyCase): PolicyChange => {
    const { text, value } = derive(policyCase, []);
    return {
      id: policyCase.id,
      name: policyCase.name,
      before: policyCase.policy,
      after: value === null ? null : policyFrom(value, text ?? '', policyCase.name),
      callers: actorsOf(policyCase, options.principal),
    };
  });
  return {
    settings,
    files: guarded,
    changes,
    warnings,
    notes,
    keepings: (principals) => {
      const lost = principals.flatMap((each) => each.lost.actions);
      const kept = cases.flatMap((policyCase) => {
        const actions = lost.filter(({ by }) => by.some(({ policy }) => policy === policyCase.id));
        if (actions.length === 0) return [];
        const keep = keepIn(policyCase, [...new Set(actions.map(({ action }) => action))]);
        return [[policyCase.id, keep] as const];
      });
      const byPolicy = new Map(kept);
      return (action, policies) => policies.flatMap((id) => byPolicy.get(id)?.(action) ?? []);
    },
  };
}

/** Warns where nothing was compared, or where the calls of everybody count because the owner is not known. */
function warningsOn(changes: readonly PolicyChange[], principals: readonly PrincipalReplay[]): string[] {
  if (principals.length === 0) {
    return ['none of these calls is of anybody who has the policies, so nothing was compared'];
  }
  if (principals.length < 2 || !changes.some(({ callers }) => callers.kind === 'anybody')) return [];
  return [
    `it is not known whose the policies are, so the calls of all ${counted(principals.length, 'principal')} in the logs count; --principal says whose they are`,
  ];
}

function render(report: ReplayReport, format: Format, theme: Theme): string {
  switch (format) {
    case 'json':
      return jsonText(replayValue(report));
    case 'markdown':
      return replayMarkdown(report);
    case 'text':
      return textOf(report, theme);
  }
}

function textOf(report: ReplayReport, theme: Theme): string {
  const { seen, files, bad, principals } = report;
  const { keep } = exceptionsThatKeep(report);
  const broken = principals.filter(breaks);
  const days = daysOf(seen);
  const looked = `${counted(seen.events, 'call')} in ${counted(files, 'file')}${days === '' ? '' : `, ${days}`}`;
  const verdict =
    principals.length === 0
      ? theme.paint('warning', 'nothing was compared')
      : broken.length === 0
        ? theme.paint('good', `${theme.glyphs.holds} no call would be newly denied`)
        : theme.paint(
            'error',
            `${theme.glyphs.fails} calls of ${counted(broken.length, 'principal')} would be newly denied`,
          );
  const lines = [
    ...principals.flatMap((each) => [...principalLines(each, report, theme), '']),
    ...othersOf(seen).map((each) => theme.paint('dim', visible(each))),
    ...(seen.others.length === 0 ? [] : ['']),
    `${verdict}  (${looked}${bad === 0 ? '' : `; ${counted(bad, 'place')} could not be read`})`,
    ...(keep.length === 0
      ? []
      : keep.length > EXCEPTIONS_SHOWN
        ? ['To keep them: `exceptions` of the report with --json, as coppice.exceptions.json']
        : [`To keep them: ${visible(JSON.stringify({ keep }))} in coppice.exceptions.json`]),
    ONLY_ACTIONS,
  ];
  return `${lines.join('\n')}\n`;
}

/** With more exceptions than this, the text is too long to copy. */
const EXCEPTIONS_SHOWN = 5;
const ACTIONS_SHOWN = 8;

function principalLines(each: PrincipalReplay, { keepings }: ReplayReport, theme: Theme): string[] {
  const { caller, events, policies, lost, stays, elsewhere, deniedThen, unknown, uncounted } = each;
  const days = daysOf(each);
  const lines = [
    `${theme.paint('strong', visible(callerName(caller)))}  ${counted(events, 'call')}${days === '' ? '' : `, ${days}`}  ${theme.paint('dim', visible(policies.join(', ')))}`,
  ];
  for (const action of lost.actions) {
    const ids = action.by.map(({ policy }) => policy);
    const keep = keepings(action.action, ids).map(({ at, grant }) => `${grant} in ${at}`);
    const by = action.by.map(
      ({ name, at, element, entry }) =>
        `${element === 'NotAction' ? 'all but ' : ''}${entry} (${name}, ${at})`,
    );
    lines.push(
      `  ${theme.paint('error', `${theme.glyphs.fails} ${visible(action.action)}`)}  ${callsOf(action)}`,
      `      for example ${visible(exampleOf(action))}`,
      `      allowed by ${visible(by.join(', '))}; keep ${visible(keep.length === 0 ? action.action : keep.join(', '))}`,
    );
  }
  for (const calls of unknown) {
    const says = calls.mayBeLost
      ? theme.paint(
          'error',
          `${theme.glyphs.fails} ${visible(calls.name)}  ${callsOf(calls)}: may be denied; the catalogue does not know it`,
        )
      : `? ${visible(calls.name)}  ${callsOf(calls)}: which action it needs is not known`;
    lines.push(`  ${says}`);
  }
  if (uncounted > 0)
    lines.push(`  ? ${counted(uncounted, 'more call')} with more names than can be told apart`);
  if (stays.calls > 0) {
    lines.push(
      `  ${theme.paint('good', theme.glyphs.holds)} ${thousands(stays.calls)} stay allowed: ${someOf(stays.actions)}`,
    );
  }
  if (elsewhere.calls > 0)
    lines.push(
      `  ${theme.glyphs.dot} ${thousands(elsewhere.calls)} not by these policies before either: ${someOf(elsewhere.actions)}`,
    );
  if (deniedThen > 0)
    lines.push(`  ${theme.glyphs.dot} ${counted(deniedThen, 'call')} had been denied then, too`);
  return lines;
}

function someOf(actions: readonly { readonly action: string }[]): string {
  const more = actions.length - ACTIONS_SHOWN;
  const shown = actions.slice(0, ACTIONS_SHOWN).map(({ action }) => action);
  return `${visible(shown.join(', '))}${more > 0 ? ` and ${more} more` : ''}`;
}
