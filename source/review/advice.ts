import { quotaSize } from '../policy/size.ts';
import { policyCase } from '../refine/case.ts';
import { derive } from '../refine/derive.ts';
import type { Outcome } from '../refine/outcome.ts';
import { type Saving, savingsOf } from './savings.ts';

/** What would make a policy shorter. Nothing of this is applied by itself. */
export interface Advice {
  /** Its size with `--generalize compact`, in characters as IAM counts them; undefined where that is no shorter. */
  readonly compact?: number;
  /** The widenings that save most for the least access. */
  readonly savings: readonly Saving[];
}

/**
 * Finds what would shorten a policy that exceeds its quota.
 *
 * @param most how many widenings to name
 */
export function adviceOn(outcome: Outcome, most: number): Advice {
  const size = quotaSize(outcome.text ?? '');
  // Decisions on rows are about the rows of another tree; what was decided about actions holds in every tree.
  const onActions = outcome.decisions.filter(({ kind }) => kind === 'keep' || kind === 'drop');
  const compact = derive(policyCase({ ...outcome.case, generalize: 'compact' }), onActions);
  const compactSize = quotaSize(compact.text ?? '');
  return {
    ...(compactSize < size ? { compact: compactSize } : {}),
    savings: savingsOf(outcome, most),
  };
}
