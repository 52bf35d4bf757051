import { describe, expect, test } from 'vitest';
import { trieOf } from '../../source/refine/build-trie.ts';
import { catalogOf } from '../../source/refine/scope.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { catalogOfNames } from '../model/given.ts';

/** A trie as lines: one a node, indented by its depth. */
function picture(
  pattern: string,
  services: Record<string, string[]>,
  unused: Record<string, string[]>,
): string[] {
  const finding = Object.entries(unused).map(([serviceNamespace, actions]) => ({
    serviceNamespace,
    actions,
  }));
  const out = unusedFrom(readFinding(finding, 'f').findings);
  const trie = trieOf(pattern, out, catalogOf(catalogOfNames(services), out));
  return Array.from({ length: trie.size }, (_, node) => {
    const proposed = trie.proposed.includes(node) ? ' proposed' : '';
    const counts = trie.isLeaf(node) ? '' : ` ${trie.total(node) - trie.unused(node)}/${trie.total(node)}`;
    const star = trie.isLeaf(node) ? '' : '*';
    return `${' '.repeat(trie.depth(node))}${trie.prefix(node)}${star} ${trie.state(node)}${counts}${proposed}`;
  });
}

describe('the trie', () => {
  test('shows safe, mixed and unused nodes', () => {
    const s3 = ['GetObject', 'GetObjectAcl', 'GetBucketAcl', 'GetBucketCORS', 'GetJobTagging', 'PutObject'];
    expect(picture('s3:Get*', { s3 }, { s3: ['GetBucketAcl', 'GetBucketCORS'] })).toEqual([
      's3:Get* mixed 3/5',
      ' s3:GetBucket* unused 0/2',
      '  s3:GetBucketAcl unused',
      '  s3:GetBucketCORS unused',
      ' s3:GetJobTagging safe proposed',
      ' s3:GetObject* safe 2/2 proposed',
      '  s3:GetObject safe',
      '  s3:GetObjectAcl safe',
    ]);
  });

  test('an action that is a node of a mixed subtree stands in it by itself', () => {
    expect(
      picture('s3:*', { s3: ['GetObject', 'GetObjectAcl', 'GetObjectTagging'] }, { s3: ['GetObjectAcl'] }),
    ).toEqual([
      's3:* mixed 2/3',
      ' s3:GetObject safe proposed',
      ' s3:GetObjectAcl unused',
      ' s3:GetObjectTagging safe proposed',
    ]);
  });

  test('a node without unused actions below is mixed where its prefix begins one elsewhere', () => {
    const iam = ['ListRolePolicies', 'ListRoleTags', 'ListRoles', 'ListUsers'];
    expect(picture('iam:List*', { iam }, { iam: ['ListRoles'] })).toEqual([
      'iam:List* mixed 3/4',
      ' iam:ListRole* mixed 2/2',
      '  iam:ListRolePolicies safe proposed',
      '  iam:ListRoleTags safe proposed',
      ' iam:ListRoles unused',
      ' iam:ListUsers safe proposed',
    ]);
  });

  test('also where only the letter case makes it begin so', () => {
    const cloudformation = ['ListStacks', 'ListStackSets', 'ListStackSetOperations', 'ListStackInstances'];
    const [, ...nodes] = picture(
      'cloudformation:List*',
      { cloudformation },
      { cloudformation: ['ListStackInstances'] },
    );
    expect(nodes).toContain(' cloudformation:ListStacks safe proposed');
    const [, ...others] = picture(
      'cloudformation:List*',
      { cloudformation },
      { cloudformation: ['ListStacks'] },
    );
    expect(others.filter((line) => line.includes('proposed'))).toEqual([
      '  cloudformation:ListStackInstances safe proposed',
      '  cloudformation:ListStackSetOperations safe proposed',
      '  cloudformation:ListStackSets safe proposed',
    ]);
  });

  test('of everything has the services first', () => {
    const services = { s3: ['GetObject', 'PutObject'], s: ['A', 'B'] };
    expect(picture('*', services, { s3: ['PutObject'] })).toEqual([
      '* mixed 3/4',
      ' s:* safe 2/2 proposed',
      '  s:A safe',
      '  s:B safe',
      ' s3:* mixed 1/2',
      '  s3:GetObject safe proposed',
      '  s3:PutObject unused',
    ]);
  });

  test('nothing is proposed where all is safe, or nothing known is matched', () => {
    expect(picture('s3:Get*', { s3: ['GetObject', 'PutObject'] }, { s3: ['PutObject'] })).toEqual([
      's3:Get* safe 1/1',
      ' s3:GetObject safe',
    ]);
    expect(picture('s3:Zap*', { s3: ['GetObject'] }, {})).toEqual(['s3:Zap* safe 0/0']);
  });
});
