import type { GetFindingRecommendationResponse } from '@aws-sdk/client-accessanalyzer';
import type { Event, LookupEventsRequest } from '@aws-sdk/client-cloudtrail';
import type { GetRecommendedPolicyV2Response } from '@aws-sdk/client-securityhub';
import type { DescribePermissionSetResponse } from '@aws-sdk/client-sso-admin';
import type { FakeAccount } from './account.ts';
import { json } from './fake-analyzer.ts';
import type { Reply } from './fake-iam.ts';

const DATE = '2024-05-29T07:25:34Z';
const DAY = 86_400;
const STEPS = ['CREATE_POLICY', 'DETACH_POLICY'] as const;

/** As JSON has it: moments are texts, or seconds since 1970. */
type OnTheWire<T> = T extends Date
  ? string | number
  : T extends readonly (infer Item)[]
    ? OnTheWire<Item>[]
    : T extends object
      ? { [Key in keyof T]: OnTheWire<T[Key]> }
      : T;

const RECOMMENDED = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' }],
});

/** The services that a pull asks only where it is told to: answers with the shapes of the SDKs' own types. */
export class FakeOthers {
  readonly #account: FakeAccount;
  readonly #size: number;
  /** recommendations that were started, and how often each was asked after */
  readonly #started = new Map<string, number>();

  constructor(account: FakeAccount, size: number) {
    this.#account = account;
    this.#size = size;
  }

  /** Starts a recommendation (POST), or has one (GET), of either service. */
  recommendation(method: string, id: string, query: URLSearchParams, service: string): Reply {
    if (method === 'POST') {
      this.#started.set(id, 0);
      return json(200, {});
    }
    const asked = this.#started.get(id);
    if (asked === undefined) return json(404, { message: 'not started' }, 'ResourceNotFoundException');
    this.#started.set(id, asked + 1);
    const isHub = service === 'securityhub';
    const finding = this.#account.findings.find((each) => each.id === id.replace('hub-', ''));
    const resource = finding?.resource ?? '';
    const status = asked === 0 ? 'IN_PROGRESS' : finding?.cannot === undefined ? 'SUCCEEDED' : 'FAILED';
    const page = this.#page(status === 'SUCCEEDED' ? STEPS : [], token(query));
    if (isHub) {
      const answer: OnTheWire<GetRecommendedPolicyV2Response> = {
        ResourceArn: resource,
        RecommendationType: 'UNUSED_PERMISSION_RECOMMENDATION',
        Status: status,
        RecommendationSteps: page.items.map((RecommendedAction) => ({
          UnusedPermissions: {
            RecommendedAction,
            ExistingPolicyId: 'S3AndLambda',
            ExistingPolicy: RECOMMENDED,
            ...(RecommendedAction === 'CREATE_POLICY' ? { RecommendedPolicy: RECOMMENDED } : {}),
          },
        })),
        ...(page.next === undefined ? {} : { NextToken: page.next }),
        ...(status === 'FAILED' ? { Error: { Code: 'X', Message: finding?.cannot } } : {}),
      };
      return json(200, answer);
    }
    const answer: OnTheWire<GetFindingRecommendationResponse> = {
      startedAt: DATE,
      ...(status === 'IN_PROGRESS' ? {} : { completedAt: DATE }),
      resourceArn: resource,
      recommendationType: 'UnusedPermissionRecommendation',
      status,
      recommendedSteps: page.items.map((recommendedAction) => ({
        unusedPermissionsRecommendedStep: {
          recommendedAction,
          existingPolicyId: 'S3AndLambda',
          ...(recommendedAction === 'CREATE_POLICY' ? { recommendedPolicy: RECOMMENDED } : {}),
        },
      })),
      ...(page.next === undefined ? {} : { nextToken: page.next }),
      ...(status === 'FAILED' ? { error: { code: 'X', message: finding?.cannot } } : {}),
    };
    return json(200, answer);
  }

  /** Security Hub's findings in OCSF: each finding of the account, and one of another kind beside it. */
  hubFindings(body: string): Reply {
    const asked = JSON.parse(body);
    const arn = asked.Filters.CompositeFilters[0].StringFilters[0].Filter.Value;
    const its = this.#account.findings.filter(
      ({ resource, status }) => resource === arn && status === undefined,
    );
    const all = its.flatMap(({ id }) => [
      { metadata: { uid: `hub-${id}` }, finding_info: { title: 'Unused permissions of a role', types: [] } },
      { metadata: { uid: `other-${id}` }, finding_info: { title: 'Unused role', types: [] } },
    ]);
    const page = this.#page(all, asked.NextToken);
    return json(200, { Findings: page.items, NextToken: page.next });
  }

  /** `lookup-events`: as many events a day, evenly, as the account says. */
  lookupEvents(body: string, region: string): Reply {
    const { StartTime, EndTime, NextToken } = JSON.parse(body) as OnTheWire<LookupEventsRequest>;
    const events: OnTheWire<Event>[] = [];
    const step = DAY / (this.#account.callsADay ?? 2);
    for (let at = Math.floor(Number(EndTime) / step) * step; at >= Number(StartTime); at -= step) {
      events.push({ EventId: `${region}-${at}`, EventTime: at, CloudTrailEvent: eventAt(at, region) });
    }
    const page = this.#page(events, NextToken);
    return json(200, { Events: page.items, NextToken: page.next });
  }

  sso(operation: string, body: string): Reply {
    const { NextToken, PermissionSetArn = '' } = JSON.parse(body) as Record<string, string>;
    const sets = this.#account.permissionSets ?? [];
    const set = sets.find(({ name }) => PermissionSetArn === setArn(name));
    const list = (key: string, all: readonly object[] | readonly string[]): Reply => {
      const page = this.#page<object | string>(all, NextToken);
      return json(200, { [key]: page.items, NextToken: page.next });
    };
    if (operation === 'ListInstances') {
      const instance = { InstanceArn: 'arn:aws:sso:::instance/ssoins-6600aabbccdd1122' };
      return list('Instances', sets.length === 0 ? [] : [instance]);
    }
    if (operation === 'ListPermissionSets')
      return list(
        'PermissionSets',
        sets.map(({ name }) => setArn(name)),
      );
    if (set === undefined) return json(400, { message: 'no such set' }, 'ResourceNotFoundException');
    switch (operation) {
      case 'DescribePermissionSet': {
        const answer: OnTheWire<DescribePermissionSetResponse> = {
          PermissionSet: { Name: set.name, PermissionSetArn: setArn(set.name), CreatedDate: 1_700_000_000 },
        };
        return json(200, answer);
      }
      case 'GetInlinePolicyForPermissionSet':
        return json(200, { InlinePolicy: set.inline === undefined ? '' : JSON.stringify(set.inline) });
      case 'ListManagedPoliciesInPermissionSet':
        return list(
          'AttachedManagedPolicies',
          set.managed.map((Arn) => ({ Name: Arn.slice(Arn.lastIndexOf('/') + 1), Arn })),
        );
      case 'ListCustomerManagedPolicyReferencesInPermissionSet':
        return list('CustomerManagedPolicyReferences', [{ Name: 'team-logs', Path: '/' }]);
      case 'ListAccountsForProvisionedPermissionSet':
        return list('AccountIds', set.accounts);
      default:
        return json(403, { message: 'not a read' }, 'AccessDeniedException');
    }
  }

  #page<T>(all: readonly T[], given: string | undefined): { items: readonly T[]; next: string | undefined } {
    const start = Number(given ?? 0);
    const end = start + this.#size;
    return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
  }
}

function token(query: URLSearchParams): string | undefined {
  return query.get('nextToken') ?? query.get('NextToken') ?? undefined;
}

function setArn(name: string): string {
  return `arn:aws:sso:::permissionSet/ssoins-6600aabbccdd1122/ps-${name}`;
}

function eventAt(at: number, awsRegion: string): string {
  return JSON.stringify({
    eventTime: new Date(at * 1000).toISOString(),
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    awsRegion,
    userIdentity: {
      type: 'AssumedRole',
      sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/MyRole' } },
    },
  });
}
