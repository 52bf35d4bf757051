import type { AccountCase } from '../../account/cases.ts';
import { quotaOf } from '../../account/quota.ts';
import { OUTPUT_FORMATS } from '../../output/format.ts';
import { fold } from '../../pattern/fold.ts';
import { policyFrom } from '../../policy/policy.ts';
import type { CallsSeen, ReviewedPolicy, SessionContext } from '../../review/session/context.ts';
import { SessionMemory } from '../../review/session/memory.ts';
import type { Preferences } from '../../store/preferences.ts';
import { userName } from '../../store/preferences.ts';
import type { CommonOptions } from '../program/options.ts';
import type { Loaded } from '../reading/load.ts';
import type { Io } from '../terminal/io.ts';
import { defaultPathFor } from '../writing/default-path.ts';

/**
 * What a review of these inputs is about.
 *
 * @param folder where results go by default; beside the source unless given
 */
export function sessionContext(
  loaded: Loaded,
  options: CommonOptions,
  preferences: Preferences,
  io: Io,
  folder?: string,
): SessionContext {
  const older = loaded.older();
  const remembered = OUTPUT_FORMATS.find(({ format }) => format === preferences.format)?.format;
  return {
    policies: loaded.cases.map(reviewedPolicy),
    ...(older === undefined ? {} : { older }),
    today: io.now().toISOString().slice(0, 10),
    suggestedReviewer: userName(),
    formats: OUTPUT_FORMATS,
    preferredFormat: options.format ?? remembered ?? 'json',
    defaultPath(name) {
      const format = OUTPUT_FORMATS.find((each) => each.format === name)?.format ?? 'json';
      return options.output ?? defaultPathFor(format, loaded, io.cwd, folder);
    },
    staysOnAccept: preferences.staysOnAccept,
    memory: new SessionMemory(),
  };
}

function reviewedPolicy(policyCase: AccountCase): ReviewedPolicy {
  const { kind, attachedTo, recommended, calls } = policyCase;
  const quota = quotaOf(kind, attachedTo[0]?.kind);
  return {
    case: policyCase,
    ...(quota === undefined ? {} : { quota }),
    ...(recommended === undefined ? {} : { recommended: policyOf(recommended.value, recommended.file) }),
    ...(calls === undefined ? {} : { calls: seenIn(calls) }),
  };
}

type Recommended = NonNullable<AccountCase['recommended']>;

function policyOf(
  value: Recommended['value'],
  file: string,
): (ReviewedPolicy['recommended'] & object) | null {
  return value === null ? null : policyFrom(value, '', file);
}

function seenIn({ allowed }: NonNullable<AccountCase['calls']>): ReadonlyMap<string, CallsSeen> {
  return new Map(
    allowed.map(({ action, calls, last, why }) => {
      const when = last === undefined ? {} : { last };
      const contradicts = why === 'contradiction' ? ({ contradicts: true } as const) : {};
      return [fold(action), { count: calls, ...when, ...contradicts }] as const;
    }),
  );
}
