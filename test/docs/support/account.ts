import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/document.ts';
import { ACCOUNT_ID, arnOf, type FakeAccount } from '../../aws/support/account.ts';

interface Detail {
  readonly unusedPermissionDetails: {
    readonly serviceNamespace: string;
    readonly actions?: readonly { readonly action: string }[];
  };
}

/** The worked example as an account of AWS: one role with its policy and its finding. */
export function workedAccount(): FakeAccount {
  const read = (name: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(root, 'examples/worked', name), 'utf8')) as Record<string, unknown>;
  const policy = read('policy.json');
  const finding = read('finding.json');
  const name = String(policy['RoleName']);
  return {
    roles: [
      {
        name,
        inline: { [String(policy['PolicyName'])]: policy['PolicyDocument'] as object },
        attached: [],
      },
    ],
    users: [],
    groups: [],
    policies: [],
    analyzers: [{ name: `unused-${ACCOUNT_ID}`, type: 'ACCOUNT_UNUSED_ACCESS' }],
    findings: [
      {
        id: String(finding['id']),
        resource: arnOf('role', name),
        services: (finding['findingDetails'] as Detail[]).map(({ unusedPermissionDetails: row }) => ({
          service: row.serviceNamespace,
          ...(row.actions === undefined ? {} : { actions: row.actions.map(({ action }) => action) }),
        })),
      },
    ],
  };
}
