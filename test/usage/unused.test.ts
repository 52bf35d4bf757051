import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding, UnusedService } from '../../source/usage/finding.ts';
import {
  countUnused,
  intersectUnused,
  lastAccessedOf,
  type Unused,
  unusedFrom,
} from '../../source/usage/unused.ts';

const SERVICES = ['s3', 'ec2', 'iam'];
const NAMES = ['Get', 'GetAll', 'Put'];
const UNIVERSE = SERVICES.flatMap((service) => NAMES.map((name) => `${service}:${name}`));

const finding = (...services: UnusedService[]): Finding => ({ file: 'f.json', services, notes: [] });

const date = fc.constantFrom(
  '2024-01-03T09:00:00+00:00',
  '2024-01-03T09:00:00Z',
  '2024-05-20T10:00:00Z',
  '2023-12-31',
);
const dated = fc.record({ lastAccessed: date }, { requiredKeys: [] });
const anyCase = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.constantFrom('as it is', 'lower', 'upper'))
    .map(([given, how]) =>
      how === 'lower' ? given.toLowerCase() : how === 'upper' ? given.toUpperCase() : given,
    );
const action = fc.constantFrom(...UNIVERSE);
const row: fc.Arbitrary<UnusedService> = fc.constantFrom(...SERVICES).chain((service) => {
  const listed = fc
    .tuple(anyCase(fc.constantFrom(...NAMES)), dated)
    .map(([name, rest]) => ({ action: `${service}:${name}`, ...rest }));
  return fc
    .tuple(fc.oneof(fc.constant('all' as const), fc.array(listed, { maxLength: 3 })), dated)
    .map(([actions, rest]) => ({ service, actions, ...rest }));
});
const findings = fc.array(
  fc.array(row, { maxLength: 3 }).map((rows) => finding(...rows)),
  { maxLength: 3 },
);
const change = anyCase(
  fc.oneof(
    action,
    fc.constantFrom(...SERVICES).map((service) => `${service}:*`),
  ),
);
const changes = fc.record({
  retained: fc.array(change, { maxLength: 3 }),
  removed: fc.array(change, { maxLength: 3 }),
});
const unused = fc.tuple(findings, changes).map(([given, changed]) => unusedFrom(given, changed));

/** What semantics says of one action, read slowly. */
function isUnused(
  action: string,
  given: readonly Finding[],
  changed: { retained: string[]; removed: string[] },
): boolean {
  const lower = action.toLowerCase();
  const service = `${lower.split(':')[0]}:*`;
  const among = (list: readonly string[], what: string): boolean =>
    list.some((item) => item.toLowerCase() === what);
  if (among(changed.removed, lower)) return true;
  if (among(changed.retained, lower)) return false;
  if (among(changed.removed, service)) return true;
  if (among(changed.retained, service)) return false;
  return given.some(({ services }) =>
    services.some(({ service: name, actions }) =>
      actions === 'all'
        ? service === `${name}:*`
        : among(
            actions.map((item) => item.action),
            lower,
          ),
    ),
  );
}

const shown = ({ services, actions, retained, serviceLastAccessed }: Unused) => ({
  services: [...services].sort(),
  actions: [...actions].sort(),
  retained: [...retained].sort(),
  serviceLastAccessed: [...serviceLastAccessed].sort(),
});

test('holds what a finding reports, but for the changes, the more particular of which count', () => {
  fc.assert(
    fc.property(findings, changes, anyCase(action), (given, changed, asked) => {
      expect(unusedFrom(given, changed).has(asked)).toBe(isUnused(asked, given, changed));
    }),
    { numRuns: 1000 },
  );
});

test('has() is what the sets say', () => {
  fc.assert(
    fc.property(unused, action, (u, asked) => {
      const lower = asked.toLowerCase();
      const service = lower.slice(0, lower.indexOf(':'));
      expect(u.has(asked)).toBe(!u.retained.has(lower) && (u.actions.has(lower) || u.services.has(service)));
    }),
  );
});

test('the order of findings and of their rows does not matter', () => {
  const shuffled = findings.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc
        .shuffledSubarray(
          given.flatMap(({ services }) => services),
          { minLength: given.flatMap(({ services }) => services).length },
        )
        .map((rows) => rows.map((one) => finding(one))),
    ),
  );
  fc.assert(
    fc.property(shuffled, changes, ([given, other], changed) => {
      expect(shown(unusedFrom(other, changed))).toEqual(shown(unusedFrom(given, changed)));
    }),
  );
});

test('what several principals leave unused is what each of them does', () => {
  fc.assert(
    fc.property(fc.array(unused, { minLength: 1, maxLength: 4 }), action, (list, asked) => {
      expect(intersectUnused(list).has(asked)).toBe(list.every((one) => one.has(asked)));
      expect(intersectUnused(list).has('newsvc:DoThing')).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('the order of principals does not matter', () => {
  fc.assert(
    fc.property(fc.array(unused, { minLength: 1, maxLength: 4 }), (list) => {
      expect(shown(intersectUnused(list.toReversed()))).toEqual(shown(intersectUnused(list)));
    }),
  );
});

test('of no principals nothing is known, so nothing is unused', () => {
  const u = intersectUnused([]);
  expect(u.has('s3:GetObject')).toBe(false);
  expect(countUnused(u)).toEqual({ services: 0, actions: 0 });
});

test('a whole service and a list of its actions meet in the list, with the latest dates', () => {
  const whole = unusedFrom([
    finding({ service: 's3', actions: 'all', lastAccessed: '2024-03-01T00:00:00Z' }),
  ]);
  const listed = unusedFrom([
    finding({
      service: 's3',
      actions: [{ action: 's3:GetObject', lastAccessed: '2024-02-01T00:00:00Z' }, { action: 's3:PutObject' }],
    }),
  ]);
  const other = unusedFrom([
    finding({ service: 's3', actions: [{ action: 's3:getobject', lastAccessed: '2024-04-01T00:00:00Z' }] }),
  ]);
  const both = intersectUnused([whole, listed]);
  expect([...both.services]).toEqual([]);
  expect([...both.actions.keys()]).toEqual(['s3:getobject', 's3:putobject']);
  expect(lastAccessedOf(intersectUnused([listed, other]), 's3:GetObject')).toBe('2024-04-01T00:00:00Z');
});

test('an action of a wholly unused service was last used when the service was', () => {
  const u = unusedFrom([
    finding(
      { service: 'ec2', actions: 'all', lastAccessed: '2024-01-01T00:00:00Z' },
      {
        service: 's3',
        actions: [{ action: 's3:GetObject', lastAccessed: '2024-02-01T00:00:00Z' }],
        lastAccessed: '2024-05-01T00:00:00Z',
      },
    ),
  ]);
  expect(lastAccessedOf(u, 'EC2:RunInstances')).toBe('2024-01-01T00:00:00Z');
  expect(lastAccessedOf(u, 'S3:getobject')).toBe('2024-02-01T00:00:00Z');
  // Of a service in use, the date says nothing about an action.
  expect(lastAccessedOf(u, 's3:PutObject')).toBeUndefined();
  expect(countUnused(u)).toEqual({ services: 1, actions: 1 });
});

test('a retained action stays in a service that goes', () => {
  const u = unusedFrom([finding({ service: 's3', actions: 'all' })], { retained: ['s3:GetObject'] });
  expect(u.has('s3:GetObject')).toBe(false);
  expect(u.has('s3:NotYetInvented')).toBe(true);
  expect([...u.retained]).toEqual(['s3:getobject']);
});

test('names that mean something to JavaScript are names', () => {
  const u = unusedFrom([finding({ service: '__proto__', actions: [{ action: '__proto__:constructor' }] })]);
  expect(u.has('__proto__:constructor')).toBe(true);
  expect(u.has('constructor:name')).toBe(false);
});
