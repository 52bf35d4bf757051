import { describe, expect, test } from 'vitest';
import { createCatalog } from '../../../source/catalog/catalog.ts';
import { openStoredCatalog } from '../../../source/store/catalogs.ts';
import {
  DOCUMENTED_OPERATIONS,
  METHODS,
  NO_CALLS,
  SOURCES,
  VERSION_AT_END,
} from '../../../source/usage/calls/documented.ts';
import { NeedsOfEvents } from '../../../source/usage/calls/needs.ts';

const CATALOG = openStoredCatalog('2026-09-26');
const needs = new NeedsOfEvents(CATALOG);

function of(source: string, name: string, type?: string): readonly string[] | string {
  const found = needs.of({ source, name, ...(type === undefined ? {} : { type }) });
  return found.kind === 'actions' ? found.actions : `unknown: ${found.literal ?? 'needs none'}`;
}

test('every row has the page that documents it', () => {
  const pages = [
    ...SOURCES.map(({ documented }) => documented),
    ...DOCUMENTED_OPERATIONS.map(({ documented }) => documented),
    METHODS.documented,
    ...VERSION_AT_END.documented,
    NO_CALLS.documented,
  ];
  for (const page of pages)
    expect(page).toMatch(
      /^https:\/\/(?:docs\.aws\.amazon\.com|github\.com\/(?:boto\/botocore|aws\/api-models-aws))(?:\/|$)/,
    );
});

describe('operations whose action has another name', () => {
  const rows = DOCUMENTED_OPERATIONS.flatMap(({ service, needs: all }) =>
    Object.entries(all).map(([name, actions]) => [service, name, actions] as const),
  );
  test.each(rows)('%s %s', (service, name, actions) => {
    expect(of(`${service}.amazonaws.com`, name)).toEqual(actions);
    expect(actions.filter((action) => !CATALOG.has(action))).toEqual([]);
    // What has the name of an action needs that one, and would not need a row.
    if (!actions.includes(`${service}:${name}`)) expect(CATALOG.has(`${service}:${name}`)).toBe(false);
  });
});

describe('event sources whose first part is not the service prefix', () => {
  const rows = SOURCES.flatMap(({ prefixes }) => Object.entries(prefixes));
  test.each(rows)('%s', (source, prefixes) => {
    for (const prefix of prefixes) {
      const own = CATALOG.actions(prefix)?.actions ?? [];
      expect(own.length).toBeGreaterThan(0);
      // An action that no earlier prefix has.
      const found = own.filter((action) => {
        const name = action.slice(action.indexOf(':') + 1);
        return prefixes.find((each) => CATALOG.has(`${each}:${name}`)) === prefix;
      });
      const [action = ''] = found;
      expect(of(`${source}.amazonaws.com`, action.slice(action.indexOf(':') + 1))).toEqual([action]);
    }
  });
});

test.each(Object.entries(METHODS.byWord))('API Gateway: %s… needs %s', (word, method) => {
  expect(of('apigateway.amazonaws.com', `${word}RestApi`)).toEqual([`apigateway:${method}`]);
});

test.each([
  ['s3.amazonaws.com', 'GetObject', ['s3:GetObject']],
  ['s3.amazonaws.com.cn', 'GetObject', ['s3:GetObject']],
  ['s3.amazonaws.com', 'GetBucketCors', ['s3:GetBucketCORS']],
  ['lambda.amazonaws.com', 'CreateFunction20150331', ['lambda:CreateFunction']],
  ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', ['lambda:UpdateFunctionCode']],
  ['lambda.amazonaws.com', 'ListTags20170331', ['lambda:ListTags']],
  ['lambda.amazonaws.com', 'Invoke20150331', ['lambda:InvokeFunction']],
  ['cloudfront.amazonaws.com', 'CreateDistribution2020_05_31', ['cloudfront:CreateDistribution']],
  ['monitoring.amazonaws.com', 'PutMetricAlarm', ['cloudwatch:PutMetricAlarm']],
  ['tagging.amazonaws.com', 'TagResources', ['tag:TagResources']],
  ['autoscaling.amazonaws.com', 'RegisterScalableTarget', ['application-autoscaling:RegisterScalableTarget']],
  ['autoscaling.amazonaws.com', 'CreateAutoScalingGroup', ['autoscaling:CreateAutoScalingGroup']],
  ['email.amazonaws.com', 'SendEmail', ['ses:SendEmail']],
  ['ses.amazonaws.com', 'SendEmail', ['ses:SendEmail']],
  ['application-autoscaling.amazonaws.com', 'PutScalingPolicy', ['application-autoscaling:PutScalingPolicy']],
  ['cognito-idp.amazonaws.com', 'AdminGetUser', ['cognito-idp:AdminGetUser']],
  ['elasticloadbalancing.amazonaws.com', 'DescribeTags', ['elasticloadbalancing:DescribeTags']],
  ['es.amazonaws.com', 'DescribeDomains', ['es:DescribeDomains']],
  ['kms.amazonaws.com', 'Decrypt', ['kms:Decrypt']],
  ['logs.amazonaws.com', 'FilterLogEvents', ['logs:FilterLogEvents']],
  ['sso.amazonaws.com', 'ListInstances', ['sso:ListInstances']],
  ['states.amazonaws.com', 'StartExecution', ['states:StartExecution']],
  ['sts.amazonaws.com', 'AssumeRoleWithSAML', ['sts:AssumeRoleWithSAML']],
])('%s %s needs %j', (source, name, actions) => {
  expect(of(source, name)).toEqual(actions);
});

test('what cannot be mapped is unknown, with the name that it would have', () => {
  expect(of('s3.amazonaws.com', 'BrandNew')).toBe('unknown: s3:BrandNew');
  expect(of('newsvc.amazonaws.com', 'DoThing')).toBe('unknown: newsvc:DoThing');
  expect(of('apigateway.amazonaws.com', 'ImportThing')).toBe('unknown: apigateway:ImportThing');
  expect(of('signin.amazonaws.com', 'ConsoleLogin', 'AwsConsoleSignIn')).toBe('unknown: needs none');
  expect(of('kms.amazonaws.com', 'RotateKey', 'AwsServiceEvent')).toBe('unknown: needs none');
  expect(of('aws:s3', 'ObjectCreated:Put')).toBe('unknown: needs none');
});

test('the lists of operations that a catalogue has come first', () => {
  const lists = new Map([
    ['ListBuckets', ['s3:ListBucket', 's3:GetObject']],
    ['GetObject', ['s3:GetObject', 'kms:Decrypt']],
    ['HeadObject', ['s3:GetObject', 's3:NobodyKnows']],
  ]);
  const catalog = createCatalog({
    date: '2026-01-01',
    digest: '',
    services: ['kms', 's3'],
    names: (service) => (service === 's3' ? ['GetObject', 'ListBucket', 'ListAllMyBuckets'] : ['Decrypt']),
    details: () => new Map(),
    operations: (service) => (service === 's3' ? lists : new Map()),
  });
  const ofLists = new NeedsOfEvents(catalog);
  const found = (name: string): unknown => ofLists.of({ source: 's3.amazonaws.com', name });
  expect(found('ListBuckets')).toEqual({ kind: 'actions', actions: ['s3:ListBucket', 's3:GetObject'] });
  expect(found('GetObject')).toEqual({ kind: 'actions', actions: ['s3:GetObject', 'kms:Decrypt'] });
  // One that the catalogue does not know counts all the same, and does not hide the others.
  expect(found('HeadObject')).toEqual({ kind: 'actions', actions: ['s3:GetObject', 's3:NobodyKnows'] });
});
