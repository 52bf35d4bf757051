import { describe, expect, test } from 'vitest';
import {
  buildTrie,
  bundledCatalogs,
  InputError,
  openCatalog,
  refinePolicy,
  verifyRefinement,
} from '../../source/index.ts';

const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
};
const unused = openCatalog('2024-08-31')
  .service('s3')
  ?.actions.filter((action) => action.startsWith('s3:Get') && !action.startsWith('s3:GetObject'));
if (unused === undefined) throw new Error('no s3');
const options = { catalog: '2024-08-31' };
const refined = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject*', Resource: '*' }],
};

describe('refinePolicy', () => {
  test('takes and gives plain objects', () => {
    expect(refinePolicy(policy, unused, options)).toEqual({
      policy: refined,
      text: JSON.stringify(refined, null, 2),
      changed: true,
      warnings: [],
    });
  });

  test('leaves what it was given as it was', () => {
    const given = structuredClone(policy);
    refinePolicy(given, unused, options);
    expect(given).toEqual(policy);
  });

  test('keeps the bytes of a text', () => {
    const text =
      '{"Version":"2012-10-17",\t"Statement" : {"Effect":"Allow","Action":["s3:Get*"],"Resource":"*"}}\n';
    expect(refinePolicy(text, unused, options).text).toBe(text.replace('s3:Get*', 's3:GetObject*'));
    expect(refinePolicy(text, [], options)).toMatchObject({ text, changed: false });
  });

  test('takes findings of every shape, and not those that are over', () => {
    const actions = unused.map((action) => action.slice(3));
    const short = [{ serviceNamespace: 's3', actions }];
    const details = [
      { unusedPermissionDetails: { serviceNamespace: 's3', actions: actions.map((action) => ({ action })) } },
    ];
    const finding = {
      id: 'f',
      resource: 'arn:aws:iam::123456789012:role/R',
      status: 'ACTIVE',
      findingDetails: details,
    };
    for (const given of [short, JSON.stringify(short), finding, [finding]]) {
      expect(refinePolicy(policy, given, options).policy).toEqual(refined);
    }
    expect(refinePolicy(policy, { ...finding, status: 'RESOLVED' }, options).changed).toBe(false);
  });

  test('says null where nothing is left', () => {
    expect(refinePolicy(policy, ['s3:*'], options)).toMatchObject({
      policy: null,
      text: null,
      changed: true,
    });
  });

  test('warns of what it does not know', () => {
    const odd = { Statement: { Effect: 'Allow', Action: 'newsvc:*', Resource: '*' } };
    expect(refinePolicy(odd, [], options).warnings).toEqual([
      expect.stringContaining('no Version'),
      expect.stringContaining('"newsvc:*" matches no known action'),
    ]);
  });

  test('goes as far as it is told', () => {
    const exact = refinePolicy(policy, unused, { ...options, generalize: 'exact' });
    expect(exact.policy).toMatchObject({
      Statement: [{ Action: expect.arrayContaining(['s3:GetObject', 's3:GetObjectAcl']) }],
    });
  });

  test.each([
    ['no policy', () => refinePolicy({ Statement: 1 }, []), /Statement/],
    ['no JSON', () => refinePolicy('{', []), /ends in the middle/],
    ['a pattern for an action', () => refinePolicy(policy, ['s3:Get*']), /neither an action nor a service/],
    ['no finding', () => refinePolicy(policy, { a: 1 }), /not a finding/],
    ['no catalogue', () => refinePolicy(policy, [], { catalog: '1999-01-01' }), /no catalogue of 1999-01-01/],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(message);
  });
});

describe('verifyRefinement', () => {
  test('proves what refinePolicy makes', () => {
    const { ok, laws } = verifyRefinement(policy, refined, unused, options);
    expect(ok).toBe(true);
    expect(laws.map(({ verdict }) => verdict)).toEqual([
      ...Array(5).fill('holds'),
      'not-applicable',
      'not-applicable',
    ]);
  });

  test('refutes what lets in more or loses something, with a counterexample', () => {
    const wide = {
      ...refined,
      Statement: [{ ...refined.Statement[0], Action: ['s3:GetObject*', 's3:Put*'] }],
    };
    const narrow = { ...refined, Statement: [{ ...refined.Statement[0], Action: ['s3:GetObject'] }] };
    const more = verifyRefinement(policy, wide, unused, options);
    expect(more.ok).toBe(false);
    expect(more.laws[2]).toMatchObject({ law: 3, verdict: 'refuted', counterexample: { statement: 0 } });
    const less = verifyRefinement(policy, narrow, unused, options);
    expect(less.laws[0]).toMatchObject({ law: 1, verdict: 'refuted' });
    expect(verifyRefinement(policy, null, unused, options).ok).toBe(false);
    expect(verifyRefinement(policy, null, ['s3:*'], options).ok).toBe(true);
  });
});

test('buildTrie tells safe nodes from others', () => {
  const trie = buildTrie('s3:Get*', unused, options);
  expect(trie.state(0)).toBe('mixed');
  expect(trie.total(0) - trie.unused(0)).toBe(trie.proposed.reduce((sum, node) => sum + trie.total(node), 0));
  expect(trie.proposed.map((node) => trie.prefix(node))).toEqual(['s3:GetObject']);
});

test('the bundled catalogues can be listed and opened', () => {
  expect(bundledCatalogs()).toEqual(['2024-08-31', '2026-09-26']);
  expect(openCatalog().date).toBe('2026-09-26');
  expect(openCatalog('2024-08-31').has('s3:getobject')).toBe(true);
  expect(refinePolicy(policy, [], { catalog: openCatalog('2024-08-31') }).changed).toBe(false);
});
