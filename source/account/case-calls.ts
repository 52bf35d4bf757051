import { counted } from '../base/words.ts';
import { fold } from '../pattern/fold.ts';
import { policyFrom } from '../policy/policy.ts';
import type { CertifiedCalls } from '../proof/certificate.ts';
import { policyCase as makeCase } from '../refine/case.ts';
import type { Outcome } from '../refine/outcome.ts';
import { joined, type PrincipalCalls, type Seen, type SeenCalls } from '../usage/calls/seen.ts';
import { retain } from '../usage/unused.ts';
import { callersOf } from './callers.ts';
import type { AccountCase } from './cases.ts';
import { allowedActions } from './replay.ts';

/** The calls, according to the logs, of those who have a policy. */
export interface CaseCalls {
  /** How many calls they made, of any action, and from when to when. */
  readonly events: number;
  readonly first?: string;
  readonly last?: string;
  /** How often an action (`service:Name`, any letter case) was called, and when; undefined: not in these logs. */
  of(action: string): Seen | undefined;
  /** The actions that were called with success and that the given policy allows. */
  readonly allowed: readonly CalledAction[];
  /** The actions that stay because they were called. */
  readonly kept: readonly CalledAction[];
}

/**
 * An action that the policy allows and that was called. `used`: no finding says otherwise. `contradiction`: a finding
 * calls it unused. `unknown`: the catalogue does not know it, so nothing else would keep it; its name is the event's.
 */
export interface CalledAction extends Seen {
  readonly action: string;
  readonly why: 'used' | 'contradiction' | 'unknown';
}

/**
 * Joins cases with what was called. An action that was called stays although a finding calls it unused, unless the
 * operator drops it. An event that cannot be mapped to an action also keeps what the policy allows by its name: unknown
 * is never taken for unused. Denied calls keep nothing.
 *
 * @param principal the owner of those policies whose owner the inputs do not tell
 */
export function withCalls(
  cases: readonly AccountCase[],
  seen: SeenCalls,
  principal?: string,
): { readonly cases: readonly AccountCase[]; readonly warnings: readonly string[] } {
  const joinedCases = cases.map((policyCase) => {
    const callers = callersOf(policyCase, principal);
    const own = seen.principals.filter(({ caller }) => callers.includes(caller));
    const calls = callsOf(policyCase, own);
    const { memory: _, ...facts } = policyCase;
    const isOpen = callers.kind === 'anybody' && own.length > 1;
    const kept = calls.kept.map(({ action }) => action);
    // They join the catalogue in the spelling of the event.
    const catalog = policyCase.catalog.withActions(kept);
    return {
      isOpen,
      policyCase: makeCase({ ...facts, catalog, unused: retain(policyCase.unused, kept), calls }),
    };
  });
  const open = joinedCases.filter(({ isOpen }) => isOpen).map(({ policyCase: { name } }) => name);
  return {
    cases: joinedCases.map(({ policyCase }) => policyCase),
    warnings: [
      ...(open.length === 0
        ? []
        : [
            `it is not known whose ${few(open)} is, so what anybody called stays in it; --principal says whose it is`,
          ]),
      ...joinedCases.flatMap(({ policyCase }) => warningsOn(policyCase)),
    ],
  };
}

/** The actions that were called and that a policy allowed before the refinement and no longer allows. */
export function deniedNow({
  case: { policy, calls, name },
  value,
  text,
}: Outcome<AccountCase>): readonly CalledAction[] {
  if (calls === undefined) return [];
  const wasAllowed = allowedActions(policy);
  const isAllowed = value === null ? () => false : allowedActions(policyFrom(value, text ?? '', name));
  return calls.allowed.filter(({ action }) => wasAllowed(action) && !isAllowed(action));
}

/** What the certificate of a policy says about the calls; undefined where no logs were given. */
export function certifiedCalls(outcome: Outcome<AccountCase>): CertifiedCalls | undefined {
  const { calls } = outcome.case;
  if (calls === undefined) return undefined;
  const { events, first, last, kept } = calls;
  const denied = deniedNow(outcome).map(({ action }) => action);
  return {
    compared: 'actions only',
    events,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    kept: kept.map(({ action }) => action).filter((action) => !denied.includes(action)),
    denied,
  };
}

function callsOf(policyCase: AccountCase, own: readonly PrincipalCalls[]): CaseCalls {
  const byAction = new Map<string, Seen & { readonly action: string; readonly isUnknown: boolean }>();
  const add = (action: string, seen: Seen, isUnknown: boolean): void => {
    const key = fold(action);
    const known = byAction.get(key);
    const { calls, denied, first, last, example } = known === undefined ? seen : joined(known, seen);
    const dates = { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) };
    byAction.set(key, { action, isUnknown, calls, denied, ...dates, example });
  };
  for (const { operations } of own) {
    for (const { needs, ...seen } of operations) {
      if (needs.kind === 'actions')
        for (const action of needs.actions) add(action, seen, !policyCase.catalog.has(action));
      else if (needs.literal !== undefined) add(needs.literal, seen, true);
    }
  }
  const isAllowed = allowedActions(policyCase.policy);
  const whyOf = (action: string, isUnknown: boolean): CalledAction['why'] => {
    if (isUnknown) return 'unknown';
    return policyCase.unused.has(action) ? 'contradiction' : 'used';
  };
  const allowed = [...byAction.values()]
    .filter(({ action, calls }) => calls > 0 && isAllowed(action))
    .map(({ isUnknown, ...seen }): CalledAction => ({ ...seen, why: whyOf(seen.action, isUnknown) }))
    .sort((a, b) => (a.action < b.action ? -1 : 1));
  const isRefined = policyCase.notRefined === undefined;
  const times = own.flatMap(({ first, last }) =>
    first === undefined || last === undefined ? [] : [{ first, last }],
  );
  const first = times.map((each) => each.first).sort()[0];
  const last = times
    .map((each) => each.last)
    .sort()
    .at(-1);
  return {
    events: own.reduce((sum, { events }) => sum + events, 0),
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    of: (action) => byAction.get(fold(action)),
    allowed,
    kept: isRefined ? allowed.filter(({ why }) => why !== 'used') : [],
  };
}

function warningsOn({ name, principal, calls }: AccountCase): string[] {
  if (calls === undefined) return [];
  const title = principal === undefined ? name : `${principal}'s ${name}`;
  const list = (why: CalledAction['why']): string[] =>
    calls.kept
      .filter((each) => each.why === why)
      .map(({ action, calls: times, last }) => {
        const when = last === undefined ? '' : `, last on ${last.slice(0, 10)}`;
        return `${action} (${counted(times, 'call')}${when})`;
      });
  const [against, unknown] = [list('contradiction'), list('unknown')];
  return [
    ...(against.length === 0
      ? []
      : [`${title}: called although reported unused, so proposed to stay: ${few(against)}`]),
    ...(unknown.length === 0
      ? []
      : [
          `${title}: called, not known to the catalogue, so proposed to stay by the name of the event: ${few(unknown)}`,
        ]),
  ];
}

const SHOWN = 5;

function few(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
