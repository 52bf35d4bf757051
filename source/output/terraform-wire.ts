import { createHash } from 'node:crypto';
import type { AccountCase, Attachment } from '../account/cases.ts';
import { visible } from '../base/visible.ts';
import type { Outcome } from '../refine/outcome.ts';
import { documentsOf } from './documents.ts';
import { type HclAttribute, hclAttributes, hclString } from './hcl.ts';
import type { SetWork } from './permission-set.ts';
import { pathOf } from './steps.ts';

/**
 * The name of a policy in Terraform: the kind and name of its owner, and its own name. It depends only on the policy,
 * never on what else is written, so it is the same in every run. IAM allows more characters than Terraform; where some
 * are left out, a digest of the whole name follows.
 *
 * @param part from 1; the first has no number
 */
export function terraformName(policyCase: AccountCase, part: number): string {
  const [owner] = policyCase.attachedTo;
  const isOwned = policyCase.kind === 'inline' || policyCase.kind === 'aws-managed';
  const words =
    isOwned && owner !== undefined
      ? [owner.kind.replace('-', '_'), owner.name, policyCase.name]
      : [
          'policy',
          ...(isOwned && policyCase.principal !== undefined ? [policyCase.principal] : []),
          policyCase.name,
        ];
  const [kind = '', ...names] = words;
  const plain = names.map((name) => name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, LONGEST_WORD));
  const isWhole = names.every((name, i) => name === plain[i] && !/^_|__|_$/.test(name));
  const digest = isWhole
    ? ''
    : `__${createHash('sha256').update(words.join('\0')).digest('hex').slice(0, 8)}`;
  return `${kind}_${plain.join('__')}${digest}${part === 1 ? '' : `__${part}`}`;
}

const LONGEST_WORD = 64;

/** A document of a policy in Terraform: its name, and the expression for its JSON. */
export interface TerraformDocument {
  readonly id: string;
  readonly json: string;
}

/**
 * Writes resources with the documents, attachments, and `import` blocks for what exists already (Terraform 1.5 and
 * later).
 */
export function wireFor(
  outcome: Outcome<AccountCase>,
  documents: readonly TerraformDocument[],
  work: SetWork | undefined,
): string[] {
  if (work !== undefined) return setInline(work, documents);
  const { case: policyCase } = outcome;
  const { kind, attachedTo } = policyCase;
  const names = documentsOf(outcome).map(({ name }) => name);
  const [owner] = attachedTo;
  if (kind === 'inline' && owner !== undefined) {
    return documents.flatMap(({ id, json }) => [
      block(
        'resource',
        [`aws_iam_${owner.kind}_policy`, id],
        [
          ['name', hclString(policyCase.name)],
          [owner.kind, hclString(owner.name)],
          ['policy', json],
        ],
      ),
      importBlock(`aws_iam_${owner.kind}_policy.${id}`, `${owner.name}:${policyCase.name}`),
    ]);
  }
  if (kind === 'bare' || kind === 'inline')
    return ['# The inputs do not say which policy this is, so there is no resource for it.\n'];
  const isNew = (part: number): boolean => kind === 'aws-managed' || part > 0;
  const path = kind === 'aws-managed' ? '/' : pathOf(policyCase.arn);
  return documents.flatMap(({ id, json }, part) => [
    block(
      'resource',
      ['aws_iam_policy', id],
      [
        ['name', hclString(names[part] ?? policyCase.name)],
        ['path', hclString(path)],
        ['policy', json],
      ],
      isNew(part)
        ? []
        : [
            '',
            '  # The inputs do not say what they are, and another description would make another policy.',
            '  lifecycle {',
            '    ignore_changes = [description, tags, tags_all]',
            '  }',
          ],
    ),
    ...(isNew(part) || policyCase.arn === undefined
      ? []
      : [importBlock(`aws_iam_policy.${id}`, policyCase.arn)]),
    ...attachedTo.flatMap((each) => attachment(each, id, isNew(part) ? undefined : policyCase.arn)),
  ]);
}

function attachment(to: Attachment, policy: string, existing: string | undefined): string[] {
  const { kind, name } = to;
  if (kind === 'permission-set') {
    return existing === undefined
      ? [
          `# The permission set ${visible(name)} is to refer to it by its name, once it is in each account of the set.\n`,
        ]
      : [];
  }
  const type = `aws_iam_${kind}_policy_attachment`;
  const holder = terraformWord(name);
  const id = `${policy}__${kind}_${holder}`;
  return [
    block(
      'resource',
      [type, id],
      [
        [kind, hclString(name)],
        ['policy_arn', `aws_iam_policy.${policy}.arn`],
      ],
    ),
    ...(existing === undefined ? [] : [importBlock(`${type}.${id}`, `${name}/${existing}`)]),
  ];
}

const UNKNOWN_SET =
  '# The inputs do not say the ARN of the permission set, so there is no resource for it.\n';

/**
 * Writes the set's inline policy. The import's address has the provider's form (documentation of the resource,
 * "Import").
 */
function setInline({ owner: { set }, before }: SetWork, documents: readonly TerraformDocument[]): string[] {
  const { arn, instanceArn } = set ?? {};
  if (documents.length === 0) return [];
  if (arn === undefined || instanceArn === undefined) return [UNKNOWN_SET];
  const type = 'aws_ssoadmin_permission_set_inline_policy';
  return documents.flatMap(({ id, json }) => [
    block(
      'resource',
      [type, id],
      [
        ['instance_arn', hclString(instanceArn)],
        ['permission_set_arn', hclString(arn)],
        ['inline_policy', json],
      ],
    ),
    ...(before === undefined ? [] : [importBlock(`${type}.${id}`, `${arn},${instanceArn}`)]),
  ]);
}

function terraformWord(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, '_');
  return plain === name ? plain : `${plain}__${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

function importBlock(to: string, id: string): string {
  return block(
    'import',
    [],
    [
      ['to', to],
      ['id', hclString(id)],
    ],
  );
}

function block(
  type: string,
  labels: readonly string[],
  attributes: readonly HclAttribute[],
  more: readonly string[] = [],
): string {
  const head = [type, ...labels.map((label) => `"${label}"`), '{'].join(' ');
  return [head, ...hclAttributes(attributes, '  '), ...more, '}', ''].join('\n');
}
