/**
 * The table of rooms: what may know what. `npm run rooms` writes it into biome.json, where the linter reads it, and into
 * CONTRIBUTING.md, where a person does; a test says that both are current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Room {
  readonly name: string;
  /** What is in it, for the table. */
  readonly about: string;
  /** No files, clock, network, terminal or React; what it needs of them it gets as arguments. */
  readonly pure: boolean;
  /** Rooms above it in the table that it may not know all the same. */
  readonly not?: readonly string[];
  /** Libraries that only this room and those below it may know. */
  readonly libraries?: readonly string[];
}

/** From the room that knows nobody to the one that knows all: a room knows those above it. */
export const ROOMS: readonly Room[] = [
  { name: 'base', about: 'errors, JSON with positions, text made visible', pure: true },
  {
    name: 'pattern',
    about: 'the language of action patterns: match, inclusion, what is left after a prefix',
    pure: true,
  },
  {
    name: 'catalog',
    about: 'the known actions: load, find what a pattern matches, compare two dates',
    pure: true,
  },
  {
    name: 'policy',
    about: 'the policy document: read any shape, walk its entries, write it back untouched',
    pure: true,
  },
  {
    name: 'usage',
    about:
      'what was used and what was not: findings, last-accessed reports, calls; the algebra of unused actions',
    pure: true,
  },
  {
    name: 'refine',
    about: 'trie, safe nodes, grants, decisions, and what derive() makes of a case',
    pure: true,
  },
  { name: 'proof', about: 'the laws, checked by their own matcher; the certificate', pure: true },
  { name: 'account', about: 'principals, who holds what, shared policies, exceptions, quotas', pure: true },
  { name: 'inputs', about: 'files told by their content, read into policies and findings', pure: true },
  { name: 'review', about: 'decisions: state, reducer, undo, final policy, record', pure: true },
  {
    name: 'output',
    about: 'policy, diff, recommended steps, Terraform, CloudFormation, scripts, reports',
    pure: true,
  },
  {
    name: 'store',
    about: 'saved sessions and preferences, catalogues on disk, atomic writes',
    pure: false,
  },
  { name: 'aws', about: 'what talks to AWS', pure: false, libraries: ['@aws-sdk/**'] },
  {
    name: 'screen',
    about: 'Ink components, one table of keys',
    pure: false,
    not: ['store', 'aws'],
    libraries: ['ink', 'ink-*', 'react', 'react/**'],
  },
  { name: 'commands', about: 'one file a command, and closets for what they share', pure: false },
];

const AS_ARGUMENT = 'This room is pure: take it as an argument.';
const GLOBALS = ['process', 'fetch', 'performance', 'setTimeout', 'setInterval', 'setImmediate'];
const BUILTINS = ['node:*', 'node:*/**', '!node:crypto', '!node:path'];

/** The files of pure rooms that read files all the same. */
const READERS = ['source/catalog/bundled.ts'];

function knownBy(room: Room): string[] {
  const above = ROOMS.slice(0, ROOMS.indexOf(room)).map(({ name }) => name);
  return above.filter((name) => !(room.not ?? []).includes(name));
}

function restrictions(room: Room, pure: boolean): unknown[] {
  const known = knownBy(room);
  const unknown = ROOMS.filter((other) => other !== room && !known.includes(other.name));
  const message = `source/${room.name}/ may know only: ${known.join(', ') || 'nobody'} (and itself).`;
  const libraries = ROOMS.filter(({ name }) => name !== room.name && name !== 'commands').flatMap(
    (other) => other.libraries ?? [],
  );
  // Commands start the screen.
  const closed = libraries.filter((library) => !(room.name === 'commands' && /^(?:ink|react)/.test(library)));
  return [
    ...(unknown.length === 0 ? [] : [{ group: unknown.map(({ name }) => `**/${name}/**`), message }]),
    ...(pure ? [{ group: BUILTINS, message: AS_ARGUMENT }] : []),
    { group: closed, message: 'Another room of the table in tools/rooms.ts has this library.' },
  ];
}

function importRule(includes: readonly string[], room: Room, pure: boolean): unknown {
  const noRestrictedImports = { level: 'error', options: { patterns: restrictions(room, pure) } };
  return { includes, linter: { rules: { style: { noRestrictedImports } } } };
}

/** Globals are the same for all pure rooms. */
function globalRule(): unknown {
  const includes = [
    ...ROOMS.filter(({ pure }) => pure).map(({ name }) => `source/${name}/**`),
    ...READERS.map((path) => `!${path}`),
  ];
  const deniedGlobals = Object.fromEntries(GLOBALS.map((name) => [name, AS_ARGUMENT]));
  const noRestrictedGlobals = { level: 'error', options: { deniedGlobals } };
  return { includes, linter: { rules: { style: { noRestrictedGlobals } } } };
}

interface BiomeConfiguration {
  readonly overrides: readonly { readonly includes: readonly string[] }[];
}

/** biome.json with the rules of the table in the place of those that it has. */
export function biomeWith(text: string): string {
  const configuration = JSON.parse(text) as BiomeConfiguration;
  const rooms = new Set([...READERS, ...ROOMS.map(({ name }) => `source/${name}/**`)]);
  const isOurs = ({ includes }: { readonly includes: readonly string[] }): boolean =>
    includes.every((path) => rooms.has(path.replace(/^!/, '')));
  const overrides = [
    globalRule(),
    ...ROOMS.map((room) => importRule([`source/${room.name}/**`], room, room.pure)),
    ...READERS.flatMap((path) => {
      const room = ROOMS.find(({ name }) => path.startsWith(`source/${name}/`));
      return room === undefined ? [] : [importRule([path], room, false)];
    }),
    ...configuration.overrides.filter((each) => !isOurs(each)),
  ];
  return `${JSON.stringify({ ...configuration, overrides }, null, 2)}\n`;
}

const BEGIN = '<!-- generated: rooms, begin -->';
const END = '<!-- generated: rooms, end -->';

/** CONTRIBUTING.md with the table between its marks. */
export function contributingWith(text: string): string {
  const rows = ROOMS.map((room) => `| ${room.name} | ${room.about} | ${knows(room)} |`);
  const table = ['| room | what is in it | may know |', '| --- | --- | --- |', ...rows].join('\n');
  const [before = '', rest = ''] = text.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

function knows(room: Room): string {
  if (room.name === 'base') return 'nobody';
  return (room.not ?? []).length === 0 ? 'all above' : `all above but ${(room.not ?? []).join(', ')}`;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  for (const [name, change] of [
    ['biome.json', biomeWith],
    ['CONTRIBUTING.md', contributingWith],
  ] as const) {
    const path = join(root, name);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }
}
