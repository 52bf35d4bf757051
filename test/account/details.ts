import { type AccountCase, type CaseOptions, type Cases, casesOf } from '../../source/account/cases.ts';
import type { InputFile } from '../../source/account/facts.ts';
import { readInputs } from '../../source/inputs/read.ts';
import type { CaseSettings } from '../../source/refine/case.ts';
import { catalogOfNames } from '../model/given.ts';

/** A small account, written down shortly, and what the IAM API would say of it. */
export interface SmallAccount {
  readonly roles?: Readonly<Record<string, SmallPrincipal>>;
  readonly users?: Readonly<Record<string, SmallPrincipal & { readonly groups?: readonly string[] }>>;
  readonly groups?: Readonly<Record<string, SmallPrincipal>>;
  /** Managed policies, the name or the whole ARN -> their actions. */
  readonly managed?: Readonly<Record<string, readonly string[] | SmallPolicy>>;
}

interface SmallPrincipal {
  /** name -> actions */
  readonly inline?: Readonly<Record<string, readonly string[]>>;
  /** names, or whole ARNs */
  readonly attached?: readonly string[];
  readonly path?: string;
  readonly boundary?: string;
}

interface SmallPolicy {
  readonly actions: readonly string[];
  readonly attachments?: number;
  readonly versions?: number;
}

const ACCOUNT = '123456789012';

export function arnOf(kind: 'role' | 'user' | 'group' | 'policy', name: string, account = ACCOUNT): string {
  return name.startsWith('arn:') ? name : `arn:aws:iam::${account}:${kind}/${name}`;
}

export function documentOf(actions: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/** The output of `aws iam get-account-authorization-details`. */
export function detailsOf(small: SmallAccount, account = ACCOUNT): object {
  const principal = (key: string, kind: 'role' | 'user' | 'group', name: string, given: SmallPrincipal) => ({
    [`${key}Name`]: name,
    Arn: arnOf(kind, `${given.path ?? ''}${name}`, account),
    [`${key}PolicyList`]: Object.entries(given.inline ?? {}).map(([PolicyName, actions]) => ({
      PolicyName,
      PolicyDocument: documentOf(actions),
    })),
    AttachedManagedPolicies: (given.attached ?? []).map((PolicyName) => ({
      PolicyName,
      PolicyArn: arnOf('policy', PolicyName, account),
    })),
    ...(given.boundary === undefined
      ? {}
      : { PermissionsBoundary: { PermissionsBoundaryArn: arnOf('policy', given.boundary, account) } }),
  });
  const { roles = {}, users = {}, groups = {}, managed = {} } = small;
  return {
    UserDetailList: Object.entries(users).map(([name, user]) => ({
      ...principal('User', 'user', name, user),
      GroupList: user.groups ?? [],
    })),
    GroupDetailList: Object.entries(groups).map(([name, group]) => principal('Group', 'group', name, group)),
    RoleDetailList: Object.entries(roles).map(([name, role]) => principal('Role', 'role', name, role)),
    Policies: Object.entries(managed).map(([name, given]) => {
      const {
        actions,
        attachments,
        versions = 1,
      }: SmallPolicy = 'actions' in given ? given : { actions: given };
      return {
        PolicyName: name.slice(name.lastIndexOf('/') + 1),
        Arn: arnOf('policy', name, account),
        DefaultVersionId: `v${versions}`,
        ...(attachments === undefined ? {} : { AttachmentCount: attachments }),
        PolicyVersionList: Array.from({ length: versions }, (_, i) => ({
          VersionId: `v${i + 1}`,
          IsDefaultVersion: i + 1 === versions,
          Document: documentOf(actions),
        })),
      };
    }),
    IsTruncated: false,
  };
}

/** A finding of Access Analyzer; `service:*` is a whole service. */
export function findingOf(resource: string, unused: readonly string[]): object {
  const services = Map.groupBy(unused, (action) => action.slice(0, action.indexOf(':')));
  return {
    id: `finding-${resource}`,
    resource,
    status: 'ACTIVE',
    findingType: 'UnusedPermission',
    findingDetails: [...services].map(([serviceNamespace, actions]) => ({
      unusedPermissionDetails: {
        serviceNamespace,
        ...(actions.includes(`${serviceNamespace}:*`)
          ? {}
          : { actions: actions.map((action) => ({ action: action.slice(serviceNamespace.length + 1) })) }),
      },
    })),
  };
}

/** Files from their contents; names are given where they matter. */
export function filesOf(
  ...contents: readonly (object | readonly [name: string, content: object])[]
): InputFile[] {
  return contents.map((given, i) => {
    const isNamed = Array.isArray(given) && typeof given[0] === 'string';
    const [name, content] = isNamed ? (given as [string, object]) : [`${i + 1}.json`, given];
    return { name, text: JSON.stringify(content, null, 2) };
  });
}

/** What is the same for all cases, where it does not matter. */
export const SETTINGS: CaseSettings = { catalog: catalogOfNames({}), generalize: 'shortest' };

export function casesIn(files: readonly InputFile[], options: Partial<CaseOptions> = {}): Cases {
  return casesOf(readInputs(files), { ...SETTINGS, ...options });
}

/** The one case of that name, or of that principal and name. */
export function caseNamed(cases: Cases, name: string, principal?: string): AccountCase {
  const found = cases.cases.filter(
    (policyCase) =>
      policyCase.name === name && (principal === undefined || policyCase.principal === principal),
  );
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`${found.length} cases ${name}: ${cases.cases.map(({ id }) => id).join(' ')}`);
  }
  return found[0];
}

/** Which of the actions are unused. */
export function unusedOf({ unused }: AccountCase, ...actions: readonly string[]): string[] {
  return actions.filter((action) => unused.has(action));
}
