import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../journeys/support/workspace.ts';

export const root = join(import.meta.dirname, '..', '..');

interface PackedFile {
  readonly path: string;
  /** bytes */
  readonly size: number;
}

export interface Packed {
  readonly tarball: string;
  readonly files: readonly PackedFile[];
  /** bytes, of the tarball and of all files */
  readonly size: number;
  readonly unpackedSize: number;
}

/** Packs what was built, as a release would. */
export async function pack(workspace: Workspace): Promise<Packed> {
  const folder = workspace.path('packed');
  if (!existsSync(folder)) mkdirSync(folder);
  // The scripts would build once more, under the feet of the other tests.
  const text = await npm(
    workspace,
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    root,
  );
  const [packed] = JSON.parse(text) as (Omit<Packed, 'tarball'> & { readonly filename: string })[];
  if (packed === undefined) throw new Error('npm pack named nothing');
  return { ...packed, tarball: join(folder, packed.filename) };
}

/** Runs npm as on a machine without a network and with nothing cached; answers what it printed. */
export async function npm(
  workspace: Workspace,
  args: readonly string[],
  cwd = workspace.cwd,
): Promise<string> {
  const { code, stdout, stderr } = await workspace.run([], {
    command: ['npm', ...args, '--offline', '--no-audit', '--no-fund'],
    cwd,
    limit: 240_000,
  });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}\n${stderr}`);
  return stdout;
}
