import { arnOf, type FakeAccount, type FakePolicy, type FakePrincipal } from './account.ts';
import { queryAnswer, queryError, type Shape } from './xml.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

type Parameters = Readonly<Record<string, string>>;
type Result = { readonly [name: string]: Shape | undefined };

const DATE = '2024-05-29T07:25:34Z';

/** IAM, as far as it can be read: answers with the shapes of its API reference, `size` items a page. */
export class FakeIam {
  readonly #account: FakeAccount;
  readonly #size: number;
  /** what last-accessed jobs are about, by their ids, and how often each was asked after */
  readonly #jobs = new Map<string, { readonly arn: string; asked: number }>();

  constructor(account: FakeAccount, size: number) {
    this.#account = account;
    this.#size = size;
  }

  answer(operation: string, given: Parameters): Reply {
    const result = this.#result(operation, given);
    if (result === undefined) {
      return xml(404, queryError('NoSuchEntity', `The role with name ${given['RoleName']} cannot be found.`));
    }
    return xml(200, queryAnswer(operation, result));
  }

  #result(operation: string, given: Parameters): Result | undefined {
    const { roles, users, groups } = this.#account;
    const role = roles.find(({ name }) => name === given['RoleName']);
    const user = users.find(({ name }) => name === given['UserName']);
    const group = groups.find(({ name }) => name === given['GroupName']);
    const owner = role ?? user ?? group;
    switch (operation) {
      case 'GetAccountAuthorizationDetails':
        return this.#details(given);
      case 'GetRole':
        return role && { Role: this.#roleHead(role) };
      case 'GetUser':
        return user && { User: head('User', 'user', user) };
      case 'GetGroup': {
        if (group === undefined) return undefined;
        const members = users.filter((each) => each.groups.includes(group.name));
        const page = this.#page(
          members.map((each) => head('User', 'user', each)),
          given,
        );
        return { Group: head('Group', 'group', group), Users: page.items, ...page.end };
      }
      case 'ListRolePolicies':
      case 'ListUserPolicies':
      case 'ListGroupPolicies': {
        if (owner === undefined) return undefined;
        const page = this.#page(Object.keys(owner.inline), given);
        return { PolicyNames: page.items, ...page.end };
      }
      case 'GetRolePolicy':
      case 'GetUserPolicy':
      case 'GetGroupPolicy': {
        const document = owner?.inline[given['PolicyName'] ?? ''];
        return document && { PolicyName: given['PolicyName'], PolicyDocument: encoded(document) };
      }
      case 'ListAttachedRolePolicies':
      case 'ListAttachedUserPolicies':
      case 'ListAttachedGroupPolicies': {
        if (owner === undefined) return undefined;
        const page = this.#page(owner.attached.map(attachment), given);
        return { AttachedPolicies: page.items, ...page.end };
      }
      case 'ListGroupsForUser': {
        if (user === undefined) return undefined;
        const its = groups.filter(({ name }) => user.groups.includes(name));
        const page = this.#page(
          its.map((each) => head('Group', 'group', each)),
          given,
        );
        return { Groups: page.items, ...page.end };
      }
      case 'GetPolicy':
      case 'ListPolicyVersions':
      case 'GetPolicyVersion':
        return this.#policy(operation, given);
      case 'GenerateServiceLastAccessedDetails': {
        const id = `job-${this.#jobs.size + 1}`;
        this.#jobs.set(id, { arn: given['Arn'] ?? '', asked: 0 });
        return given['Granularity'] === 'ACTION_LEVEL' ? { JobId: id } : undefined;
      }
      case 'GetServiceLastAccessedDetails':
        return this.#lastAccessed(given);
      default:
        return undefined;
    }
  }

  #policy(operation: string, given: Parameters): Result | undefined {
    const policy = this.#account.policies.find(({ arn }) => arn === given['PolicyArn']);
    if (policy === undefined) return undefined;
    const versions = versionsOf(policy);
    if (operation === 'GetPolicy') return { Policy: this.#policyHead(policy) };
    if (operation === 'GetPolicyVersion') {
      return { PolicyVersion: versions.find(({ VersionId }) => VersionId === given['VersionId']) };
    }
    const page = this.#page(
      versions.map(({ Document: _, ...version }) => version),
      given,
    );
    return { Versions: page.items, ...page.end };
  }

  #details(given: Parameters): Result {
    const { roles, users, groups, policies } = this.#account;
    const lists: Record<string, Shape[]> = {
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: [],
      Policies: [],
    };
    const all: (readonly [string, Shape])[] = [
      ...users.map((user) => {
        const detail = { ...head('User', 'user', user), ...policiesOf('User', user), GroupList: user.groups };
        return ['UserDetailList', detail] as const;
      }),
      ...groups.map((group) => {
        return [
          'GroupDetailList',
          { ...head('Group', 'group', group), ...policiesOf('Group', group) },
        ] as const;
      }),
      ...roles.map((role) => {
        return ['RoleDetailList', { ...this.#roleHead(role), ...policiesOf('Role', role) }] as const;
      }),
      ...policies.map((policy) => {
        const detail = { ...this.#policyHead(policy), PolicyVersionList: versionsOf(policy) };
        return ['Policies', detail] as const;
      }),
    ];
    const page = this.#page(
      all.map(([list, item]) => ({ list, item })),
      given,
    );
    for (const { list, item } of page.items) lists[list]?.push(item);
    return { ...lists, ...page.end };
  }

  #roleHead(role: FakePrincipal): Result {
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] };
    return {
      ...head('Role', 'role', role),
      AssumeRolePolicyDocument: encoded(trust),
      MaxSessionDuration: 3600,
      RoleLastUsed: { LastUsedDate: DATE, Region: 'eu-west-1' },
    };
  }

  #policyHead({ arn, versions }: FakePolicy): Result {
    const { roles, users, groups } = this.#account;
    const owners = [...roles, ...users, ...groups].filter(({ attached }) => attached.includes(arn));
    return {
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      PolicyId: 'ANPAEXAMPLE',
      Arn: arn,
      Path: '/',
      DefaultVersionId: `v${versions.length}`,
      AttachmentCount: owners.length,
      IsAttachable: true,
      CreateDate: DATE,
      UpdateDate: DATE,
    };
  }

  /** The first answer says that the job is still running. */
  #lastAccessed(given: Parameters): Result | undefined {
    const job = this.#jobs.get(given['JobId'] ?? '');
    if (job === undefined) return undefined;
    const head = { JobType: 'ACTION_LEVEL', JobCreationDate: DATE };
    if (job.asked++ === 0) return { ...head, JobStatus: 'IN_PROGRESS' };
    const finding = this.#account.findings.find(({ resource }) => resource === job.arn);
    const services = (finding?.services ?? []).map(({ service, actions }) => ({
      ServiceName: service,
      ServiceNamespace: service,
      TotalAuthenticatedEntities: 1,
      LastAuthenticated: actions === undefined ? undefined : DATE,
      TrackedActionsLastAccessed: (actions ?? []).map((ActionName) => ({ ActionName })),
    }));
    const page = this.#page(services, given);
    const done = { JobStatus: 'COMPLETED', JobCompletionDate: DATE };
    return { ...head, ...done, ServicesLastAccessed: page.items, ...page.end };
  }

  #page<T>(all: readonly T[], { Marker = '' }: Parameters): { items: T[]; end: Result } {
    const start = Marker === '' ? 0 : Number(Marker.replace('from-', ''));
    const end = start + this.#size;
    const more = end < all.length;
    return {
      items: all.slice(start, end),
      end: { IsTruncated: more, ...(more ? { Marker: `from-${end}` } : {}) },
    };
  }
}

function head(key: string, kind: 'role' | 'user' | 'group', { name, path = '/' }: FakePrincipal): Result {
  return {
    Path: path,
    [`${key}Name`]: name,
    [`${key}Id`]: 'AIDAEXAMPLE',
    Arn: arnOf(kind, name, path),
    CreateDate: DATE,
  };
}

function policiesOf(key: string, { inline, attached }: FakePrincipal): Result {
  return {
    [`${key}PolicyList`]: Object.entries(inline).map(([PolicyName, document]) => ({
      PolicyName,
      PolicyDocument: encoded(document),
    })),
    AttachedManagedPolicies: attached.map(attachment),
  };
}

function attachment(arn: string): { PolicyName: string; PolicyArn: string } {
  return { PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn };
}

function versionsOf({
  versions,
}: FakePolicy): { VersionId: string; Document: string; IsDefaultVersion: boolean; CreateDate: string }[] {
  return versions.map((document, i) => ({
    VersionId: `v${versions.length - i}`,
    Document: encoded(document),
    IsDefaultVersion: i === 0,
    CreateDate: DATE,
  }));
}

/** As IAM has documents: RFC 3986, where `encodeURIComponent` leaves a few characters alone. */
function encoded(document: object): string {
  return encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function xml(status: number, body: string): Reply {
  return { status, body, type: 'text/xml' };
}
