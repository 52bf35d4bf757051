import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callersNamed } from '../../source/account/callers.ts';
import { deniedNow, withCalls } from '../../source/account/case-calls.ts';
import { breaks, replay } from '../../source/account/replay.ts';
import { fold } from '../../source/pattern/fold.ts';
import { policyFrom } from '../../source/policy/policy.ts';
import { prove } from '../../source/proof/prove.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Needs } from '../../source/usage/calls/needs.ts';
import { CallsCounter, type SeenCalls } from '../../source/usage/calls/seen.ts';
import { actionsOf, mode, type World, world } from '../model/arbitraries.ts';
import { caseOf } from '../model/case.ts';
import { engineInput } from '../model/given.ts';
import { forAll } from '../model/runs.ts';

const ROLE = 'arn:aws:iam::123456789012:role/app';

interface MadeCall {
  readonly action: string;
  readonly isKnown: boolean;
  readonly isDenied: boolean;
  readonly time: string;
}

function seenOf(calls: readonly MadeCall[]): SeenCalls {
  const needs = {
    of: ({ name }: { readonly name: string }): Needs =>
      name.startsWith('?')
        ? { kind: 'unknown', name, literal: name.slice(1) }
        : { kind: 'actions', actions: [name] },
  };
  const counter = new CallsCounter(needs, () => true);
  for (const { action, isKnown, isDenied, time } of calls) {
    counter.add({
      source: 's',
      name: `${isKnown ? '' : '?'}${action}`,
      time,
      identity: { type: 'AssumedRole', issuer: ROLE },
      ...(isDenied ? { error: 'AccessDenied' } : {}),
    });
  }
  return counter.result();
}

const scene = world.chain((given) => {
  const actions = [...actionsOf(given.services), 'new:Thing', 'new:Things'];
  const call = fc.record({
    action: fc.constantFrom(...actions),
    isKnown: fc.boolean(),
    isDenied: fc.boolean(),
    time: fc.constantFrom('2026-05-01T10:00:00Z', '2026-05-09T10:00:00Z', '2026-05-31T10:00:00Z'),
  });
  return fc.record({ given: fc.constant(given), calls: fc.array(call, { maxLength: 12 }) });
});

function caseFor(
  given: World,
  generalize: 'shortest' | 'tightest' | 'exact' | 'compact',
  calls: readonly MadeCall[],
) {
  const seen = seenOf(calls);
  const bare = caseOf({ id: 'x', name: 'x', ...engineInput(given), generalize });
  const { cases, warnings } = withCalls([bare], seen);
  const [policyCase = bare] = cases;
  return { bare, policyCase, seen, warnings };
}

describe('what was called stays', () => {
  forAll(
    'a refinement that knows the calls breaks none of them, and is proved',
    fc.property(scene, mode, ({ given, calls }, generalize) => {
      const { bare, policyCase, seen } = caseFor(given, generalize, calls);
      const outcome = derive(policyCase, []);
      const change = {
        id: 'x',
        name: 'x',
        before: bare.policy,
        after: outcome.value === null ? null : policyFrom(outcome.value, outcome.text ?? '', 'x'),
        callers: callersNamed(undefined),
      };
      expect(replay(seen.principals, [change]).filter(breaks)).toEqual([]);
      expect(deniedNow(outcome)).toEqual([]);
      const { unused, catalog, value } = outcome;
      const claim = { original: bare.policy.value, refined: value, unused, catalog };
      expect(
        prove(claim).laws.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'not-applicable'),
      ).toEqual([]);
    }),
  );

  forAll(
    'only what was called with success is kept, and nothing else becomes of the rest',
    fc.property(scene, ({ given, calls }) => {
      const { bare, policyCase } = caseFor(given, 'exact', calls);
      const through = new Set(calls.filter(({ isDenied }) => !isDenied).map(({ action }) => fold(action)));
      for (const { action, why } of policyCase.calls?.kept ?? []) {
        expect(through.has(fold(action))).toBe(true);
        if (why === 'contradiction') expect(bare.unused.has(action)).toBe(true);
        expect(policyCase.unused.has(action)).toBe(false);
      }
      const kept = new Set(policyCase.calls?.kept.map(({ action }) => fold(action)));
      for (const action of actionsOf(given.services)) {
        if (!kept.has(fold(action))) expect(policyCase.unused.has(action)).toBe(bare.unused.has(action));
      }
    }),
  );
});

const GIVEN: World = {
  services: { s3: ['GetBucketAcl', 'GetBucketPolicy', 'GetObject', 'PutObject'] },
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: '*' }] },
  finding: [{ serviceNamespace: 's3', actions: ['GetBucketAcl', 'GetBucketPolicy', 'PutObject'] }],
  retained: [],
  removed: [],
};

const call = (action: string, day: string, more: Partial<MadeCall> = {}): MadeCall => ({
  action,
  isKnown: true,
  isDenied: false,
  time: `2026-05-${day}T10:00:00Z`,
  ...more,
});

test('a contradiction is told, counted and looked up; the operator may drop it all the same', () => {
  const calls = [
    call('s3:GetBucketAcl', '02'),
    call('s3:GetBucketAcl', '20'),
    call('s3:GetBucketPolicy', '03', { isDenied: true }),
    call('s3:GetObject', '04'),
    call('s3:BrandNew', '05', { isKnown: false }),
    call('ec2:BrandNew', '05', { isKnown: false }),
  ];
  const { policyCase, warnings } = caseFor(GIVEN, 'shortest', calls);
  expect(warnings).toEqual([
    'x: called although reported unused, so proposed to stay: s3:GetBucketAcl (2 calls, last on 2026-05-20)',
    'x: called, not known to the catalogue, so proposed to stay by the name of the event: s3:BrandNew (1 call, last on 2026-05-05)',
  ]);
  expect(policyCase.calls).toMatchObject({
    events: 6,
    first: '2026-05-02T10:00:00Z',
    last: '2026-05-20T10:00:00Z',
  });
  expect(policyCase.calls?.of('S3:getbucketacl')).toMatchObject({
    calls: 2,
    first: '2026-05-02T10:00:00Z',
    last: '2026-05-20T10:00:00Z',
  });
  expect(policyCase.calls?.of('s3:GetBucketPolicy')).toMatchObject({ calls: 0, denied: 1 });
  expect(policyCase.calls?.of('s3:PutObject')).toBeUndefined();
  const asProposed = derive(policyCase, []);
  expect(asProposed.value).toMatchObject({
    Statement: [{ Action: ['s3:BrandNew', 's3:GetBucketAcl', 's3:GetObject'] }],
  });
  const drop = {
    kind: 'drop',
    statement: 0,
    entry: 0,
    row: 's3:GetBucketAcl',
    actions: ['s3:GetBucketAcl'],
    by: 'me',
    at: '2026-06-01T00:00:00Z',
    reason: 'no longer',
  } as const;
  const dropped = derive(policyCase, [drop]);
  expect(JSON.stringify(dropped.value)).not.toContain('GetBucketAcl');
  expect(deniedNow(dropped).map(({ action }) => action)).toEqual(['s3:GetBucketAcl']);
});

test('calls of others say nothing about a policy whose holders are known', () => {
  const seen = seenOf([call('s3:GetBucketAcl', '02')]);
  const holders = [{ kind: 'role', name: 'other', analysed: true }] as const;
  const policyCase = caseOf({ id: 'x', name: 'x', ...engineInput(GIVEN), holders });
  const { cases, warnings } = withCalls([policyCase], seen);
  expect(warnings).toEqual([]);
  expect(cases[0]?.calls).toMatchObject({ events: 0, kept: [] });
  expect(cases[0]?.unused.has('s3:GetBucketAcl')).toBe(true);
});
