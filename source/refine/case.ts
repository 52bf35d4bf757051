import type { Catalog } from '../catalog/catalog.ts';
import type { Policy } from '../policy/policy.ts';
import type { Unused } from '../usage/unused.ts';
import type { Generalize } from './grants.ts';
import { CaseMemory } from './memory.ts';

/** Actions that stay whatever a finding or an operator says, and why. */
export interface Protection {
  /** An action pattern, as written. */
  readonly action: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly until?: string;
}

/** What a case is made from. */
export interface CaseFacts {
  /** Unique among the cases of the same inputs. */
  readonly id: string;
  readonly name: string;
  readonly policy: Policy;
  /** U before any decision: what is reported, less what is protected. */
  readonly unused: Unused;
  /** What no decision can remove. */
  readonly protections: readonly Protection[];
  /** The known actions. */
  readonly catalog: Catalog;
  /** How far new wildcards may go. */
  readonly generalize: Generalize;
}

/** What is the same for all cases of a run. */
export type CaseSettings = Pick<CaseFacts, 'catalog' | 'generalize'>;

/** What is refined: a policy, with all that decides what becomes of it but the operator's decisions. */
export interface PolicyCase extends CaseFacts {
  /** What `derive` has found out about it so far; nobody else uses it. */
  readonly memory: CaseMemory;
}

/** Makes a case from its facts, with an empty memory for `derive`. */
export function policyCase<T extends CaseFacts>(facts: T): T & PolicyCase {
  return { ...facts, memory: new CaseMemory(facts) };
}
