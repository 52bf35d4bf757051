import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitPolicy } from '../../source/account/split.ts';
import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import { quotaSize } from '../../source/policy/size.ts';
import { forAll } from '../model/runs.ts';

const size = (value: JsonValue): number => quotaSize(JSON.stringify(value));

interface Written extends JsonObject {
  Effect: string;
}

const action = fc.integer({ min: 1, max: 30 }).map((length) => `s3:${'a'.repeat(length)}`);
const condition = fc.option(
  fc.integer({ min: 0, max: 60 }).map((length) => ({ Bool: { 'aws:x y': 'x'.repeat(length) } })),
  { nil: undefined, freq: 4 },
);
const statement: fc.Arbitrary<Written> = fc
  .record({
    sid: fc.option(fc.string({ unit: fc.constantFrom('A', 'b', ' '), maxLength: 20 }), { nil: undefined }),
    effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    element: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
    actions: fc.oneof(action, fc.array(action, { maxLength: 4 })),
    condition,
  })
  .map(({ sid, effect, element, actions, condition: given }) => ({
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    [element]: actions,
    Resource: '*',
    ...(given === undefined ? {} : { Condition: given }),
  }));
const policy = fc.record({
  Version: fc.constant('2012-10-17'),
  Statement: fc.oneof(
    { weight: 5, arbitrary: fc.array(statement, { maxLength: 3 }) },
    { weight: 1, arbitrary: statement },
  ),
});
const limit = fc.integer({ min: 120, max: 420 });

function statementsOf({ Statement }: JsonObject): JsonObject[] {
  return (Array.isArray(Statement) ? Statement : [Statement]) as JsonObject[];
}

/** What a policy says, action by action: what a split must neither lose nor add. */
function sayings(policies: readonly JsonObject[]): string[] {
  return policies
    .flatMap(statementsOf)
    .flatMap(({ Sid: _, Action, ...rest }) =>
      Array.isArray(Action) && Action.length > 0
        ? Action.map((each) => JSON.stringify({ ...rest, Action: each }))
        : [JSON.stringify({ ...rest, ...(Action === undefined ? {} : { Action }) })],
    )
    .sort();
}

/** The pieces that a statement may be cut into: one for each action, or the whole. */
function atomsOf(value: JsonObject): {
  piece: (chosen: readonly JsonValue[]) => JsonObject;
  list: JsonValue[];
} {
  const { Action } = value;
  if (!Array.isArray(Action) || Action.length < 2) return { piece: () => value, list: [null] };
  return { piece: (chosen) => ({ ...value, Action: [...chosen] }), list: Action };
}

function withoutSid(value: JsonObject): JsonObject {
  const { Sid: _, ...rest } = value;
  return rest;
}

/** The fewest parts, found by trying all ways to deal the actions out; undefined where no way keeps the limit. */
function fewest(whole: JsonObject, most: number, onlyWhole: boolean): number | undefined {
  const statements = statementsOf(whole).map((value) => ({ value, ...atomsOf(value) }));
  const atoms = statements.flatMap(({ list }, at) =>
    onlyWhole ? [{ at, list }] : list.map((each) => ({ at, list: [each] })),
  );
  const alone = ({ at, list }: (typeof atoms)[number]): JsonObject => ({
    ...whole,
    Statement: [statements[at]?.piece(list) ?? {}],
  });
  if (atoms.some((atom) => size(alone(atom)) > most)) return undefined;
  let best = atoms.length;
  const parts: { at: number; list: JsonValue[] }[][] = [];
  const fits = (): boolean => {
    // A Sid stands on one piece of its statement; any will do.
    const sizes = parts.map((part) =>
      size({
        ...whole,
        Statement: part.map(({ at, list }) => withoutSid(statements[at]?.piece(list) ?? {})),
      }),
    );
    const place = (at: number): boolean => {
      const value = statements[at]?.value;
      if (value === undefined) return sizes.every((each) => each <= most);
      const sid = size(value) - size(withoutSid(value));
      return parts.some((part, i) => {
        if (!part.some((piece) => piece.at === at)) return false;
        sizes[i] = (sizes[i] ?? 0) + sid;
        const found = place(at + 1);
        sizes[i] = (sizes[i] ?? 0) - sid;
        return found;
      });
    };
    return place(0);
  };
  const deal = (n: number): void => {
    if (parts.length >= best) return;
    const atom = atoms[n];
    if (atom === undefined) {
      if (fits()) best = parts.length;
      return;
    }
    for (const part of parts) {
      const same = part.find(({ at }) => at === atom.at);
      if (same === undefined) part.push({ at: atom.at, list: [...atom.list] });
      else same.list.push(...atom.list);
      deal(n + 1);
      if (same === undefined) part.pop();
      else same.list.splice(-atom.list.length);
    }
    parts.push([{ at: atom.at, list: [...atom.list] }]);
    deal(n + 1);
    parts.pop();
  };
  deal(0);
  return best;
}

describe('a split', () => {
  forAll(
    'says what the whole says, nothing twice, each part within the limit',
    fc.property(policy, limit, (whole, most) => {
      const parts = splitPolicy(whole, most);
      if (parts === null) return;
      for (const part of parts) {
        expect(size(part)).toBeLessThanOrEqual(most);
        expect({ ...part, Statement: null }).toEqual({ ...whole, Statement: null });
        expect(statementsOf(part).length).toBeGreaterThan(size(whole) <= most ? -1 : 0);
      }
      expect(sayings(parts)).toEqual(sayings([whole]));
      const sids = (list: readonly JsonObject[]): JsonValue[] =>
        list
          .flatMap(statementsOf)
          .flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]))
          .sort();
      expect(sids(parts)).toEqual(sids([whole]));
    }),
    5,
  );

  forAll(
    'has the fewest parts that any dealing out of the actions has, and is none only where there is none',
    fc.property(policy, limit, (whole, most) => {
      const parts = splitPolicy(whole, most);
      if (size(whole) <= most) {
        expect(parts).toEqual([whole]);
        return;
      }
      const expected = statementsOf(whole).length === 0 ? undefined : fewest(whole, most, false);
      expect(parts?.length).toBe(expected);
      // No statement is cut where that saves nothing.
      if (expected !== undefined && fewest(whole, most, true) === expected) {
        expect(parts?.flatMap(statementsOf).length).toBe(statementsOf(whole).length);
      }
    }),
    2,
  );
});

describe('a policy of the size that AWS allows', () => {
  const many = (count: number, prefix: string): string[] =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`);

  test('stays whole at its limit, and not one character above', () => {
    const exact = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [''], Resource: '*' }] };
    const at = (length: number): JsonObject => {
      const filler = 'a'.repeat(length - size(exact));
      return { ...exact, Statement: [{ Effect: 'Allow', Action: [filler], Resource: '*' }] };
    };
    expect(splitPolicy(at(6_144), 6_144)).toEqual([at(6_144)]);
    expect(splitPolicy(at(6_145), 6_144)).toBeNull();
  });

  test('white space costs nothing', () => {
    const spaced = {
      Version: '2012-10-17',
      Statement: [{ Sid: ' '.repeat(9_000), Effect: 'Allow', Action: 's3:*' }],
    };
    expect(splitPolicy(spaced, 6_144)).toEqual([spaced]);
  });

  test('is cut into about as many parts as its size asks for, in little time', () => {
    const whole = {
      Version: '2012-10-17',
      Statement: [
        ...many(40, 'Small').map((sid) => ({
          Sid: sid,
          Effect: 'Allow',
          Action: many(9, `s3:Get${sid}`),
          Resource: '*',
        })),
        { Sid: 'Large', Effect: 'Allow', Action: many(900, 'ec2:DescribeSomething'), Resource: '*' },
        { Sid: 'No', Effect: 'Deny', Action: ['iam:*'], Resource: '*' },
        { Sid: 'AllBut', Effect: 'Allow', NotAction: many(150, 'ec2:RunSomething'), Resource: '*' },
      ],
    };
    const parts = splitPolicy(whole, 6_144) ?? [];
    expect(parts.length).toBe(Math.ceil(size(whole) / 6_100));
    expect(sayings(parts)).toEqual(sayings([whole]));
  });
});
