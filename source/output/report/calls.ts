import { deniedNow } from '../../account/case-calls.ts';
import { counted } from '../../base/words.ts';
import { callsOf, daysOf, ONLY_ACTIONS } from '../replay-report.ts';
import type { ProvenPolicy } from '../result.ts';

export const CALLS_HEAD = ['Action', 'What becomes of it', 'Calls'];

/**
 * What the logs of calls say about a policy: a sentence, and the actions that stay or go against the findings or calls.
 */
export interface CallsFound {
  readonly says: string;
  readonly rows: readonly (readonly [action: string, what: string, calls: string])[];
}

const KEPT = {
  used: '',
  contradiction: 'stays: called although reported unused',
  unknown: 'stays: called, and not known to the catalogue',
};

/** Gathers what the logs say about a policy. @returns undefined where no logs were given */
export function callsIn({ outcome }: ProvenPolicy): CallsFound | undefined {
  const { calls } = outcome.case;
  if (calls === undefined) return undefined;
  const denied = deniedNow(outcome);
  const gone = new Set(denied.map(({ action }) => action));
  const kept = calls.kept.filter(({ action }) => !gone.has(action));
  const days = daysOf(calls);
  const verdict =
    denied.length === 0
      ? 'the policy still allows every action of theirs that it allowed'
      : `${counted(denied.length, 'action')} of theirs it does not allow any more`;
  return {
    says: `${counted(calls.events, 'call')} of those who have the policy${days === '' ? '' : `, ${days}`}: ${verdict}. ${ONLY_ACTIONS}`,
    rows: [
      ...denied.map((each) => [each.action, 'goes, although it was called', callsOf(each)] as const),
      ...kept.map((each) => [each.action, KEPT[each.why], callsOf(each)] as const),
    ],
  };
}
