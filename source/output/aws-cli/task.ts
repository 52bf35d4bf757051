import type { AccountCase, Attachment } from '../../account/cases.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { documentsOf, type ResultDocument } from '../documents.ts';
import type { SetWork, SetWorks } from '../permission-set.ts';
import { refusalsOf } from '../refusal.ts';
import type { ProvenPolicy } from '../result.ts';

/** What a script is to do about one policy that changes (product: "Scripts that are safe to run"). */
export type Task =
  | {
      readonly kind: 'inline';
      readonly owner: Owner;
      readonly name: string;
      /** undefined: nothing is left, so the policy is deleted */
      readonly result: ResultDocument | undefined;
    }
  /** A customer-managed policy gets a new version; `added` are policies for what does not fit into it. */
  | {
      readonly kind: 'versions';
      readonly result: ResultDocument;
      readonly added: readonly ResultDocument[];
    }
  /** A managed policy is replaced by `added`, or by nothing. */
  | { readonly kind: 'exchange'; readonly added: readonly ResultDocument[] }
  /** Everything that is done to a permission set. */
  | { readonly kind: 'permission-set'; readonly work: SetWork }
  /** Done in another policy's script: its rest goes into its permission set's inline policy, or the set gives it up. */
  | { readonly kind: 'together'; readonly carrier: ProvenPolicy }
  /** AWS would refuse it, for this reason. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The owner of an inline policy. */
interface Owner {
  readonly kind: 'role' | 'user' | 'group';
  readonly name: string;
}

/** What is to be done about each of the policies. */
export function tasksOf(results: readonly ProvenPolicy[], works: SetWorks): Task[] {
  const refusals = refusalsOf(results, works);
  return results.map((result, i) => {
    const reason = refusals[i];
    const work = works.get(result);
    if (work !== undefined && work.carrier !== result) return { kind: 'together', carrier: work.carrier };
    if (reason !== undefined) return { kind: 'refused', reason };
    return work === undefined ? taskOf(result.outcome) : { kind: 'permission-set', work };
  });
}

function taskOf(outcome: Outcome<AccountCase>): Task {
  const { case: policyCase } = outcome;
  const [first, ...others] = documentsOf(outcome);
  const owner = ownerOf(policyCase.attachedTo[0]);
  const set = policyCase.attachedTo.find(({ kind }) => kind === 'permission-set');
  if (set !== undefined && first === undefined) {
    return {
      kind: 'refused',
      reason: `nothing of it is used, but the permission set ${set.name} refers to it by its name, and it is attached to others or used in another account: detach it from those who do not use it`,
    };
  }
  if (set !== undefined && others.length > 0) {
    const names = others.map(({ name }) => name).join(', ');
    return {
      kind: 'refused',
      reason: `the permission set ${set.name} refers to it by its name: create ${names} in each account of the set, and add them to the set, before this one is cut`,
    };
  }
  if (policyCase.kind === 'inline') {
    return owner === undefined
      ? {
          kind: 'refused',
          reason:
            'the inputs do not say whose inline policy it is; give the output of aws iam get-role-policy, get-user-policy or get-group-policy, or of a permission set that of aws sso-admin describe-permission-set in the same folder',
        }
      : { kind: 'inline', owner, name: policyCase.name, result: first };
  }
  if (policyCase.kind === 'aws-managed' || first === undefined)
    return { kind: 'exchange', added: documentsOf(outcome) };
  return { kind: 'versions', result: first, added: others };
}

function ownerOf(attachment: Attachment | undefined): Owner | undefined {
  if (attachment === undefined || attachment.kind === 'permission-set') return undefined;
  return { kind: attachment.kind, name: attachment.name };
}
