import { quotaSize } from '../account/quota.ts';
import type { Decisions } from './decision.ts';
import { finalPolicy } from './result.ts';
import { type Saving, savingsOf } from './savings.ts';
import type { ReviewSettings, Subject } from './subject.ts';

/** What would make a policy shorter. Nothing of it is done by itself. */
export interface Advice {
  /** Its size with `--generalize compact`, in characters as IAM counts them; undefined where that is no shorter. */
  readonly compact?: number;
  /** The widenings that save most for the least access. */
  readonly savings: readonly Saving[];
}

/**
 * Tells what would make a policy shorter that does not fit where it belongs.
 *
 * @param most how many widenings to name
 */
export function adviceOn(
  subject: Subject,
  settings: ReviewSettings,
  decisions: Decisions,
  most: number,
): Advice {
  const size = quotaSize(finalPolicy(subject, settings, decisions).text ?? '');
  // Decisions on rows are about the rows of another tree; what was decided about actions holds in every tree.
  const onActions = decisions.filter(({ kind }) => kind === 'keep' || kind === 'remove');
  const compact = finalPolicy(subject, { ...settings, generalize: 'compact' }, onActions);
  const compactSize = quotaSize(compact.text ?? '');
  return {
    ...(compactSize < size ? { compact: compactSize } : {}),
    savings: savingsOf(subject, settings, decisions, most),
  };
}
