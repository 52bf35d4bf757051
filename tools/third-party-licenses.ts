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
  const texts = await Promise.all(files.map((file) => readFile(join(root, folder, file), 'utf8')));
  const rule = '-'.repeat(80);
  return [rule, `${name} ${version} (${license})`, rule, '', ...texts.map((text) => `${text.trim()}\n`)].join(
    '\n',
  );
}

function byName(a: Bundled, b: Bundled): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
