import { type ActionCalls, breaks, type Keeping, type PrincipalReplay } from '../account/replay.ts';
import { counted, thousands } from '../base/words.ts';
import { callerName } from '../usage/calls/caller.ts';
import type { OtherCalls, Seen, SeenCalls } from '../usage/calls/seen.ts';
import { code, codes, folded, table } from './report/markdown-text.ts';

/** The result of a replay of calls. */
export interface ReplayReport {
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly seen: SeenCalls;
  readonly files: number;
  readonly bad: number;
  /** The callers that have some of the policies, in the order of their names. */
  readonly principals: readonly PrincipalReplay[];
  /** Two given policies were compared; nothing was refined here, and no exceptions file would change anything. */
  readonly isGivenPair: boolean;
  /** The entries that would keep an action that is lost. */
  readonly keepings: (action: string, policies: readonly string[]) => readonly Keeping[];
}

export const ONLY_ACTIONS =
  'Only actions are compared, not resources and conditions; Deny statements stay as they are.';

/** `2026-05-01 to 2026-05-30`; empty where no event says when it was. */
export function daysOf({ first, last }: Pick<SeenCalls, 'first' | 'last'>): string {
  if (first === undefined || last === undefined) return '';
  const [from, to] = [first.slice(0, 10), last.slice(0, 10)];
  return from === to ? from : `${from} to ${to}`;
}

/** `3 calls, 2026-05-01T10:00:00Z to 2026-05-30T10:00:00Z` */
export function callsOf({ calls, first, last }: Seen): string {
  const when =
    first === undefined || last === undefined ? '' : first === last ? first : `${first} to ${last}`;
  return [counted(calls, 'call'), when].filter((part) => part !== '').join(', ');
}

/** The event to look for in the log: `s3.amazonaws.com GetBucketAcl, event 1b2c…, eu-central-1`. */
export function exampleOf({ example: { event, id, region } }: Seen): string {
  return [event, id === undefined ? '' : `event ${id}`, region ?? '']
    .filter((part) => part !== '')
    .join(', ');
}

const OTHERS: Readonly<Record<OtherCalls['kind'], string>> = {
  principal: 'of principals that have none of these policies',
  service: 'of AWS services',
  root: 'of the root user',
  account: 'from other accounts',
  federated: 'of people without a role',
  unknown: 'of callers that the log does not name',
};

/** A sentence for each kind of other caller in the logs. */
export function othersOf({ others }: SeenCalls): string[] {
  return others.map(({ kind, events, callers, names }) => {
    const more = callers > names.length ? ` and ${thousands(callers - names.length)} more` : '';
    return `${counted(events, 'call')} ${OTHERS[kind]}: ${names.join(', ')}${more}`;
  });
}

/** The content of an exceptions file that would keep everything that is lost. */
export function exceptionsThatKeep({ principals, isGivenPair }: ReplayReport): {
  readonly keep: readonly object[];
} {
  if (isGivenPair) return { keep: [] };
  const keep = principals.flatMap(({ caller: { arn }, lost }) =>
    lost.actions.map(({ action }) => ({
      action,
      ...(arn === undefined ? {} : { principal: arn }),
      reason: 'it is called',
    })),
  );
  return { keep };
}

/** What was read from logs, for programs. */
export function callsValue({ seen, files, bad }: Pick<ReplayReport, 'seen' | 'files' | 'bad'>): unknown {
  return {
    files,
    events: seen.events,
    bad,
    ...dates(seen),
    sha256: seen.digest,
    others: seen.others,
  };
}

/** The report for programs. */
export function replayValue(report: ReplayReport): unknown {
  const { catalog, seen, files, bad, principals, keepings } = report;
  return {
    catalog,
    compared: 'actions only',
    breaks: principals.some(breaks),
    exceptions: exceptionsThatKeep(report),
    calls: callsValue({ seen, files, bad }),
    principals: principals.map(({ caller, first, last, lost, stays, elsewhere, ...rest }) => ({
      principal: callerName(caller),
      ...rest,
      ...dates({ ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) }),
      lost: {
        calls: lost.calls,
        actions: lost.actions.map((each) => ({
          ...each,
          keep: keepings(
            each.action,
            each.by.map(({ policy }) => policy),
          ),
        })),
      },
      stays,
      elsewhere,
    })),
  };
}

function dates({ first, last }: Pick<SeenCalls, 'first' | 'last'>): Pick<SeenCalls, 'first' | 'last'> {
  return { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) };
}

const SHOWN = 30;

/** The report for a pull request. */
export function replayMarkdown(report: ReplayReport): string {
  const { seen, files, bad, principals } = report;
  const broken = principals.filter(breaks);
  const verdict =
    principals.length === 0
      ? 'Nothing was compared: none of these calls is of anybody who has the policies.'
      : broken.length === 0
        ? 'No call in these logs would be newly denied.'
        : `**Calls of ${counted(broken.length, 'principal')} would be newly denied.**`;
  const facts = `${counted(seen.events, 'call')} in ${counted(files, 'file')}${daysOf(seen) === '' ? '' : `, ${daysOf(seen)}`}${bad === 0 ? '' : `; ${counted(bad, 'place')} could not be read`}.`;
  const parts = principals.map((each) => principalPart(each, report));
  const others = othersOf(seen).map((each) => `- ${code(each)}`);
  return `${['# Calls', verdict, facts, ...parts, ...(others.length === 0 ? [] : ['## Others', others.join('\n')]), ONLY_ACTIONS].join('\n\n')}\n`;
}

function principalPart(each: PrincipalReplay, { keepings }: ReplayReport): string {
  const { caller, events, lost, stays, elsewhere, deniedThen, unknown } = each;
  const days = daysOf(each);
  const lines = [
    `## ${code(callerName(caller))}`,
    `${counted(events, 'call')}${days === '' ? '' : `, ${days}`}: ${thousands(lost.calls)} newly denied, ${thousands(stays.calls)} stay allowed, ${thousands(elsewhere.calls)} not by these policies before either, ${thousands(deniedThen)} denied then.`,
  ];
  if (lost.actions.length > 0) {
    const rows = lost.actions.map((action) => [
      code(action.action),
      callsOf(action),
      code(exampleOf(action)),
      action.by.map(({ name, at, entry }) => code(`${name} ${at} ${entry}`)).join(', '),
      codes(
        keepings(
          action.action,
          action.by.map(({ policy }) => policy),
        ).map(({ at, grant }) => `${at} ${grant}`),
      ) || code(action.action),
    ]);
    const text = table(['newly denied', 'calls', 'for example', 'allowed by', 'to keep it'], rows);
    lines.push(folded(`${rows.length} actions`, text, rows.length > SHOWN));
  }
  if (unknown.length > 0) {
    const rows = unknown.map((calls) => [
      code(calls.name),
      callsOf(calls),
      calls.mayBeLost ? '**may be denied**' : 'cannot be told',
    ]);
    const text = table(['which action it needs is not known', 'calls', ''], rows);
    lines.push(folded(`${rows.length} unknown`, text, rows.length > SHOWN));
  }
  if (stays.actions.length > 0) lines.push(actionsPart('Stays allowed', stays.actions));
  if (elsewhere.actions.length > 0)
    lines.push(actionsPart('Not by these policies before either', elsewhere.actions));
  return lines.join('\n\n');
}

function actionsPart(title: string, actions: readonly ActionCalls[]): string {
  const rows = actions.map((each) => [code(each.action), callsOf(each)]);
  return folded(`${title}: ${counted(rows.length, 'action')}`, table(['action', 'calls'], rows), true);
}
