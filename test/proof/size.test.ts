import { describe, expect, test } from 'vitest';
import { openCatalog } from '../../source/index.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { certify } from '../../source/proof/certificate.ts';
import { prove } from '../../source/proof/prove.ts';
import { policyCase } from '../../source/refine/case.ts';
import { derive } from '../../source/refine/derive.ts';
import { rerunOf } from '../../source/refine/rerun.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { allow, policy } from './check.ts';

const catalog = openCatalog();
const actions = catalog.services().flatMap((service) => catalog.actions(service)?.actions ?? []);
const none = unusedFrom([]);

/** A policy refined and proved, as the commands do it. */
function certified(
  statements: readonly object[],
  unused: readonly string[],
  generalize: 'shortest' | 'exact',
) {
  const outcome = derive(
    policyCase({
      id: 'p',
      name: 'p',
      policy: readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'p.json'),
      unused: unusedFrom([], { removed: unused }),
      protections: [],
      catalog,
      generalize,
    }),
    [],
  );
  return certify(outcome, rerunOf, '0');
}

describe('no size is too much', () => {
  test.each(['shortest', 'exact'] as const)('AdministratorAccess less one action, %s', (generalize) => {
    const { ok, counts } = certified([allow('*')], ['s3:GetObject'], generalize);
    expect(ok).toBe(true);
    expect(counts).toMatchObject({ before: actions.length, now: actions.length - 1, gone: 1 });
  });

  test('133 statements of everything less a thousand actions', () => {
    const unused = actions.filter((_, i) => i % 22 === 3);
    const { ok, counts, laws } = certified(
      Array.from({ length: 133 }, () => allow('*')),
      unused,
      'shortest',
    );
    expect(ok).toBe(true);
    expect(counts.gone).toBe(unused.length);
    expect(laws[1]?.numbers).toMatchObject({ statements: 133, remaining: 0 });
  });

  test('a statement with 100,000 entries', () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => `s3:Get${i}`);
    const original = policy(allow(entries));
    const unused = unusedFrom([], { removed: entries.slice(1) });
    const claim = { original, unused, catalog };
    expect(prove({ ...claim, refined: policy(allow(entries.slice(0, 1))) }).ok).toBe(true);
    const { laws } = prove({ ...claim, refined: original });
    expect(laws[1]).toMatchObject({ verdict: 'refuted', numbers: { remaining: 99_999 } });
    expect(prove({ original, refined: original, unused: none, catalog }).ok).toBe(true);
  });

  test('a finding with 500,000 rows', () => {
    const removed = Array.from({ length: 500_000 }, (_, i) => `svc${i % 500}:Do${i}`);
    const original = policy(allow('*'));
    const claim = { original, unused: unusedFrom([], { removed }), catalog };
    expect(prove({ ...claim, refined: original }).laws[1]).toMatchObject({
      verdict: 'refuted',
      numbers: { remaining: 500_000 },
    });
    expect(prove({ ...claim, refined: null }).counts.gone).toBe(500_000);
  });
});
