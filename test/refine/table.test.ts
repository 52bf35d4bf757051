import { describe, expect, test } from 'vitest';
import { catalogOf } from '../../source/refine/scope.ts';
import { type Unused, unusedFrom } from '../../source/usage/unused.ts';
import { catalogOfNames } from '../model/given.ts';
import { refine, refineEntries } from './cases.ts';

const allow = (element: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...element, Resource: '*' }],
});

// The rows of "Cases that trip other tools", one after the other.
describe('cases that trip other tools', () => {
  test('an unused action that a kept one nearly is', () => {
    const catalog = {
      iot: [
        'ListThingPrincipals',
        'ListThingPrincipalsV2',
        'ListThings',
        'ListThingsInBillingGroup',
        'ListThingGroups',
      ],
    };
    const finding = [{ serviceNamespace: 'iot', actions: ['ListThingPrincipalsV2'] }];
    const entries = refineEntries(['iot:ListThing*'], { catalog, finding });
    expect(entries).toEqual(['iot:ListThingGroups', 'iot:ListThingPrincipals', 'iot:ListThings*']);
  });

  test('names that differ by case rules only', () => {
    const catalog = { apigateway: ['TagResource', 'ListTagsForResource', 'CreateStage', 'UntagResource'] };
    const finding = [{ serviceNamespace: 'apigateway', actions: ['CreateStage', 'UntagResource'] }];
    expect(refineEntries('apigateway:*Tag*', { catalog, finding })).toEqual([
      'apigateway:ListTagsForResource',
      'apigateway:TagResource',
    ]);
  });

  test('`?` is one character', () => {
    const catalog = { s3: ['GetObject', 'PutObject', 'GetObjects'] };
    const finding = [{ serviceNamespace: 's3', actions: ['PutObject'] }];
    expect(refineEntries(['s3:???Object'], { catalog, finding })).toEqual(['s3:GetObject']);
    expect(refineEntries(['s3:GetObject?'], { catalog, finding })).toEqual(['s3:GetObject?']);
  });

  test('unknown services and actions are kept, with a warning', () => {
    const catalog = { s3: ['GetObject'] };
    const finding = [{ serviceNamespace: 's3', actions: ['GetObject'] }];
    const { value, warnings } = refine({
      catalog,
      finding,
      policy: allow({ Action: ['newsvc:DoThing', 's3:GetObject', 'newsvc:*', 's3:New*'] }),
    });
    expect(value).toEqual(allow({ Action: ['newsvc:DoThing', 'newsvc:*', 's3:New*'] }));
    expect(warnings).toEqual(
      ['[0]', '[2]', '[3]'].map((at) => expect.stringContaining(`Statement[0].Action${at}`)),
    );
  });

  test('and never dropped from a NotAction', () => {
    const catalog = { s3: ['GetObject', 'PutObject'], ec2: ['RunInstances'] };
    const finding = [{ serviceNamespace: 's3', actions: ['PutObject'] }];
    expect(refineEntries(['newsvc:DoThing', 'newsvc:*'], { catalog, finding }, 'NotAction')).toEqual([
      'newsvc:DoThing',
      'newsvc:*',
      's3:PutObject',
    ]);
  });

  test('texts and objects in the place of lists keep their shape', () => {
    const catalog = { s3: ['GetObject', 'GetObjectAcl', 'PutObject'] };
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const policy = { Version: '2012-10-17', Statement: statement };
    const unused = (...actions: string[]) => [{ serviceNamespace: 's3', actions }];
    expect(refine({ catalog, policy, finding: unused('PutObject') }).value).toEqual({
      ...policy,
      Statement: { ...statement, Action: 's3:Get*' },
    });
    expect(refine({ catalog, policy, finding: unused('GetObject') }).value).toEqual({
      ...policy,
      Statement: { ...statement, Action: ['s3:GetObjectAcl', 's3:PutObject'] },
    });
    expect(refine({ catalog, policy, finding: [{ serviceNamespace: 's3' }] }).value).toBeNull();
  });

  test.each(['*', '*:*', '**'])('%s: services become the first level', (entry) => {
    const catalog = { s3: ['GetObject', 'GetObjectAcl'], s: ['One'], ec2: ['RunInstances', 'StopInstances'] };
    const finding = [{ serviceNamespace: 'ec2', actions: ['RunInstances'] }, { serviceNamespace: 'iam' }];
    expect(refineEntries([entry], { catalog, finding })).toEqual(['ec2:StopInstances', 's3:*', 's:One']);
    expect(refineEntries([entry], { catalog, finding: [] })).toEqual([entry]);
  });

  test('doubled stars and repeats that differ by case', () => {
    const catalog = { s3: ['GetObject', 'GetObjectAcl', 'GetBucket'] };
    const finding = [{ serviceNamespace: 's3', actions: ['getbucket'] }];
    expect(refineEntries(['s3:Get**', 'S3:GET*', 's3:getObject'], { catalog, finding })).toEqual([
      's3:GetObject*',
      's3:getObject',
    ]);
  });

  test('an entry covered by another: both refined, nothing twice', () => {
    const catalog = { s3: ['GetObject', 'GetBucket', 'PutObject', 'PutBucket'] };
    const finding = [{ serviceNamespace: 's3', actions: ['GetBucket'] }];
    expect(refineEntries(['s3:*', 's3:Get*'], { catalog, finding })).toEqual(['s3:GetObject', 's3:Put*']);
    expect(refineEntries(['s3:Put*', 's3:*'], { catalog, finding })).toEqual(['s3:Put*', 's3:GetObject']);
  });

  test('actions that the policy does not grant are let be', () => {
    const catalog = { s3: ['GetObject', 'PutObject'], ec2: ['RunInstances'] };
    const finding = [{ serviceNamespace: 'ec2', actions: ['RunInstances'] }, { serviceNamespace: 'iam' }];
    expect(refineEntries(['s3:*'], { catalog, finding })).toEqual(['s3:*']);
  });

  test('findings with and without the service prefix', () => {
    const catalog = { s3: ['GetObject', 'PutObject', 'ListBucket'] };
    const finding = [{ serviceNamespace: 's3', actions: ['GetObject', 's3:ListBucket'] }];
    expect(refineEntries(['s3:*'], { catalog, finding })).toEqual(['s3:PutObject']);
  });
});

describe('what the semantics say besides', () => {
  const s3 = {
    s3: ['GetObjectTagging', 'PutObjectTagging', 'PutBucketTagging', 'DeleteObjectTagging', 'PutObject'],
  };
  const unused = (...actions: string[]) => [{ serviceNamespace: 's3', actions }];

  test('a tail survives', () => {
    expect(
      refineEntries('s3:*Tagging', {
        catalog: s3,
        finding: unused('GetObjectTagging', 'DeleteObjectTagging'),
      }),
    ).toBe('s3:Put*Tagging');
  });

  test('of several remainders those that are needed, less those that another includes', () => {
    const catalog = { s3: ['GetObject', 'GetObjectAcl', 'PutObjectAcl', 'PutObject'] };
    const of = (generalize: 'shortest' | 'tightest') =>
      refineEntries(['s3:*Object*'], { catalog, finding: unused('PutObject'), generalize });
    expect(of('shortest')).toEqual(['s3:Get*Object*', 's3:PutObjectAcl']);
    expect(of('tightest')).toEqual(['s3:GetObject*', 's3:PutObjectAcl']);
  });

  test('what is left of an entry keeps its letter case', () => {
    const catalog = { s3: ['GetObjectTagging', 'PutObjectTagging', 'PutBucketTagging'] };
    expect(refineEntries(['S3:*tAgGing'], { catalog, finding: unused('GetObjectTagging') })).toEqual([
      's3:Put*tAgGing',
    ]);
  });

  test('below the root words are those of the whole name', () => {
    const catalog = { s3: ['GetBucketAcl', 'GetBucketCORS', 'GetBucket', 'GetBuildings'] };
    expect(refineEntries(['s3:GetB*'], { catalog, finding: unused('GetBuildings') })).toEqual([
      's3:GetBucket*',
    ]);
  });

  test('of two wildcards of which each begins some action of the other the shorter one stays', () => {
    const catalog = {
      svc: ['ListRole', 'ListStackSet', 'ListStackSetTagOne', 'ListStacks', 'ListStacksTagTwo'],
    };
    const finding = [{ serviceNamespace: 'svc', actions: ['ListRole'] }];
    for (const entry of ['*', 'svc:*', 'svc:List*'])
      expect(refineEntries([entry], { catalog, finding })).toEqual(['svc:ListStack*']);
  });

  test('modes', () => {
    const catalog = { s3: ['GetMultiRegionAccessPoint', 'GetMultiRegionAccessPointPolicy', 'GetObject'] };
    const finding = unused('GetObject');
    const of = (generalize: 'shortest' | 'tightest' | 'exact' | 'compact') =>
      refineEntries(['s3:Get*'], { catalog, finding, generalize });
    expect(of('shortest')).toEqual(['s3:GetMulti*']);
    expect(of('tightest')).toEqual(['s3:GetMultiRegionAccessPoint*']);
    expect(of('exact')).toEqual(['s3:GetMultiRegionAccessPoint', 's3:GetMultiRegionAccessPointPolicy']);
    expect(of('compact')).toEqual(['s3:GetM*']);
  });

  test('compact never cuts a service prefix', () => {
    const catalog = { iam: ['GetRole'], s3: ['GetObject', 'PutObject'] };
    expect(refineEntries(['*'], { catalog, finding: unused('GetObject'), generalize: 'compact' })).toEqual([
      'iam:*',
      's3:P*',
    ]);
  });

  test('an action that the catalogue lacks and the operator retains is not lost with its wildcard', () => {
    const catalog = { s3: ['GetObject', 'PutObject', 'ListBucket'] };
    const finding = unused('GetObject', 'MoveObject', 'NewThing');
    expect(refineEntries(['s3:*'], { catalog, finding, retained: ['s3:MoveObject'] })).toEqual([
      's3:ListBucket',
      's3:MoveObject',
      's3:PutObject',
    ]);
    expect(
      refineEntries(['s3:*'], { catalog, finding, retained: ['s3:*'], removed: ['s3:GetObject'] }),
    ).toEqual(['s3:ListBucket', 's3:MoveObject', 's3:NewThing', 's3:PutObject']);
  });

  test('nor with the wildcard that stands for a service of which nothing is known', () => {
    const catalog = { s3: ['GetObject'] };
    const finding = [{ serviceNamespace: 'new' }];
    expect(refineEntries(['new:Other', 'new:*'], { catalog, finding, retained: ['new:Thing'] })).toEqual([
      'new:Thing',
    ]);
  });

  test('also one that only a retention names joins what is known', () => {
    const unused: Unused = { ...unusedFrom([]), retained: new Set(['s3:new', 'ec2:*']) };
    const scope = catalogOf(catalogOfNames({ s3: ['GetObject'] }), unused);
    expect(scope.service('s3')?.actions).toEqual(['s3:GetObject', 's3:new']);
    expect(scope.services()).toEqual(['s3']);
  });

  test('NotAction is added to', () => {
    const catalog = {
      s3: ['GetObject', 'GetObjectAcl', 'PutObject'],
      iam: ['GetRole', 'PassRole'],
      ec2: ['RunInstances'],
    };
    const finding = [
      ...unused('GetObject', 'GetObjectAcl'),
      { serviceNamespace: 'ec2' },
      { serviceNamespace: 'new' },
    ];
    const of = (generalize: 'shortest' | 'exact') =>
      refineEntries(['iam:*'], { catalog, finding, generalize }, 'NotAction');
    expect(of('shortest')).toEqual(['iam:*', 'ec2:*', 'new:*', 's3:Get*']);
    expect(of('exact')).toEqual(['iam:*', 'ec2:*', 'new:*', 's3:GetObject', 's3:GetObjectAcl']);
  });

  test('NotAction: nothing that another string of the list covers is added', () => {
    const catalog = { iam: ['ListRolePolicies', 'ListRoleTags', 'ListRoles', 'GetRole'] };
    const finding = [{ serviceNamespace: 'iam', actions: ['ListRolePolicies', 'ListRoleTags', 'ListRoles'] }];
    expect(refineEntries(['s3:*'], { catalog, finding }, 'NotAction')).toEqual(['s3:*', 'iam:List*']);
    expect(refineEntries(['iam:ListRoleT*'], { catalog, finding, generalize: 'exact' }, 'NotAction')).toEqual(
      ['iam:ListRoleT*', 'iam:ListRolePolicies', 'iam:ListRoles'],
    );
  });

  test('Deny and statements with a Principal stay as they are', () => {
    const catalog = { s3: ['GetObject'] };
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' },
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' },
      ],
    };
    const { value, warnings } = refine({ catalog, policy, finding: unused('GetObject') });
    expect(value).toEqual(policy);
    expect(warnings).toEqual([expect.stringContaining('Statement[1] names a Principal')]);
  });

  test('a wildcard in the service prefix is read as a glob, with a warning', () => {
    const catalog = { s3: ['GetObject', 'GetBucket'], sns: ['GetTopic'], ec2: ['GetThing'] };
    const { value, warnings } = refine({
      catalog,
      policy: allow({ Action: ['s*:Get*'] }),
      finding: unused('GetBucket'),
    });
    expect(value).toEqual(allow({ Action: ['s3:GetObject', 'sns:GetTopic'] }));
    expect(warnings).toEqual([expect.stringContaining('wildcard in its service prefix')]);
  });
});
