import type { AccountCase, Attachment } from '../../account/cases.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { documentsOf, type PolicyDocument } from '../documents.ts';
import type { ShellFunction } from './prelude.ts';
import { hereDocument, option, shellWord } from './shell.ts';

/** Some lines of a script with the functions that they call, and the variables that whoever runs it has to set. */
export interface Step {
  readonly lines: readonly string[];
  readonly uses: readonly ShellFunction[];
  readonly asks?: readonly Variable[];
}

/** What the inputs do not say. `account` the script finds out by itself. */
export type Variable = 'POLICY_ARN' | 'PRINCIPALS' | 'account';

/** What puts a result in place, and what puts the original back. */
export interface Plan {
  /** One word for how, for the head of the script. */
  readonly how: string;
  readonly apply: readonly Step[];
  readonly rollback: readonly Step[];
}

/** The steps for one policy that changes (product: "Several policies"). */
export function planOf(outcome: Outcome<AccountCase>): Plan {
  const { case: policyCase } = outcome;
  const [owner] = policyCase.attachedTo;
  const documents = documentsOf(outcome);
  if (policyCase.kind === 'inline' && owner !== undefined) return inlinePlan(outcome, owner, documents);
  if (policyCase.kind === 'aws-managed') return replacementPlan(outcome, documents);
  return versionPlan(outcome, documents);
}

function inlinePlan(
  outcome: Outcome<AccountCase>,
  owner: Attachment,
  documents: readonly PolicyDocument[],
): Plan {
  const { case: policyCase } = outcome;
  const which = [option(`${owner.kind}-name`, owner.name), option('policy-name', policyCase.name)].join(' ');
  const put = (text: string): Step =>
    command(`aws iam put-${owner.kind}-policy ${which} --policy-document file:///dev/stdin`, text);
  const remove: Step = { lines: [`aws iam delete-${owner.kind}-policy ${which}`], uses: [] };
  return {
    how: documents.length === 0 ? 'the inline policy is deleted' : 'the inline policy is overwritten',
    apply: documents.length === 0 ? [remove] : documents.map(({ text }) => put(text)),
    rollback: [put(policyCase.policy.text)],
  };
}

/** A customer-managed policy gets a new version, or is detached. */
function versionPlan(outcome: Outcome<AccountCase>, documents: readonly PolicyDocument[]): Plan {
  const { case: policyCase } = outcome;
  const arn = existingArn(outcome);
  const [first, ...others] = documents;
  if (first === undefined) {
    return {
      how: 'the policy is detached, not deleted',
      apply: [forAll(outcome, 'detach', arn)],
      rollback: [forAll(outcome, 'attach', arn)],
    };
  }
  const added = others.map((document) => ({ document, arn: newArn(outcome, document.name) }));
  const version = (text: string): Step[] => [
    { lines: [`make_room ${arn.word}`], uses: ['make_room'], asks: arn.asks },
    command(
      `aws iam create-policy-version --policy-arn ${arn.word} --set-as-default --policy-document file:///dev/stdin --query PolicyVersion.VersionId --output text`,
      text,
    ),
  ];
  return {
    how:
      others.length === 0
        ? 'the policy gets a new version'
        : `the policy gets a new version, and ${others.length} more that the quota asks for`,
    // What is added comes first, so that nothing is missing in between.
    apply: [
      ...added.map(({ document }) => create(document)),
      ...added.map(({ arn: own }) => forAll(outcome, 'attach', own)),
      ...version(first.text),
    ],
    rollback: [
      ...version(policyCase.policy.text),
      ...added.flatMap(({ arn: own }) => undoCreate(outcome, own)),
    ],
  };
}

/** An AWS-managed policy stays as it is: a new policy takes its place. */
function replacementPlan(outcome: Outcome<AccountCase>, documents: readonly PolicyDocument[]): Plan {
  const old = existingArn(outcome);
  const added = documents.map((document) => ({ document, arn: newArn(outcome, document.name) }));
  return {
    how: added.length === 0 ? 'the AWS-managed policy is detached' : 'a new policy takes its place',
    apply: [
      ...added.map(({ document }) => create(document)),
      ...added.map(({ arn }) => forAll(outcome, 'attach', arn)),
      forAll(outcome, 'detach', old),
    ],
    rollback: [forAll(outcome, 'attach', old), ...added.flatMap(({ arn }) => undoCreate(outcome, arn))],
  };
}

function create({ name, text }: PolicyDocument): Step {
  return command(
    `aws iam create-policy ${option('policy-name', name)} --policy-document file:///dev/stdin --query Policy.Arn --output text`,
    text,
  );
}

function undoCreate(outcome: Outcome<AccountCase>, arn: ShellArn): Step[] {
  return [
    forAll(outcome, 'detach', arn),
    {
      lines: [`unless_gone aws iam delete-policy --policy-arn ${arn.word}`],
      uses: ['unless_gone'],
      asks: arn.asks,
    },
  ];
}

function command(line: string, text: string): Step {
  const { redirect, body } = hereDocument(text);
  return { lines: [`${line} ${redirect}`, body], uses: [] };
}

/** Attaches or detaches a policy everywhere where the original hangs. */
function forAll({ case: policyCase }: Outcome<AccountCase>, verb: 'attach' | 'detach', arn: ShellArn): Step {
  const attachedTo = policyCase.attachedTo;
  if (attachedTo.length === 0) {
    return {
      lines: [`each_principal ${verb} ${arn.word}`],
      uses: ['each_principal'],
      asks: [...arn.asks, 'PRINCIPALS'],
    };
  }
  return {
    lines: attachedTo.map(({ kind, name }) => `${verb} ${kind} ${shellWord(name)} ${arn.word}`),
    uses: [verb],
    asks: arn.asks,
  };
}

/** An ARN as a word of the script. */
interface ShellArn {
  readonly word: string;
  readonly asks: readonly Variable[];
}

function existingArn({ case: policyCase }: Outcome<AccountCase>): ShellArn {
  return policyCase.arn === undefined
    ? { word: '"$POLICY_ARN"', asks: ['POLICY_ARN'] }
    : { word: shellWord(policyCase.arn), asks: [] };
}

function newArn(outcome: Outcome<AccountCase>, name: string): ShellArn {
  const partition = knownArns(outcome)[0]?.split(':')[1] ?? 'aws';
  const account = accountOf(outcome);
  return account === undefined
    ? {
        word: `${shellWord(`arn:${partition}:iam::`)}"$account"${shellWord(`:policy/${name}`)}`,
        asks: ['account'],
      }
    : { word: shellWord(`arn:${partition}:iam::${account}:policy/${name}`), asks: [] };
}

/** The account that a policy is in, twelve digits, where the inputs say. */
export function accountOf(outcome: Outcome<AccountCase>): string | undefined {
  return knownArns(outcome)
    .map((arn) => arn.split(':')[4] ?? '')
    .find((account) => /^\d{12}$/.test(account));
}

function knownArns({ case: policyCase }: Outcome<AccountCase>): string[] {
  const arns = [policyCase.arn, ...policyCase.attachedTo.map(({ arn }) => arn), policyCase.principal];
  return arns.filter((arn) => arn?.startsWith('arn:') === true) as string[];
}
