import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { bundledCatalogsFolder, catalogDates, openCatalogFolder } from '../../source/catalog/bundled.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { decideLaws } from '../../source/proof/verify.ts';
import { policyCase } from '../../source/refine/case.ts';
import { derive } from '../../source/refine/derive.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { mode, pattern } from '../model/arbitraries.ts';
import { allowedBy } from '../model/given.ts';
import { refineAction, type World } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

const catalogs = catalogDates(bundledCatalogsFolder()).map((date) =>
  openCatalogFolder(join(bundledCatalogsFolder(), date)),
);

/** A service of a bundled catalogue with at most so many actions, and a policy and a finding over it. */
const real = (most: number) =>
  fc
    .record({
      catalog: fc.nat(catalogs.length - 1),
      service: fc.nat(1000),
      entries: fc.array(pattern, { minLength: 1, maxLength: 3 }),
      element: fc.constantFrom('Action', 'Action', 'NotAction' as const),
      density: fc.nat(100),
      rolls: fc.array(fc.nat(99), { minLength: 30, maxLength: 30 }),
    })
    .map(({ catalog: n, service, entries, element, density, rolls }) => {
      const catalog = catalogs[n] ?? openCatalogFolder('');
      const services = catalog
        .services()
        .filter((each) => (catalog.service(each)?.actions.length ?? 0) <= most);
      const name = services[service % services.length] ?? '';
      const actions = catalog.service(name)?.actions ?? [];
      const unused = actions.filter((_, i) => (rolls[i % rolls.length] ?? 0) < density);
      const list = entries.map((choose) => choose(actions));
      const statement = { Effect: 'Allow', [element]: list, Resource: '*' };
      return {
        catalog,
        name,
        actions,
        unused,
        element,
        policy: { Version: '2012-10-17', Statement: [statement] },
        list,
      };
    });

describe('with the names that AWS has', () => {
  forAll(
    'a statement loses what is unused and nothing else, and the verifier proves it',
    fc.property(real(1000), mode, ({ catalog, name, actions, unused, element, policy, list }, generalize) => {
      const read = readPolicy(JSON.stringify(policy), 'p');
      const finding = [
        { serviceNamespace: name, actions: unused.map((action) => action.slice(name.length + 1)) },
      ];
      const unusedOnes = unusedFrom(readFinding(finding, 'f').findings);
      const facts = { id: 'p', name: 'p', policy: read, unused: unusedOnes, protections: [], catalog };
      const { edits, value } = derive(policyCase({ ...facts, generalize }), []);
      const after = edits.get(0) ?? list;
      const was = allowedBy(element, list);
      const is = allowedBy(element, edits.has(0) && after.length === 0 ? undefined : after);
      const gone = new Set(unused);
      expect(actions.filter(is)).toEqual(actions.filter((action) => was(action) && !gone.has(action)));
      // The service alone: the rest of the catalogue is looked at by nothing but wildcard services.
      if (list.some((entry) => !entry.toLowerCase().startsWith(`${name}:`)) || element === 'NotAction')
        return;
      const { ok } = decideLaws({
        original: read.value,
        refined: value,
        actions,
        unused: { services: [], actions: unused, retained: [] },
      });
      expect(ok).toBe(true);
    }),
    0.5,
  );

  forAll(
    'the engine does what the model does',
    fc.property(real(40), mode, ({ catalog, name, actions, unused, element, policy, list }, generalize) => {
      if (element === 'NotAction' || list.some((entry) => !entry.toLowerCase().startsWith(`${name}:`)))
        return;
      const finding = [{ serviceNamespace: name, actions: [...unused] }];
      const unusedOnes = unusedFrom(readFinding(finding, 'f').findings);
      const read = readPolicy(JSON.stringify(policy), 'p');
      const facts = { id: 'p', name: 'p', policy: read, unused: unusedOnes, protections: [], catalog };
      const { edits } = derive(policyCase({ ...facts, generalize }), []);
      const gone = new Set(unused.map((action) => action.toLowerCase()));
      const naive: World = {
        known: actions,
        whole: new Set(),
        strange: new Set(),
        isUnused: (action) => gone.has(action.toLowerCase()),
      };
      const plain = (entries: readonly string[] | undefined) =>
        entries?.map((entry) => entry.toLowerCase()).sort();
      expect(plain(edits.get(0))).toEqual(plain(refineAction(list, naive, generalize)));
    }),
    0.5,
  );
});
