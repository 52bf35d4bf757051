import type { Command } from 'commander';
import type { PullCounts, PullReport, PullRequest } from '../aws/pull.ts';
import type { AwsSession } from '../aws/session.ts';
import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { counted } from '../base/words.ts';
import { type CommandModule, examples } from './program/command.ts';
import type { CommonOptions } from './program/options.ts';
import { VERSION } from './program/version.ts';
import { openPullFolder, type PullFolder } from './pulling/pull-folder.ts';
import { Interrupted, interruptible } from './terminal/interrupt.ts';
import { type Io, print } from './terminal/io.ts';
import { progressOn } from './terminal/progress.ts';
import { jsonText, wantsJson } from './writing/deliver.ts';
import { voiceOf } from './writing/report.ts';

interface PullCommandOptions extends CommonOptions {
  readonly role?: readonly string[];
  readonly user?: readonly string[];
  readonly all?: boolean;
  /** an ARN; false with --no-analyzer; true, Commander's default, where neither is given */
  readonly analyzer?: string | boolean;
  readonly policiesOnly?: boolean;
  readonly recommendations?: boolean;
  readonly permissionSets?: boolean;
  /** days */
  readonly calls?: number;
  readonly profile?: readonly string[];
  readonly region?: string;
  readonly resume?: boolean;
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

export const pullCommand: CommandModule = {
  declare: (command: Command) =>
    command
      .option('--role <name>', 'a role, by name or ARN; may be given several times', collect)
      .option('--user <name>', 'a user, with its groups; may be given several times', collect)
      .option('--all', 'all roles, users, groups and policies of the account')
      .option(
        '--analyzer <arn>',
        'the analyzer of unused access; default: one in the region, or else in us-east-1',
      )
      .option('--no-analyzer', 'use IAM’s last-accessed information instead of findings')
      .option('--policies-only', 'the policies alone, and nothing about what is unused')
      .option('--recommendations', 'AWS’s own recommendations for the findings, too')
      .option('--permission-sets', 'the permission sets of IAM Identity Center, too, or alone')
      .option(
        '--calls <days>',
        'what was called in the last days (1 to 90), too, or alone: CloudTrail’s management events',
        daysIn,
      )
      .option(
        '--profile <name>',
        'a profile of the AWS configuration; several with --all: a folder an account',
        collect,
      )
      .option('--region <name>', 'the region of the analyzer; default: that of the profile')
      .option('--resume', 'go on with a pull that was stopped')
      .addHelpText(
        'after',
        `
Reads with your own AWS credentials and changes nothing; docs/permissions.md has the policy
that it needs. --recommendations alone starts work on AWS's side, and changes nothing either. Endpoints are the SDK's to find (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, …).
The result is a folder for all other commands: whole, or not there.
${examples(
  ['coppice pull --role MyRole', 'the policies and findings of a role, into pull-MyRole/'],
  ['coppice pull --all --profile audit -o account', 'a whole account'],
  ['coppice pull --all --profile audit -o account --resume', 'the same, after it was stopped'],
  ['coppice pull --all --profile dev --profile prod -o organisation', 'two accounts, into a folder each'],
  ['coppice pull --calls 30 -o calls', 'what was called in the last 30 days, for --calls of other commands'],
)}`,
      ),
  run: async (_args, options: PullCommandOptions, io) => {
    wantsJson(options, 'pull');
    const request = requestFrom(options);
    const folder = options.output?.replace(/(?<=.)[/\\]+$/, '') ?? defaultFolder(request);
    const place = openPullFolder(folder, io, asked(request, options), options.resume === true);
    const progress = progressOn(io, options.quiet === true);
    try {
      const report = await interruptible((signal) =>
        read(request, options, place, signal, (text) => progress.say(text)),
      );
      progress.end();
      place.finish();
      await tell(report, folder, options, io);
      return 0;
    } catch (error) {
      progress.end();
      const left = place.leave() ? `what was read is in ${place.partial}; go on with --resume` : undefined;
      const voice = voiceOf(io, options);
      if (error instanceof Interrupted) {
        voice.done(`stopped; ${left ?? 'nothing was written'}`);
        return error.exitCode;
      }
      if (left !== undefined) voice.note(left);
      throw error;
    }
  },
};

async function read(
  request: PullRequest,
  options: PullCommandOptions,
  { keep, begun }: PullFolder,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<PullReport> {
  const { pull, pullAccounts, openSession, parseAnalyzerArn } = await import('../aws/index.ts');
  let region = options.region;
  if (typeof request.analyzer === 'string') {
    const its = parseAnalyzerArn(request.analyzer).region;
    if (region !== undefined && region !== its) {
      throw new InputError(`the analyzer is in ${its}, and --region says ${region}`, {
        hint: `Leave --region out, or give the analyzer of ${region}.`,
      });
    }
    region = its;
  }
  try {
    const isRegional = request.permissionSets === true || options.calls !== undefined;
    const anyRegion = !isRegional && (request.analyzer === false || request.policiesOnly === true);
    const open = (profile?: string): Promise<AwsSession> =>
      openSession({ profile, region, anyRegion, version: VERSION, signal });
    const calls = options.calls === undefined ? {} : { calls: { days: options.calls, until: begun } };
    const [profile, ...more] = options.profile ?? [];
    const whole = { ...request, ...calls };
    return profile === undefined || more.length === 0
      ? await pull(whole, await open(profile), keep, { onProgress })
      : await pullAccounts(whole, [profile, ...more], open, keep, { onProgress });
  } catch (error) {
    // The SDK throws an error of its own when it is stopped.
    signal.throwIfAborted();
    throw error;
  }
}

function daysIn(given: string): number {
  const days = Number(given);
  if (/^\d{1,2}$/.test(given) && days >= 1 && days <= 90) return days;
  throw new InputError(`${given} is not a number of days from 1 to 90`, {
    hint: 'CloudTrail keeps events for 90 days; for older ones give the log files of a trail with --calls of other commands.',
  });
}

const NAME = /^[\w+=,.@-]{1,128}$/;

function requestFrom(options: PullCommandOptions): PullRequest {
  const { role = [], user = [], all = false } = options;
  const named = role.length + user.length > 0;
  const { calls, permissionSets = false, recommendations = false } = options;
  const isMore = calls !== undefined || permissionSets;
  if (named === all && !(isMore && !all)) {
    throw new InputError(all ? '--all already includes every role and user' : 'nothing to pull was named', {
      hint: 'Give --role NAME, --user NAME, --all, --permission-sets or --calls DAYS.',
    });
  }
  const { analyzer, policiesOnly = false } = options;
  if (!all && (options.profile ?? []).length > 1) {
    throw new InputError('several profiles are for several whole accounts', {
      hint: 'Give --all, or one profile at a time.',
    });
  }
  if (recommendations && (policiesOnly || analyzer === false || !(named || all))) {
    throw new InputError('recommendations are about findings, and none are asked for', {
      hint: 'Give --role NAME, --user NAME or --all, and neither --policies-only nor --no-analyzer.',
    });
  }
  if (policiesOnly && analyzer !== undefined && analyzer !== true) {
    throw new InputError('--policies-only reads no findings, so there is nothing to say about an analyzer', {
      hint: 'Leave one of the two out.',
    });
  }
  return {
    all,
    roles: role.map((given) => nameIn(given, 'role')),
    users: user.map((given) => nameIn(given, 'user')),
    analyzer: typeof analyzer === 'string' || analyzer === false ? analyzer : undefined,
    policiesOnly,
    recommendations,
    permissionSets,
  };
}

/** The name of a principal, or the one at the end of its ARN. */
function nameIn(given: string, kind: 'role' | 'user'): string {
  const [, name = given] = new RegExp(`^arn:[^:]*:iam::\\d*:${kind}/(?:.*/)?([^/]+)$`).exec(given) ?? [];
  if (NAME.test(name)) return name;
  throw new InputError(`${given} is not the name of a ${kind}`, {
    hint: `aws iam list-${kind}s shows them.`,
  });
}

/** The parts of the request that must be the same to go on with a stopped pull. */
function asked(request: PullRequest, { region, profile, calls }: PullCommandOptions): JsonObject {
  return {
    all: request.all,
    roles: [...request.roles],
    users: [...request.users],
    analyzer: request.analyzer ?? null,
    policiesOnly: request.policiesOnly === true,
    recommendations: request.recommendations === true,
    permissionSets: request.permissionSets === true,
    calls: calls === undefined ? null : String(calls),
    region: region ?? null,
    profile: profile === undefined ? null : [...profile],
  };
}

function defaultFolder({ all, roles, users, permissionSets }: PullRequest): string {
  if (all) return 'pull-all';
  const [name, ...more] = [...roles, ...users];
  if (name === undefined) return permissionSets === true ? 'pull-permission-sets' : 'pull-calls';
  return more.length > 0 ? 'pull-several' : `pull-${name}`;
}

async function tell(
  { counts, analyzer, notes }: PullReport,
  folder: string,
  options: CommonOptions,
  io: Io,
): Promise<void> {
  const voice = voiceOf(io, options);
  const summary = { folder, ...counts, analyzer: analyzer ?? null, notes };
  if (wantsJson(options, 'pull')) await print(io, jsonText(summary), 'json');
  else await print(io, `${folder}\n`, 'raw');
  for (const note of notes) voice.note(note);
  voice.done(`read ${countsText(counts)} into ${folder}`);
}

function countsText(counts: PullCounts): string {
  const parts = [
    [counts.roles, 'role', 'roles'],
    [counts.users, 'user', 'users'],
    [counts.groups, 'group', 'groups'],
    [counts.policies, 'managed policy', 'managed policies'],
    [counts.findings, 'finding', 'findings'],
    [counts.lastAccessed, 'list of last-accessed actions', 'lists of last-accessed actions'],
    [counts.recommendations, 'recommendation', 'recommendations'],
    [counts.permissionSets, 'permission set', 'permission sets'],
    [counts.calls, 'call', 'calls'],
  ] as const;
  const there = parts.filter(([count]) => count > 0).map(([count, one, many]) => counted(count, one, many));
  return there.length === 0 ? 'nothing' : there.join(', ');
}
