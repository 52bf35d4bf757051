import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../source/usage/finding.ts';
import { settleFindings } from '../../source/usage/settle.ts';

const page = (name: string, more: Partial<Finding> = {}): Finding => ({
  file: `${name}.json`,
  source: 'access-analyzer',
  id: 'f1',
  principal: 'R',
  analyzedAt: '2024-05-29T00:00:00Z',
  services: [{ service: name, actions: 'all' }],
  notes: [`note on ${name}`],
  ...more,
});

const services = (findings: readonly Finding[]) =>
  findings.map((one) => one.services.map(({ service }) => service));

test('pages of one finding are put together', () => {
  const { findings, notes } = settleFindings([
    page('a', { truncated: true }),
    page('b', { id: 'f2' }),
    page('c'),
  ]);
  expect(services(findings)).toEqual([['a', 'c'], ['b']]);
  expect(findings[0]?.notes).toEqual(['note on a', 'note on c']);
  expect(findings[0]?.truncated).toBeUndefined();
  expect(notes).toEqual([]);
});

test('a missing page is a warning', () => {
  const { findings, warnings } = settleFindings([
    page('a', { truncated: true }),
    page('b', { truncated: true }),
  ]);
  expect(findings[0]?.truncated).toBe(true);
  expect(warnings).toEqual([expect.stringContaining('page that is missing')]);
});

test('the newest of several readings counts', () => {
  const { findings, notes } = settleFindings([
    page('old'),
    page('new', { analyzedAt: '2024-06-29T00:00:00+02:00' }),
  ]);
  expect(services(findings)).toEqual([['new']]);
  expect(notes).toEqual([expect.stringMatching(/^old\.json: .*newer/)]);
});

test('what is over is left out unless asked for, also where an older reading was active', () => {
  const given = [
    page('old'),
    page('new', { analyzedAt: '2024-06-29T00:00:00Z', status: 'RESOLVED' }),
    page('x', { id: 'f2', status: 'ARCHIVED' }),
  ];
  const { findings, notes } = settleFindings(given);
  expect(findings).toEqual([]);
  expect(notes).toHaveLength(3);
  expect(services(settleFindings(given, { includeInactive: true }).findings)).toEqual([['new'], ['x']]);
});

test('last-accessed details are compared by their principal, the short form by nothing', () => {
  const job = (name: string, analyzedAt: string, principal?: string): Finding => ({
    file: name,
    source: 'last-accessed',
    analyzedAt,
    ...(principal === undefined ? {} : { principal }),
    services: [{ service: name, actions: 'all' }],
    notes: [],
  });
  const short: Finding = { file: 's', services: [{ service: 's', actions: 'all' }], notes: [] };
  const { findings } = settleFindings([
    job('a', '2024-01-01', 'R'),
    job('b', '2024-02-01', 'R'),
    job('c', '2024-01-01', 'Q'),
    job('d', '2024-01-01'),
    job('e', '2024-02-01'),
    short,
    short,
  ]);
  expect(services(findings)).toEqual([['b'], ['c'], ['d'], ['e'], ['s'], ['s']]);
});

test('the order of pages changes nothing but the order', () => {
  const any = fc.record({
    file: fc.constantFrom('a', 'b'),
    source: fc.constant('access-analyzer' as const),
    id: fc.constantFrom('f1', 'f2'),
    analyzedAt: fc.constantFrom('2024-01-01', '2024-02-01'),
    services: fc.array(
      fc.record({ service: fc.constantFrom('x', 'y', 'z'), actions: fc.constant('all' as const) }),
    ),
    notes: fc.constant([]),
  });
  const shown = (findings: readonly Finding[]) =>
    settleFindings(findings)
      .findings.map(({ id, analyzedAt, services: rows }) => [
        id,
        analyzedAt,
        rows.map(({ service }) => service).sort(),
      ])
      .sort();
  fc.assert(
    fc.property(fc.array(any, { maxLength: 6 }), (findings) => {
      expect(shown(findings.toReversed())).toEqual(shown(findings));
    }),
  );
});
