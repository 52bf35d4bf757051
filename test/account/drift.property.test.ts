import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { driftOf } from '../../source/account/drift.ts';
import { buildCatalog } from '../../source/catalog/build.ts';
import { type Catalog, createCatalog } from '../../source/catalog/catalog.ts';
import { catalogPair } from '../../source/catalog/compare.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { forAll } from '../model/runs.ts';

/** A history of three services: each action came on some day, 0 to 9, and stays. */
const DAYS = 10;
const SERVICES = ['aa', 'bb', 'cc'] as const;
const NAMES = ['Get', 'GetAll', 'Put'];

type History = Readonly<Record<string, readonly number[]>>;

const history: fc.Arbitrary<History> = fc.record(
  Object.fromEntries(
    SERVICES.map((service) => [
      service,
      fc.array(fc.integer({ min: 0, max: DAYS - 1 }), { minLength: NAMES.length, maxLength: NAMES.length }),
    ]),
  ),
);

const dateOf = (day: number): string => `2024-01-0${day}`;

function names(past: History, service: string, day: number): string[] {
  return NAMES.filter((_, i) => (past[service]?.[i] ?? DAYS) <= day);
}

/** All that there was on a day. */
function whole(past: History, day: number): Catalog {
  return createCatalog({
    date: dateOf(day),
    digest: String(day),
    services: SERVICES.filter((service) => names(past, service, day).length > 0),
    names: (service) => names(past, service, day),
    details: () => new Map(),
  });
}

interface Snapshot {
  readonly day: number;
  /** The services whose files were there, and the day of the catalogue that the rest comes from; undefined: all. */
  readonly some?: { readonly services: readonly string[]; readonly before: number | undefined } | undefined;
}

const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  day: fc.integer({ min: 0, max: DAYS - 1 }),
  some: fc.option(
    fc.record({
      services: fc.subarray([...SERVICES]),
      before: fc.option(fc.integer({ min: 0, max: DAYS - 1 }), { nil: undefined }),
    }),
    { nil: undefined },
  ),
});

function catalogOf(past: History, { day, some }: Snapshot): Catalog {
  if (some === undefined) return whole(past, day);
  const before = some.before === undefined ? undefined : whole(past, Math.min(some.before, day));
  const reference = some.services
    .map((service) => ({ service, actions: names(past, service, day).map((name) => ({ name })) }))
    .filter(({ actions }) => actions.length > 0);
  const facts = { date: dateOf(day), isWhole: false, source: '', texts: undefined, textsHeader: undefined };
  const { header, names: text } = buildCatalog(reference, { ...facts, before }).files;
  const rows = new Map(
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => [line.slice(0, line.indexOf(' ')), line.split(' ').slice(1)]),
  );
  return createCatalog({
    date: header.date,
    digest: header.sha256,
    isWhole: header.partial !== true,
    takenOver: new Map(Object.entries(header.takenOver ?? {})),
    services: [...rows.keys()],
    names: (service) => rows.get(service) ?? [],
    details: () => new Map(),
  });
}

type Entries = { readonly Action?: readonly string[]; readonly NotAction?: readonly string[] };

const policies = fc.constantFrom<Entries[]>(
  { Action: ['*'] },
  { Action: ['aa:*', 'bb:Get*'] },
  { Action: ['cc:G*', 'aa:Put'] },
  { NotAction: ['aa:*'] },
  { NotAction: ['bb:Get*', 'cc:Put'] },
);

function allows(policy: Entries, action: string): boolean {
  const hits = (entries: readonly string[] = []): boolean =>
    entries.some((entry) => new RegExp(`^${entry.replaceAll('*', '.*')}$`).test(action));
  return policy.NotAction === undefined
    ? hits(policy.Action?.filter((entry) => entry.includes('*')))
    : !hits(policy.NotAction);
}

describe('drift between catalogues of which some know only a part', () => {
  forAll(
    'says of nothing that it came in that did not, and of each that did that it came or that it cannot tell',
    fc.property(history, snapshot, snapshot, policies, (past, one, two, entries) => {
      const [from, to] = one.day <= two.day ? [one, two] : [two, one];
      fc.pre(from.day < to.day);
      const [older, newer] = [catalogOf(past, from), catalogOf(past, to)];
      const policy = readPolicy(
        JSON.stringify({ Statement: [{ Effect: 'Allow', ...entries, Resource: '*' }] }),
        'p',
      );
      const drift = driftOf(policy, catalogPair(older, newer));
      const said = new Set(drift.flatMap(({ actions }) => actions.map(({ action }) => action)));
      const cannotTell = new Set(drift.flatMap((entry) => entry.cannotTell));
      for (const service of SERVICES) {
        for (const [i, name] of NAMES.entries()) {
          const action = `${service}:${name}`;
          const day = past[service]?.[i] ?? DAYS;
          const came = day > from.day && day <= to.day && allows(entries, action);
          if (said.has(action)) expect(came, action).toBe(true);
          if (came && !said.has(action))
            expect(cannotTell.has(service) || cannotTell.has('*'), `${action} cannot be told`).toBe(true);
        }
      }
      if (one.some === undefined && two.some === undefined) expect([...cannotTell]).toEqual([]);
    }),
  );
});
