import type { AccountCase, Attachment } from '../../account/cases.ts';
import { KINDS } from '../../account/facts.ts';
import { QUOTAS } from '../../account/quota.ts';
import { visible } from '../../base/visible.ts';
import { quotaSize } from '../../policy/size.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { isUnchanged, type ResultDocument } from '../documents.ts';
import { headLine } from '../head-line.ts';
import { titleOf } from '../names.ts';
import type { OutputContext, ProvenPolicy } from '../result.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { CANONICAL } from './bash/canonical.ts';
import { COMMON } from './bash/common.ts';
import { EXCHANGE } from './bash/exchange.ts';
import { INLINE } from './bash/inline.ts';
import { MANAGED } from './bash/managed.ts';
import { PERMISSION_SET } from './bash/permission-set.ts';
import { VERSIONS } from './bash/versions.ts';
import { hereDocument, shellWord } from './shell.ts';
import type { Task } from './task.ts';

/**
 * Writes the bash script for one policy.
 *
 * @param name the script's file name, for its head
 * @throws InputError for names that cannot stand on a command line
 */
export function scriptOf(
  result: ProvenPolicy,
  task: Exclude<Task, { kind: 'together' }>,
  name: string,
  context: OutputContext,
): string {
  const { outcome } = result;
  if (task.kind === 'refused') return refusalScript(result, task.reason, context);
  const asks = variablesAsked(outcome, task);
  const changed = task.kind === 'permission-set' ? task.work.members : [result];
  const lines = [
    ...head(result, changed, context, [
      `what is done ${howOf(task)}`,
      '',
      `bash ${name} plan       reads only: what AWS has, and what apply would do`,
      `bash ${name} apply      puts the result in place`,
      `bash ${name} verify     says whether it is in place`,
      `bash ${name} rollback   puts the original back`,
      ...asks.flatMap((variable) => ['', `Set ${variable}: ${EXPLAINED[variable]}.`]),
    ]),
    'set -feuo pipefail',
    '# No pager and no questions, texts in UTF-8.',
    "export AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off AWS_CLI_FILE_ENCODING=UTF-8 PYTHONUTF8=1",
    '',
    ...settings(outcome, task),
    '',
    documentFunction(outcome, task),
    '',
    COMMON,
    '',
    CANONICAL,
    '',
    ...functionsFor(task),
    '',
    'main "$@"',
  ];
  return `${lines.join('\n')}\n`;
}

function functionsFor(task: Work): string[] {
  switch (task.kind) {
    case 'inline':
      return [INLINE];
    case 'versions':
      return [MANAGED, '', VERSIONS];
    case 'exchange':
      return [MANAGED, '', EXCHANGE];
    case 'permission-set':
      return [PERMISSION_SET];
  }
}

/** A task that the script carries out. */
type Work = Exclude<Task, { kind: 'refused' | 'together' }>;

type Variable = 'POLICY_ARN' | 'PRINCIPALS' | 'PERMISSION_SET_ARN';

/** The variables that the person who runs the script must set, because the inputs do not tell them. */
const EXPLAINED: Readonly<Record<Variable, string>> = {
  POLICY_ARN: 'the ARN of the policy that this is about',
  PERMISSION_SET_ARN: 'the ARN of the permission set, arn:aws:sso:::permissionSet/ssoins-…/ps-…',
  PRINCIPALS: 'all those whom the finding is about and who have the policy, such as role/MyRole user/jane',
};

function variablesAsked(outcome: Outcome<AccountCase>, task: Work): Variable[] {
  switch (task.kind) {
    case 'inline':
      return [];
    case 'permission-set':
      return task.work.owner.set?.arn === undefined ? ['PERMISSION_SET_ARN'] : [];
    case 'versions':
    case 'exchange':
      return [
        ...(outcome.case.arn === undefined ? (['POLICY_ARN'] as const) : []),
        ...(knownTo(outcome).length === 0 ? (['PRINCIPALS'] as const) : []),
      ];
  }
}

/** The principals that the review knew to have the policy, such as `role/MyRole`. */
function knownTo({ case: policyCase }: Outcome<AccountCase>): string[] {
  const { attachedTo, holders, account } = policyCase;
  const known: readonly Attachment[] = attachedTo.length === 0 ? holders : attachedTo;
  // For a permission set, this is the role that the set made in the policy's account.
  return known.flatMap(({ kind, name, set }) =>
    kind === 'permission-set'
      ? (set?.roles ?? []).filter((role) => role.account === account).map((role) => `role/${role.name}`)
      : [`${kind}/${name}`],
  );
}

function settings(outcome: Outcome<AccountCase>, task: Work): string[] {
  const { case: policyCase } = outcome;
  // A permission set is changed from the account of the organisation that manages it, which nothing here names.
  const [partition = '', account = ''] = task.kind === 'permission-set' ? [] : whereabouts(outcome);
  const always = [
    `title=${shellWord(visible(titleOf(policyCase)))}`,
    `how=${shellWord(howOf(task))}`,
    `partition=${shellWord(partition)}`,
    `account=${shellWord(account)}`,
    `has_result=${hasResult(task) ? 'result' : "''"}`,
  ];
  const size = (document: ResultDocument | undefined): string =>
    `result_size=${quotaSize(document?.text ?? '')}`;
  if (task.kind === 'inline') {
    const { owner, name, result } = task;
    return [
      ...always,
      size(result),
      `quota=${QUOTAS.inline[owner.kind]}`,
      `kind=${owner.kind}`,
      `owner=${shellWord(owner.name)}`,
      `name=${shellWord(name)}`,
    ];
  }
  if (task.kind === 'permission-set') {
    const { owner, document, detached } = task.work;
    const { arn, instanceArn } = owner.set ?? {};
    return [
      ...always,
      size(document),
      `quota=${QUOTAS.inline['permission-set']}`,
      `detached=${shellWord(detached.join(' '))}`,
      `set=${arn === undefined ? `\${PERMISSION_SET_ARN:?set it to ${EXPLAINED.PERMISSION_SET_ARN}}` : shellWord(arn)}`,
      ...(instanceArn === undefined
        ? ['instance=${set%/ps-*}', 'instance=${instance/permissionSet/instance}']
        : [`instance=${shellWord(instanceArn)}`]),
    ];
  }
  const known = knownTo(outcome);
  const added = task.added.map(({ name }) => shellWord(name)).join(' ');
  const own = [
    `arn=${policyCase.arn === undefined ? `\${POLICY_ARN:?set it to ${EXPLAINED.POLICY_ARN}}` : shellWord(policyCase.arn)}`,
    known.length === 0
      ? `read -r -a known <<<"\${PRINCIPALS:?set it to ${EXPLAINED.PRINCIPALS}}"`
      : `known=(${known.map(shellWord).join(' ')})`,
    `added=(${added})`,
  ];
  if (task.kind === 'exchange') {
    return [...always, ...own, 'added_path=/', 'mark="coppice: in the place of $arn"'];
  }
  return [
    ...always,
    size(task.result),
    `quota=${QUOTAS.managedPolicy}`,
    ...own,
    '# What is added has the path of the policy itself.',
    'added_path=/$' + '{arn#*:policy/}',
    'added_path=$' + '{added_path%/*}/',
    'mark="coppice: a part of $arn"',
  ];
}

function hasResult(task: Work): boolean {
  return task.kind === 'permission-set' || (task.kind !== 'exchange' && task.result !== undefined);
}

/** Partition and account, as far as the inputs tell. */
function whereabouts({ case: policyCase }: Outcome<AccountCase>): string[] {
  const { arn = '', attachedTo, holders, principal, account = '' } = policyCase;
  const arns = [arn, ...attachedTo.map((each) => each.arn), ...holders.map((each) => each.arn), principal];
  for (const each of arns) {
    const [, partition, own] = /^arn:([\w-]+):iam::(\d{12}):/.exec(each ?? '') ?? [];
    if (partition !== undefined && own !== undefined) return [partition, own];
  }
  return [/^arn:([\w-]+):iam::/.exec(arn)?.[1] ?? '', /^\d{12}$/.test(account) ? account : ''];
}

/** The bash function `document NAME`, which prints a document; `reviewed` is the one that the review saw. */
function documentFunction(outcome: Outcome<AccountCase>, task: Work): string {
  const documents: [string, string][] = [];
  if (task.kind === 'permission-set') {
    // A set without an inline policy has an empty one.
    documents.push(['reviewed', task.work.before ?? ''], ['result', task.work.document?.text ?? '']);
  } else {
    documents.push(['reviewed', outcome.case.policy.text]);
    if (task.kind !== 'exchange' && task.result !== undefined) documents.push(['result', task.result.text]);
  }
  if (task.kind === 'versions' || task.kind === 'exchange') {
    for (const [i, { text }] of task.added.entries()) documents.push([`result-${i + 1}`, text]);
  }
  // These lines are not indented: a here-document ends only at a word at the start of a line.
  const cases = documents.flatMap(([name, text]) => {
    const { redirect, body } = hereDocument(text);
    return [`${name})`, `cat ${redirect}`, body, ';;'];
  });
  return ['document() {', 'case $1 in', ...cases, 'esac', '}'].join('\n');
}

/** What is done, as the end of a sentence. */
function howOf(task: Work): string {
  switch (task.kind) {
    case 'inline':
      return task.result === undefined ? 'the inline policy is deleted' : 'the inline policy is overwritten';
    case 'versions':
      return task.added.length === 0
        ? 'the policy gets a new version'
        : `the policy gets a new version, and ${task.added.length} more that the quota asks for`;
    case 'permission-set': {
      const { document, detached } = task.work;
      const inline = document === undefined ? 'has no inline policy any more' : 'gets the inline policy';
      const taken = detached.length === 0 ? '' : `, gives up ${detached.join(' and ')}`;
      return `the permission set ${inline}${taken}, and is provisioned to its accounts`;
    }
    case 'exchange':
      return task.added.length === 0 ? 'the policy is detached, not deleted' : 'a new policy takes its place';
  }
}

function refusalScript(result: ProvenPolicy, reason: string, context: OutputContext): string {
  const said = visible(`${titleOf(result.outcome.case)}: ${reason}`);
  return `${[
    ...head(result, [result], context, [`what is done nothing: ${reason}`]),
    `printf '%s\\n' ${shellWord(said)} 'This script does nothing.' >&2`,
    'exit 1',
  ].join('\n')}\n`;
}

/** @param changed those whose changes are put in place */
function head(
  result: ProvenPolicy,
  changed: readonly ProvenPolicy[],
  context: OutputContext,
  says: readonly string[],
): string[] {
  const { outcome } = result;
  const lines = [
    '',
    'Review this before you run it: it changes IAM.',
    '',
    `policy       ${titleOf(outcome.case)}`,
    `is           ${whatItIs(outcome)}`,
    `made by      ${headLine(result, context)}`,
    ...says,
    '',
    ...changed.flatMap(({ outcome: each }) =>
      isUnchanged(each)
        ? []
        : [
            changed.length === 1 ? 'What changes in the policy:' : `What changes in ${titleOf(each.case)}:`,
            '',
            ...unifiedDiff(each).trimEnd().split('\n'),
            '',
          ],
    ),
  ];
  return ['#!/usr/bin/env bash', ...lines.map((line) => `# ${visible(line)}`.trimEnd())];
}

function whatItIs({ case: policyCase }: Outcome<AccountCase>): string {
  const where = policyCase.attachedTo.map(({ kind, name }) => `${KINDS[kind]} ${name}`).join(', ');
  switch (policyCase.kind) {
    case 'inline':
      return `an inline policy of ${where === '' ? (policyCase.principal ?? 'an unknown principal') : where}`;
    case 'customer-managed':
    case 'aws-managed':
      return [
        `${policyCase.kind === 'aws-managed' ? 'an AWS-managed' : 'a customer-managed'} policy`,
        ...(policyCase.arn === undefined ? [] : [policyCase.arn]),
        ...(where === '' ? [] : [`attached to ${where}`]),
      ].join(', ');
    default:
      return 'a policy document; taken to be a customer-managed policy, since the file does not say';
  }
}
