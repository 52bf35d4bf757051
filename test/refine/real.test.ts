import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../source/base/json.ts';
import { bundledCatalogsFolder, openCatalogFolder } from '../../source/catalog/bundled.ts';
import type { Catalog } from '../../source/catalog/catalog.ts';
import { matches } from '../../source/pattern/match.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { refine, refineEntries } from './cases.ts';

const old = openCatalogFolder(join(bundledCatalogsFolder(), '2024-08-31'));
const now = openCatalogFolder(join(bundledCatalogsFolder(), '2026-09-26'));

const repository = join(import.meta.dirname, '..', '..');
const article = (name: string): string =>
  readFileSync(join(repository, 'examples/aws-article', name), 'utf8');
const published = (name: string): JsonObject =>
  JSON.parse(readFileSync(join(repository, 'examples/aws-recommendation', name), 'utf8'));

/** The entries of all statements of a policy. */
function entriesOf(policy: JsonObject): string[] {
  return (policy['Statement'] as JsonObject[]).flatMap(({ Action }) => Action as string | string[]);
}

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

describe("the example of AWS's article", () => {
  const policy = JSON.parse(article('policy.json')) as JsonObject;
  const finding = JSON.parse(article('unused.json')) as { actions: string[] }[];
  const result = JSON.parse(article('result.json')) as JsonObject;

  test('has eight unused actions of Lambda and 22 of S3', () => {
    expect(finding.map(({ actions }) => actions.length)).toEqual([8, 22]);
  });

  test("becomes AWS's result with the catalogue of its time", () => {
    expect(refine({ catalog: old, policy, finding })).toEqual({ value: result, warnings: [] });
  });

  test('with the newest catalogue only two newer actions come to it', () => {
    const { value } = refine({ catalog: now, policy, finding });
    const newer = ['s3:GetBucketAbac', 's3:GetBucketMetadataTableConfiguration'];
    expect(entriesOf(value ?? {})).toEqual([...entriesOf(result), ...newer].sort());
  });
});

// The recommendation that AWS published on its security blog for three policies of one role (2024-07-22): the unused
// actions are not in it, so they are all that the policies granted and the recommended ones do not allow.
describe('the recommendation that AWS published', () => {
  const names = ['AmazonBedrockReadOnly', 'AmazonS3ReadOnlyAccess', 'InlinePolicyListLambda'];
  const { recommendedSteps } = published('get-finding-recommendation.json');
  const steps = (recommendedSteps as JsonObject[]).map(
    ({ unusedPermissionsRecommendedStep: step }) => step as Record<string, string>,
  );
  const recommended = new Map(
    steps.flatMap(({ existingPolicyId = '', recommendedPolicy }) =>
      recommendedPolicy === undefined
        ? []
        : [[existingPolicyId.replace(/^.*\//, ''), JSON.parse(recommendedPolicy) as JsonObject] as const],
    ),
  );
  const finding = findingFor(
    names.flatMap((name) => entriesOf(published(`${name}.json`))),
    [...recommended.values()].flatMap(entriesOf),
  );

  test('has a new policy for two, and none for the one that is wholly unused', () => {
    expect([...recommended.keys()]).toEqual(['AmazonS3ReadOnlyAccess', 'InlinePolicyListLambda']);
  });

  test.each(names)('%s', (name) => {
    const policy = published(`${name}.json`);
    expect(refine({ catalog: old, policy, finding }).value).toEqual(recommended.get(name) ?? null);
  });
});

// Two grants of a recommendation that stands in public Terraform code. A run of capitals kept together would make them
// `iam:ListMFA*` and `iam:ListSAML*`.
test.each([
  ['2024-08-31', old],
  ['2026-09-26', now],
])('every capital begins a word: iam:List* with the catalogue of %s', (_, catalog) => {
  const finding = [{ serviceNamespace: 'iam', actions: ['ListSSHPublicKeys', 'ListServerCertificates'] }];
  const grants = refineEntries(['iam:List*'], { catalog, finding });
  expect(grants).toEqual(expect.arrayContaining(['iam:ListM*', 'iam:ListSA*']));
  const tightest = refineEntries(['iam:List*'], { catalog, finding, generalize: 'tightest' });
  expect(tightest).toEqual(expect.arrayContaining(['iam:ListMFADevice*', 'iam:ListSAMLProvider*']));
});

test('rds: grouping goes by words and only safety by strings, as AWS does it', () => {
  const before = ['rds:Describe*'];
  const kept = ['rds:DescribeRecommendationGroups', 'rds:DescribeRecommendations'];
  expect(refineEntries(before, { catalog: old, finding: findingFor(before, kept) })).toEqual(kept);
});
