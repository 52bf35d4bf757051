import { expect, test } from 'vitest';
import { readPolicy } from '../../source/policy/policy.ts';
import { policyCase } from '../../source/refine/case.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Outcome } from '../../source/refine/outcome.ts';
import { deriveSettled } from '../../source/refine/settled.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { catalogOfNames } from '../model/given.ts';
import { heapInUse } from '../model/heap.ts';

const ACTIONS = Array.from({ length: 200 }, (_, i) => `GetObject${i}`);

const subject = policyCase({
  id: 'p',
  name: 'p',
  policy: readPolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:*', 'ec2:*'], Resource: '*' },
        { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      ],
    }),
    'policy.json',
  ),
  unused: unusedFrom([], { removed: ['ec2:*', ...ACTIONS.slice(1).map((name) => `s3:${name}`)] }),
  protections: [],
  catalog: catalogOfNames({ s3: ACTIONS, ec2: ['RunInstances'], iam: ['GetRole'] }),
  generalize: 'shortest',
});

/** All that an outcome says; how it was made is its own business. */
function said(outcome: Outcome): unknown {
  return {
    decisions: outcome.decisions,
    table: outcome.table,
    text: outcome.text,
    value: outcome.value,
    edits: [...outcome.edits],
    warnings: outcome.warnings,
    approved: outcome.approved,
    total: outcome.total,
    counts: outcome.counts,
    gone: outcome.gone,
    deviations: outcome.deviations,
    catalog: outcome.catalog.digest,
    unused: [...outcome.unused.services, ...outcome.unused.actions.keys()],
    statements: outcome.statements.map(({ fate, result }) => ({ fate, result })),
    entries: outcome.entries.map(({ text, proposal, grants }) => ({ text, proposal, grants })),
  };
}

test('a settled outcome says what the one it was made from says', () => {
  const decisions = [
    { kind: 'keep', actions: ['s3:GetObject7'], by: 'a', at: '2026-01-01T00:00:00Z' },
  ] as const;
  for (const made of [[], decisions]) {
    const { outcome, used } = deriveSettled(subject, made, said);
    expect(said(outcome)).toEqual(used);
    expect(used).toEqual(said(derive(subject, made)));
  }
});

test('a settled outcome holds nothing of how it was made', async () => {
  const { outcome, used } = deriveSettled(subject, [], (made) =>
    [made, made.gone, made.statements, ...made.entries].map((each) => new WeakRef<object>(each)),
  );
  await heapInUse();
  expect(used.map((each) => each.deref())).toEqual(used.map(() => undefined));
  expect(outcome.gone).toHaveLength(ACTIONS.length);
});
