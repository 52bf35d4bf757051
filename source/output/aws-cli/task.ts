import type { AccountCase, Attachment } from '../../account/cases.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { documentsOf, type ResultDocument } from '../documents.ts';
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
  /** A customer-managed policy gets a new version, and `added` are what does not fit into it. */
  | {
      readonly kind: 'versions';
      readonly result: ResultDocument;
      readonly added: readonly ResultDocument[];
    }
  /** A managed policy gives way to `added`, or to nothing. */
  | { readonly kind: 'exchange'; readonly added: readonly ResultDocument[] }
  /** A policy of a permission set: its inline policy, or a managed one that is taken from it. */
  | {
      readonly kind: 'permission-set';
      readonly owner: Attachment;
      /** the ARN of an AWS-managed policy, or path and name of a customer-managed one; undefined: the inline policy */
      readonly detached: string | undefined;
      readonly result: ResultDocument | undefined;
    }
  /** What AWS would refuse, with the reason. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Whose inline policy it is. */
interface Owner {
  readonly kind: 'role' | 'user' | 'group';
  readonly name: string;
}

/** What is to be done about each of the policies. */
export function tasksOf(results: readonly ProvenPolicy[]): Task[] {
  const refusals = refusalsOf(results);
  return results.map(({ outcome }, i) => {
    const reason = refusals[i];
    return reason === undefined ? taskOf(outcome) : { kind: 'refused', reason };
  });
}

function taskOf(outcome: Outcome<AccountCase>): Task {
  const { case: policyCase } = outcome;
  const documents = documentsOf(outcome);
  const [first, ...others] = documents;
  const owner = ownerOf(policyCase.attachedTo[0]);
  const set = policyCase.attachedTo.find(({ kind }) => kind === 'permission-set');
  if (set !== undefined && policyCase.kind === 'inline')
    return { kind: 'permission-set', owner: set, detached: undefined, result: first };
  if (set !== undefined && (first === undefined || policyCase.kind === 'aws-managed'))
    return setTask(policyCase, set, documents);
  if (policyCase.kind === 'inline' && owner !== undefined)
    return { kind: 'inline', owner, name: policyCase.name, result: first };
  if (policyCase.kind === 'aws-managed' || first === undefined) return { kind: 'exchange', added: documents };
  return { kind: 'versions', result: first, added: others };
}

/** A managed policy of a permission set can be taken from it; what takes its place would have to be in each account. */
function setTask(
  { arn = '', kind, attachedTo }: AccountCase,
  set: Attachment,
  documents: readonly ResultDocument[],
): Task {
  if (documents.length > 0) {
    const names = documents.map(({ name }) => name).join(', ');
    return {
      kind: 'refused',
      reason: `a permission set refers to policies by name: create ${names} in each account of the set ${set.name}, attach it to the set, and detach ${arn} after that`,
    };
  }
  if (attachedTo.length > 1) {
    return {
      kind: 'refused',
      reason: `nothing of it is used, but it is attached to the permission set ${set.name} and to others: detach it from each`,
    };
  }
  const path = /:policy(\/.*)$/.exec(arn)?.[1] ?? '';
  return {
    kind: 'permission-set',
    owner: set,
    detached: kind === 'aws-managed' ? arn : path,
    result: undefined,
  };
}

function ownerOf(attachment: Attachment | undefined): Owner | undefined {
  if (attachment === undefined || attachment.kind === 'permission-set') return undefined;
  return { kind: attachment.kind, name: attachment.name };
}
