import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../source/base/digest.ts';
import {
  bundledCatalogsFolder,
  catalogDates,
  openCatalogFolder,
  readHeader,
} from '../source/catalog/bundled.ts';
import { type Catalog, createCatalog } from '../source/catalog/catalog.ts';
import { type Policy, readPolicy } from '../source/policy/policy.ts';
import { type Unused, unusedFrom } from '../source/usage/unused.ts';
import { randomFrom, shuffled } from './random.ts';

/** A policy with what is unused of it: what a refinement is made from. */
export interface Input {
  readonly policy: Policy;
  readonly unused: Unused;
  readonly catalog: Catalog;
  /** The actions that the policy grants, and those of them that are unused. */
  readonly granted: readonly string[];
  readonly gone: readonly string[];
}

const SEED = 20_260_926;

/** The newest catalogue that comes with the program. */
export function newestCatalog(): Catalog {
  return openCatalogFolder(newestFolder());
}

function newestFolder(): string {
  const folder = bundledCatalogsFolder();
  return join(folder, catalogDates(folder).at(-1) ?? '');
}

/** All actions of a catalogue, `service:Name`. */
export function actionsOf(catalog: Catalog): string[] {
  return catalog.services().flatMap((service) => catalog.service(service)?.actions ?? []);
}

/** A policy of one statement with one entry. */
function policyOf(entry: string): Policy {
  const statement = { Effect: 'Allow', Action: entry, Resource: '*' };
  return readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), 'the benchmark');
}

/** `*` over a catalogue, of which a random twentieth is unused, the same one each time. */
export function everythingLessSome(catalog: Catalog = newestCatalog()): Input {
  const granted = actionsOf(catalog);
  const random = randomFrom(SEED);
  const gone = granted.filter(() => random() < 0.05);
  return { policy: policyOf('*'), unused: unusedFrom([], { removed: gone }), catalog, granted, gone };
}

/** A catalogue of so many of the newest one's actions: whole services in a random order, the last one cut off. */
export function catalogOfSize(size: number): Catalog {
  const all = newestCatalog();
  const names = new Map<string, string[]>();
  let left = size;
  for (const service of shuffled(all.services(), randomFrom(SEED))) {
    const actions = all.service(service)?.actions.slice(0, left) ?? [];
    left -= actions.length;
    if (actions.length > 0)
      names.set(
        service,
        actions.map((action) => action.slice(service.length + 1)),
      );
  }
  return createCatalog({
    date: all.date,
    digest: all.digest,
    services: [...names.keys()].sort(),
    names: (service) => names.get(service) ?? [],
    details: () => new Map(),
  });
}

/**
 * Writes a catalogue that has the first services of the newest one, as many as it takes to have so many actions.
 *
 * @returns the catalogue, opened
 */
export function writeFirstServices(folder: string, actions: number): Catalog {
  const newest = newestFolder();
  const lines = readFileSync(join(newest, 'names.txt'), 'utf8').split('\n');
  const details = readFileSync(join(newest, 'details.jsonl'), 'utf8').split('\n');
  let services = 0;
  let count = 0;
  while (count < actions) count += (lines[services++] ?? '').split(' ').length - 1;
  const names = `${lines.slice(0, services).join('\n')}\n`;
  mkdirSync(folder);
  writeFileSync(join(folder, 'names.txt'), names);
  const described = `${details.slice(0, services).join('\n')}\n`;
  writeFileSync(join(folder, 'details.jsonl'), described);
  const header = {
    ...readHeader(newest),
    services,
    actions: count,
    sha256: sha256(names),
    detailsSha256: sha256(described),
  };
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(header));
  return openCatalogFolder(folder);
}

/** The path of a file of the worked example. */
export function workedExample(name: 'policy.json' | 'finding.json'): string {
  return join(import.meta.dirname, '..', 'examples', 'worked', name);
}
