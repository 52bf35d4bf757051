import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../source/base/json.ts';
import { bundledCatalogsFolder, openCatalog } from '../../source/catalog/bundled.ts';
import type { Catalog } from '../../source/catalog/catalog.ts';
import { matches } from '../../source/pattern/match.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { refine } from './cases.ts';

const old = openCatalog(join(bundledCatalogsFolder(), '2024-08-31'));
const now = openCatalog(join(bundledCatalogsFolder(), '2026-09-26'));

/** The actions of a catalogue that some pattern matches. */
function granted(catalog: Catalog, entries: readonly string[]): string[] {
  const patterns = entries.map(parsePattern);
  return catalog
    .services()
    .flatMap((service) => catalog.service(service)?.actions ?? [])
    .filter((action) => patterns.some((pattern) => matches(pattern, action.toLowerCase())));
}

/** A finding for all that a policy grants and its refinement does not. */
function findingFor(before: readonly string[], after: readonly string[]): JsonObject[] {
  const kept = new Set(granted(old, after));
  const unused = granted(old, before).filter((action) => !kept.has(action));
  return [...Map.groupBy(unused, (action) => action.split(':')[0] ?? '')].map(
    ([serviceNamespace, actions]) => ({
      serviceNamespace,
      actions: actions.map((action) => action.slice(serviceNamespace.length + 1)),
    }),
  );
}

describe('the worked example', () => {
  const EXPECTED = [
    's3:GetAccess*',
    's3:GetAccountPublicAccessBlock',
    's3:GetDataAccess',
    's3:GetJobTagging',
    's3:GetMulti*',
    's3:GetObject*',
    's3:GetStorage*',
  ];
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['lambda:Invoke*', 's3:Get*', 's3:List*'], Resource: '*' }],
  };
  const finding = findingFor(['s3:Get*'], EXPECTED);
  const actionsOf = (catalog: Catalog): unknown => {
    const [statement] = (refine({ catalog, policy, finding }).value?.['Statement'] ?? []) as JsonObject[];
    return statement?.['Action'];
  };

  test('has 22 unused actions', () => {
    expect(finding.flatMap(({ actions }) => actions)).toHaveLength(22);
  });

  test('with the catalogue of its time', () => {
    expect(actionsOf(old)).toEqual(['lambda:Invoke*', ...EXPECTED, 's3:List*']);
  });

  test('with the newest catalogue only two newer actions come to it', () => {
    const newer = ['s3:GetBucketAbac', 's3:GetBucketMetadataTableConfiguration'];
    expect(actionsOf(now)).toEqual(['lambda:Invoke*', ...[...EXPECTED, ...newer].sort(), 's3:List*']);
  });
});

// The recommendation that AWS published on its security blog for three policies of one role (2024-07-22): the unused
// actions are not in it, so they are all that a policy granted and its recommended successor does not.
describe('the recommendation that AWS published', () => {
  const S3 = ['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'];
  const S3_RECOMMENDED = [
    's3:GetBucketObjectLockConfiguration',
    's3:GetBucketOwnershipControls',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetJobTagging',
    's3:GetObject',
    's3:GetObjectAcl',
    's3:GetObjectLegalHold',
    's3:GetObjectRetention',
    's3:GetObjectTagging',
    's3:GetObjectTorrent',
    's3:GetObjectVersion*',
    's3:GetStorage*',
    's3:ListAllMyBuckets',
    's3:ListBucket',
    's3:ListBucketVersions',
    's3:ListMultipartUploadParts',
    's3:ListStorageLensGroups',
    's3:ListTagsForResource',
  ];
  const BEDROCK = [
    'bedrock:GetFoundationModel',
    'bedrock:ListFoundationModels',
    'bedrock:GetModelInvocationLoggingConfiguration',
    'bedrock:GetProvisionedModelThroughput',
    'bedrock:ListProvisionedModelThroughputs',
    'bedrock:GetModelCustomizationJob',
    'bedrock:ListModelCustomizationJobs',
    'bedrock:ListCustomModels',
    'bedrock:GetCustomModel',
    'bedrock:ListTagsForResource',
    'bedrock:GetFoundationModelAvailability',
  ];
  const LAMBDA = [
    'lambda:ListFunctions',
    'lambda:ListLayers',
    'lambda:ListAliases',
    'lambda:ListFunctionUrlConfigs',
  ];
  const finding = findingFor(
    [...S3, ...BEDROCK, ...LAMBDA],
    [...S3_RECOMMENDED, 'lambda:ListFunctions', 'lambda:ListLayers'],
  );

  test('AmazonS3ReadOnlyAccess', () => {
    const statement = { Effect: 'Allow', Resource: '*' };
    const policy = { Statement: [{ Action: S3, ...statement }], Version: '2012-10-17' };
    expect(refine({ catalog: old, policy, finding }).value).toEqual({
      Version: '2012-10-17',
      Statement: [{ ...statement, Action: S3_RECOMMENDED }],
    });
  });

  test('an inline policy with a condition', () => {
    const statement = {
      Sid: 'InlinePolicyLambda',
      Effect: 'Allow',
      Resource: '*',
      Condition: { NotIpAddress: { 'aws:SourceIp': '1.100.150.200/32' } },
    };
    const policy = { Version: '2012-10-17', Statement: [{ ...statement, Action: LAMBDA }] };
    expect(refine({ catalog: old, policy, finding }).value).toEqual({
      Version: '2012-10-17',
      Statement: [{ ...statement, Action: ['lambda:ListFunctions', 'lambda:ListLayers'] }],
    });
  });

  test('AmazonBedrockReadOnly is wholly unused, and so to be detached', () => {
    const policy = {
      Statement: [{ Action: BEDROCK, Effect: 'Allow', Resource: '*', Sid: 'AmazonBedrockReadOnly' }],
      Version: '2012-10-17',
    };
    expect(refine({ catalog: old, policy, finding }).value).toBeNull();
  });
});

describe('what AWS does that is easily done otherwise', () => {
  test('rds: grouping goes by words and only safety by strings', () => {
    const before = ['rds:Describe*'];
    const kept = ['rds:DescribeRecommendationGroups', 'rds:DescribeRecommendations'];
    const [statement] = (refine({
      catalog: old,
      policy: { Statement: [{ Effect: 'Allow', Action: before, Resource: '*' }] },
      finding: findingFor(before, kept),
    }).value?.['Statement'] ?? []) as JsonObject[];
    expect(statement?.['Action']).toEqual(kept);
  });
});
