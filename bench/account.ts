import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Catalog } from '../source/catalog/catalog.ts';
import { fold } from '../source/pattern/fold.ts';
import { matches } from '../source/pattern/match.ts';
import { parsePattern } from '../source/pattern/pattern.ts';
import { newestCatalog } from './inputs.ts';
import { randomFrom, shuffled } from './random.ts';

/** A file of a generated account, laid out as the AWS CLI writes it. */
interface AccountFile {
  readonly path: string;
  readonly text: string;
}

const ACCOUNT = '111122223333';
const PAGE = 1_000;
/** Services that roles use, the most usual first. */
const USUAL =
  'logs s3 kms xray ssm dynamodb sqs sns lambda ec2 cloudwatch secretsmanager events states ecr rds glue athena iam kinesis ecs elasticloadbalancing autoscaling cloudformation route53'.split(
    ' ',
  );
const AWS_MANAGED: Readonly<Record<string, readonly string[]>> = {
  AmazonS3ReadOnlyAccess: [
    's3:Get*',
    's3:List*',
    's3:Describe*',
    's3-object-lambda:Get*',
    's3-object-lambda:List*',
  ],
  AWSLambdaBasicExecutionRole: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  AmazonSQSFullAccess: ['sqs:*'],
  AmazonEC2ReadOnlyAccess: [
    'ec2:Describe*',
    'elasticloadbalancing:Describe*',
    'cloudwatch:ListMetrics',
    'autoscaling:Describe*',
  ],
};

/**
 * An account with so many roles, the same one each time: the pages of `aws iam get-account-authorization-details` and
 * a finding for nine roles in ten. A role has one or two inline policies and some managed ones, of which those of the
 * account are shared by twenty roles each; one role in a hundred may do everything.
 */
function* accountOf(roles: number, catalog: Catalog = newestCatalog()): Generator<AccountFile> {
  const random = randomFrom(roles);
  const teams = Math.max(1, Math.ceil(roles / 20));
  const shared = Array.from({ length: teams }, () => actionsFor(2 + Math.floor(random() * 3), random));
  const unusedIn = reporter(catalog);
  const awsNames = Object.keys(AWS_MANAGED);
  const page: object[] = [];
  for (let i = 0; i < roles; i++) {
    const name = `service-${String(i).padStart(5, '0')}`;
    const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const isAdmin = i % 100 === 99;
    const inline = isAdmin
      ? [['*']]
      : Array.from({ length: random() < 0.3 ? 2 : 1 }, () =>
          actionsFor(2 + Math.floor(random() * 4), random),
        );
    const team = Math.floor(random() * teams);
    const aws = random() < 0.5 ? [awsNames[Math.floor(random() * awsNames.length)] ?? ''] : [];
    page.push(roleOf(name, arn, inline, team, aws));
    if (page.length === PAGE || i === roles - 1) {
      yield file(`account-${Math.floor(i / PAGE) + 1}.json`, {
        RoleDetailList: page.splice(0),
        Policies: [],
        IsTruncated: true,
      });
    }
    if (random() < 0.1) continue;
    const granted = [
      ...inline.flat(),
      ...(shared[team] ?? []),
      ...aws.flatMap((each) => AWS_MANAGED[each] ?? []),
    ];
    yield file(`findings/${name}.json`, findingOf(i, arn, unusedIn(granted, random)));
  }
  yield file('account-policies.json', {
    RoleDetailList: [],
    Policies: [
      ...shared.map((actions, team) => managedPolicy(`arn:aws:iam::${ACCOUNT}:policy/team-${team}`, actions)),
      ...awsNames.map((each) => managedPolicy(`arn:aws:iam::aws:policy/${each}`, AWS_MANAGED[each] ?? [])),
    ],
    IsTruncated: false,
  });
}

/** Writes such an account into a folder. */
export function writeAccount(folder: string, roles: number): void {
  for (const { path, text } of accountOf(roles)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

function actionsFor(services: number, random: () => number): string[] {
  // The usual ones turn up more often.
  const chosen = new Set(
    Array.from({ length: services }, () => USUAL[Math.floor(random() ** 2 * USUAL.length)] ?? 's3'),
  );
  return [...chosen].flatMap((service) => {
    const kind = random();
    if (kind < 0.35) return [`${service}:*`];
    if (kind < 0.8) return [`${service}:Get*`, `${service}:List*`, `${service}:Describe*`];
    return [`${service}:Create*`, `${service}:Update*`, `${service}:Put*`];
  });
}

type Reporter = (granted: readonly string[], random: () => number) => Map<string, string[] | 'all'>;

/** Chooses what is unused: every third service whole, and four actions in five of the others. */
function reporter(catalog: Catalog): Reporter {
  const matched = new Map<string, readonly string[]>();
  const actionsIn = (entry: string): readonly string[] => {
    const known = matched.get(entry);
    if (known !== undefined) return known;
    const pattern = parsePattern(entry);
    const services = entry === '*' ? catalog.services() : [entry.slice(0, entry.indexOf(':'))];
    const actions = services
      .flatMap((service) => catalog.service(service)?.actions ?? [])
      .filter((action) => matches(pattern, fold(action)));
    matched.set(entry, actions);
    return actions;
  };
  return (granted, random) => {
    const actions = new Set(granted.flatMap(actionsIn));
    const byService = Map.groupBy(actions, (action) => action.slice(0, action.indexOf(':')));
    const mostlyUnused = byService.size > USUAL.length;
    const unused = new Map<string, string[] | 'all'>();
    for (const [service, all] of byService) {
      if (random() < (mostlyUnused ? 0.97 : 0.33)) unused.set(service, 'all');
      else {
        const some = shuffled(all, random).slice(0, Math.floor(all.length * 0.8));
        if (some.length > 0) unused.set(service, some);
      }
    }
    return unused;
  };
}

function findingOf(
  i: number,
  resource: string,
  unused: ReadonlyMap<string, readonly string[] | 'all'>,
): object {
  return {
    findingDetails: [...unused].map(([serviceNamespace, actions]) => ({
      unusedPermissionDetails: {
        serviceNamespace,
        ...(actions === 'all'
          ? {}
          : { actions: actions.map((action) => ({ action: action.slice(action.indexOf(':') + 1) })) }),
      },
    })),
    resource,
    resourceType: 'AWS::IAM::Role',
    resourceOwnerAccount: ACCOUNT,
    status: 'ACTIVE',
    createdAt: '2026-06-01T05:10:00+00:00',
    analyzedAt: '2026-09-26T05:10:00+00:00',
    updatedAt: '2026-09-26T05:10:00+00:00',
    id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    findingType: 'UnusedPermission',
  };
}

function roleOf(
  name: string,
  arn: string,
  inline: readonly (readonly string[])[],
  team: number,
  aws: readonly string[],
): object {
  return {
    Path: '/',
    RoleName: name,
    RoleId: `AROAEXAMPLE${name}`,
    Arn: arn,
    CreateDate: '2024-02-19T08:30:00+00:00',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    InstanceProfileList: [],
    RolePolicyList: inline.map((actions, i) => ({
      PolicyName: `inline-${i}`,
      PolicyDocument: documentOf(actions),
    })),
    AttachedManagedPolicies: [
      { PolicyName: `team-${team}`, PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/team-${team}` },
      ...aws.map((PolicyName) => ({ PolicyName, PolicyArn: `arn:aws:iam::aws:policy/${PolicyName}` })),
    ],
    Tags: [{ Key: 'team', Value: String(team) }],
    RoleLastUsed: { LastUsedDate: '2026-09-25T11:40:02+00:00', Region: 'eu-west-1' },
  };
}

function managedPolicy(arn: string, actions: readonly string[]): object {
  const [, PolicyName] = arn.split('/');
  return {
    PolicyName,
    PolicyId: `ANPAEXAMPLE${PolicyName}`,
    Arn: arn,
    Path: '/',
    DefaultVersionId: 'v1',
    IsAttachable: true,
    PolicyVersionList: [
      {
        Document: documentOf(actions),
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: '2024-02-19T08:30:00+00:00',
      },
    ],
  };
}

function documentOf(actions: readonly string[]): object {
  return {
    Version: '2012-10-17',
    Statement: actions.map((Action, i) => ({
      Sid: `Part${i}`,
      Effect: 'Allow',
      Action: [Action],
      Resource: '*',
    })),
  };
}

function file(path: string, value: object): AccountFile {
  return { path, text: `${JSON.stringify(value, null, 4)}\n` };
}
