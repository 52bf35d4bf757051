import type { AccountCase } from '../../account/cases.ts';
import { visible } from '../../base/visible.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { isUnchanged } from '../documents.ts';
import { headLine } from '../head-line.ts';
import { fileNames, titleOf } from '../names.ts';
import { overQuota } from '../notes.ts';
import type { OutputContext, Rendered, ReviewedPolicy } from '../result.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { prelude } from './prelude.ts';
import { accountOf, type Plan, planOf, type Step, type Variable } from './steps.ts';

/**
 * A bash script for each policy that changes: run as it is it puts the result in place with the AWS CLI, run with
 * `rollback` it puts the original back.
 *
 * @throws InputError for names that cannot stand on a command line
 */
export function renderAwsCli(results: readonly ReviewedPolicy[], context: OutputContext): Rendered {
  const names = fileNames(results, '.sh');
  return {
    files: results.flatMap((result, i) =>
      isUnchanged(result.outcome)
        ? []
        : [{ name: names[i] ?? '', text: script(result, names[i] ?? '', context), executable: true }],
    ),
    notes: results.flatMap(({ outcome }) => {
      const title = titleOf(outcome.case);
      if (isUnchanged(outcome)) return [`${title}: unchanged, so there is nothing to run`];
      const over = overQuota(outcome);
      return over === undefined ? [] : [`${title}: ${over}`];
    }),
  };
}

function script(result: ReviewedPolicy, name: string, context: OutputContext): string {
  const { outcome } = result;
  const plan = planOf(outcome);
  const steps = [...plan.apply, ...plan.rollback];
  const asks = new Set(steps.flatMap((step) => step.asks ?? []));
  const account = accountOf(outcome);
  const start: Step[] =
    account === undefined ? [] : [{ lines: [`require_account ${account}`], uses: ['require_account'] }];
  const usage = [`Usage: ${[...asked(asks)].map((each) => `${each}=… `).join('')}bash ${name} [rollback]`];
  return `${[
    '#!/usr/bin/env bash',
    head(result, plan, name, asks, context),
    'set -euo pipefail',
    '# Output without a pager, documents as they are, whatever the locale.',
    "export AWS_PAGER='' AWS_CLI_FILE_ENCODING=UTF-8",
    '',
    prelude(['say', ...[...start, ...steps].flatMap(({ uses }) => uses)]),
    '',
    ...shellFunction('apply', plan.apply),
    '',
    ...shellFunction('rollback', plan.rollback),
    '',
    `action=\${1-apply}`,
    'if [[ $# -gt 1 || ( $action != apply && $action != rollback ) ]]; then',
    ...usage.map((line) => `  say '${line}'`),
    '  exit 2',
    'fi',
    ...asked(asks).map((variable) => `: "\${${variable}:?${EXPLAINED[variable]}}"`),
    ...start.flatMap(({ lines }) => lines),
    ...(asks.has('account') ? ['account=$(aws sts get-caller-identity --query Account --output text)'] : []),
    '"$action"',
    'say "Done: $action"',
  ].join('\n')}\n`;
}

const EXPLAINED = {
  POLICY_ARN: 'set it to the ARN of the policy that this is about',
  PRINCIPALS: 'set it to those who have the policy, such as role/MyRole user/jane',
} as const;

function asked(asks: ReadonlySet<Variable>): (keyof typeof EXPLAINED)[] {
  return (['POLICY_ARN', 'PRINCIPALS'] as const).filter((variable) => asks.has(variable));
}

function shellFunction(name: string, steps: readonly Step[]): string[] {
  // Nothing is indented: a here-document ends only at a word at the start of a line.
  return [`${name}() {`, ...steps.flatMap(({ lines }) => lines), '}'];
}

function head(
  result: ReviewedPolicy,
  plan: Plan,
  name: string,
  asks: ReadonlySet<Variable>,
  context: OutputContext,
): string {
  const { outcome } = result;
  const lines = [
    '',
    'Review this before you run it: it changes IAM.',
    '',
    `  policy       ${titleOf(outcome.case)}`,
    `  is           ${whatItIs(outcome)}`,
    `  what is done ${plan.how}`,
    `  made by      ${headLine(result, context)}`,
    '',
    `  bash ${name}            puts the result in place`,
    `  bash ${name} rollback   puts the original back`,
    ...asked(asks).flatMap((variable) => ['', `  ${variable}: ${EXPLAINED[variable]}`]),
    '',
    'What changes in the policy:',
    '',
    ...unifiedDiff(outcome).trimEnd().split('\n'),
    '',
  ];
  return lines.map((line) => `# ${visible(line)}`.trimEnd()).join('\n');
}

function whatItIs({ case: policyCase }: Outcome<AccountCase>): string {
  const where = policyCase.attachedTo.map(({ kind, name }) => `${kind} ${name}`).join(', ');
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
