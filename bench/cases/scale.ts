import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAccount } from '../account.ts';
import type { BenchCase } from '../case.ts';
import { builtProgram, inFolder, memoryOf, requireBuilt, timeAnswers } from '../process.ts';
import { summaryOf } from '../statistics.ts';
import { flatness, writeRequests } from './stream.ts';

const ROLES = [5_000, 20_000] as const;
const SMALL_ROLES = 300_000;
const LINES = 1_000_000;

export const scale: BenchCase = {
  name: 'scale',
  what: 'the memory of refine -o on 5,000 and 20,000 roles, of check on 300,000 small ones, and of a million lines',
  isLong: true,
  run: async () => {
    requireBuilt();
    const [few, many] = [await refining(ROLES[0]), await refining(ROLES[1])];
    const checking = await inFolder(async (home) => {
      const folder = join(home, 'account');
      writeSmallAccount(folder, SMALL_ROLES);
      const text = await memoryOf([builtProgram, 'check', folder], home, [1]);
      return [text, await memoryOf([builtProgram, 'check', '--json', folder], home, [1])];
    });
    const lines = await inFolder((home) => {
      const input = join(home, 'requests.jsonl');
      writeRequests(input, LINES);
      const held = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
      return timeAnswers([...held, builtProgram, 'refine', '--stream'], home, input);
    });
    if (lines.lines !== LINES) throw new Error(`${LINES} lines went in and ${lines.lines} came out`);
    const labels = [
      `refine -o, ${ROLES[0]} roles`,
      `refine -o, ${ROLES[1]} roles`,
      'check, 300,000 small roles',
      'check --json, the same',
    ];
    return {
      measured: [few, many, ...checking].flatMap(({ held, peak }, i) => [
        { label: `${labels[i]}: in use`, unit: 'MB' as const, summary: summaryOf([held]) },
        { label: `${labels[i]}: given by the system`, unit: 'MB' as const, summary: summaryOf([peak]) },
      ]),
      goals: [
        {
          what: '`refine -o`, memory in use for a role more, in megabytes',
          value: (many.held - few.held) / (ROLES[1] - ROLES[0]),
          limit: 0.1,
        },
        {
          what: 'a million lines, memory in the last quarter to that in the second',
          value: flatness(lines.memory),
          limit: 1.1,
        },
      ],
    };
  },
};

async function refining(roles: number): ReturnType<typeof memoryOf> {
  return inFolder(async (home) => {
    const folder = join(home, 'account');
    writeAccount(folder, roles);
    return memoryOf([builtProgram, 'refine', folder, '-o', join(home, 'refined/')], home, [0]);
  });
}

const USED: readonly (readonly [entry: string, unused: readonly string[]])[] = [
  ['s3:*', ['GetBucketAcl', 'DeleteBucket', 'PutObjectAcl']],
  ['dynamodb:*', ['DeleteTable', 'CreateTable', 'Scan']],
  ['sqs:*', ['PurgeQueue', 'CreateQueue', 'DeleteQueue']],
  ['ec2:Describe*', ['DescribeImages', 'DescribeVpcs']],
];
const PAGE = 1_000;

/** Roles of one policy with two entries, and a finding of a few actions for each: a kilobyte of JSON a role. */
function writeSmallAccount(folder: string, roles: number): void {
  mkdirSync(folder, { recursive: true });
  for (let first = 0; first < roles; first += PAGE) {
    const places = Array.from({ length: PAGE }, (_, i) => first + i);
    const page = { RoleDetailList: places.map(smallRole), Policies: [], IsTruncated: first + PAGE < roles };
    writeFileSync(join(folder, `account-${first}.json`), JSON.stringify(page));
    writeFileSync(join(folder, `findings-${first}.json`), JSON.stringify(places.map(smallFinding)));
  }
}

function arnOf(i: number): string {
  return `arn:aws:iam::111122223333:role/service-${i}`;
}

function entriesOf(i: number): typeof USED {
  return [i, i + 1].flatMap((place) => USED.slice(place % USED.length).slice(0, 1));
}

function smallRole(i: number): object {
  const Action = entriesOf(i).map(([entry]) => entry);
  return {
    RoleName: `service-${i}`,
    Arn: arnOf(i),
    RolePolicyList: [
      {
        PolicyName: 'inline',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
      },
    ],
    AttachedManagedPolicies: [],
  };
}

function smallFinding(i: number): object {
  return {
    findingDetails: entriesOf(i).map(([entry, actions]) => ({
      unusedPermissionDetails: {
        serviceNamespace: entry.slice(0, entry.indexOf(':')),
        actions: actions.map((action) => ({ action })),
      },
    })),
    resource: arnOf(i),
    status: 'ACTIVE',
    analyzedAt: '2026-09-26T05:10:00+00:00',
    id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    findingType: 'UnusedPermission',
  };
}
