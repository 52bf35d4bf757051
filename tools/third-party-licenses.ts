import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Licences under which code may be bundled into an MIT package if their notice goes along. */
const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'MIT-0',
  'Unlicense',
  'CC0-1.0',
]);

interface Bundled {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * The notices of all packages of which at least one byte is in the bundle, as the text of dist/THIRD-PARTY-LICENSES.
 *
 * @throws if a bundled package has no licence, or one that is not in the list above
 */
export async function thirdPartyLicenses(metafile: Pick<Metafile, 'outputs'>, root: string): Promise<string> {
  const packages = await Promise.all(bundledFolders(metafile).map((folder) => readPackage(root, folder)));
  const unfit = packages.filter(({ license }) => !isPermissive(license));
  if (unfit.length > 0) {
    throw new Error(
      `Not to be bundled: ${unfit.map(({ name, version, license }) => `${name}@${version} (${license || 'no licence'})`).join(', ')}`,
    );
  }
  const notices = await Promise.all(packages.sort(byName).map((bundled) => notice(root, bundled)));
  return `coppice contains code of these packages.\n\n${notices.join('\n')}`;
}

/** node_modules folders of the packages that the outputs hold bytes of. */
function bundledFolders({ outputs }: Pick<Metafile, 'outputs'>): string[] {
  const folders = new Set<string>();
  for (const output of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return [...folders];
}

async function readPackage(root: string, folder: string): Promise<Bundled> {
  const { name, version, license } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  ) as Record<'name' | 'version' | 'license', unknown>;
  return {
    folder,
    name: String(name),
    version: String(version),
    license: typeof license === 'string' ? license : '',
  };
}

/** An SPDX expression is fit if one side of an OR, and every side of an AND, is. */
function isPermissive(expression: string): boolean {
  return expression
    .replace(/^\(|\)$/g, '')
    .split(' OR ')
    .some((side) => side.split(' AND ').every((id) => PERMISSIVE.has(id)));
}

async function notice(root: string, { folder, name, version, license }: Bundled): Promise<string> {
  const files = (await readdir(join(root, folder)))
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort();
  const shipped = await Promise.all(files.map((file) => readFile(join(root, folder, file), 'utf8')));
  const texts = shipped.some((text) => text.trim() !== '') ? shipped : [await textFor(root, folder, license)];
  const rule = '-'.repeat(80);
  return [rule, `${name} ${version} (${license})`, rule, '', ...texts.map((text) => `${text.trim()}\n`)].join(
    '\n',
  );
}

/**
 * The text of a licence of which a package ships no copy: the standard one, with the copyright that its sources,
 * README or package.json name.
 *
 * @throws if there is none of that licence, or nobody is named
 */
async function textFor(root: string, folder: string, license: string): Promise<string> {
  const text = await readFile(new URL(`licenses/${license}.txt`, import.meta.url), 'utf8').catch(
    () => undefined,
  );
  const holder = await copyrightOf(join(root, folder));
  if (text === undefined || holder === undefined) {
    throw new Error(
      `${folder} ships no licence text, and ${text === undefined ? `there is none of ${license} in tools/licenses` : 'names no holder of the copyright'}`,
    );
  }
  return `${holder}\n\n${text}`;
}

async function copyrightOf(folder: string): Promise<string | undefined> {
  const { main, module, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
    'main' | 'module' | 'author',
    unknown
  >;
  for (const file of ['README.md', main, module]) {
    if (typeof file !== 'string') continue;
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    const [found] = /Copyright (?:\(c\)|©)?[^\n*]*\S/i.exec(text) ?? [];
    if (found !== undefined) return found;
  }
  const name = typeof author === 'object' && author !== null && 'name' in author ? author.name : author;
  return typeof name === 'string' ? `Copyright (c) ${name}` : undefined;
}

function byName(a: Bundled, b: Bundled): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
