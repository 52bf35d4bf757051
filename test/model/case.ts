import type { AccountCase } from '../../source/account/cases.ts';
import { policyCase } from '../../source/refine/case.ts';

type Needed = 'id' | 'name' | 'policy' | 'unused' | 'catalog';

/** A case of which a test says what matters to it. */
export function caseOf(facts: Pick<AccountCase, Needed> & Partial<AccountCase>): AccountCase {
  return policyCase({
    generalize: 'shortest',
    protections: [],
    kind: 'bare',
    file: '-',
    path: '',
    attachedTo: [],
    holders: [],
    heldBack: [],
    spared: [],
    ...facts,
  });
}
