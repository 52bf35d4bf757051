import { quotaSize } from '../policy/size.ts';
import type { Counts, Outcome, PolicyDeviation } from '../refine/outcome.ts';
import type { Rerun } from '../refine/rerun.ts';
import { prove } from './prove.ts';
import type { LawVerdict } from './types.ts';

/** What the logs of calls say about the principals that have a policy. */
export interface CertifiedCalls {
  /** Not resources, not conditions. */
  readonly compared: 'actions only';
  /** How many of their calls were looked at, and from when to when (ISO 8601). */
  readonly events: number;
  readonly first?: string;
  readonly last?: string;
  /** Actions that stay because they were called. */
  readonly kept: readonly string[];
  /** Actions that were called and that the policy does not allow any more. */
  readonly denied: readonly string[];
}

/** The proof that goes with a written policy: the laws, the deviations made on purpose, and what it was made with. */
export interface Certificate {
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly laws: readonly LawVerdict[];
  /** Every law holds, or does not apply. */
  readonly ok: boolean;
  /** Counted by the verifier, not by the code that made the result. */
  readonly counts: Counts;
  readonly deviations: readonly PolicyDeviation[];
  /** Characters as IAM counts them for its quotas: without white space. */
  readonly size: {
    readonly before: number;
    /** 0 for a policy to be detached */
    readonly after: number;
    /** The most that there may be, of an inline policy together with the others of its principal; absent where it is not known. */
    readonly quota?: number;
  };
  /** Absent where no logs of calls were given. */
  readonly calls?: CertifiedCalls;
}

/**
 * Proves what became of a policy.
 *
 * @param rerunOf returns the function that makes an outcome again; undefined where the outcome comes from a record
 * @param version of the tool, for the record
 * @param known what is known of its surroundings: what logs of calls said, and the quota for its size
 */
export function certify(
  outcome: Outcome,
  rerunOf: ((outcome: Outcome) => Rerun) | undefined,
  version: string,
  { calls, quota }: { readonly calls?: CertifiedCalls | undefined; readonly quota?: number | undefined } = {},
): Certificate {
  const { case: policyCase, deviations, value, text } = outcome;
  const { policy, unused, catalog } = policyCase;
  const { laws, ok, counts } = prove(
    { original: policy.value, refined: value, unused, catalog, deviations },
    rerunOf?.(outcome),
  );
  return {
    tool: { name: 'coppice', version },
    catalog: { date: catalog.date, sha256: catalog.digest },
    laws,
    ok,
    counts,
    deviations,
    size: {
      before: quotaSize(policy.text),
      after: quotaSize(text ?? ''),
      ...(quota === undefined ? {} : { quota }),
    },
    ...(calls === undefined ? {} : { calls }),
  };
}
