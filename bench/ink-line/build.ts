import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE } from '../../tools/bundle.ts';

/** Bundles that program into a folder, as coppice is bundled; answers the path of its door. */
export async function buildInkLine(folder: string): Promise<string> {
  await build({
    ...BUNDLE,
    absWorkingDir: join(import.meta.dirname, '..', '..'),
    entryPoints: { door: join(import.meta.dirname, 'door.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  return join(folder, 'door.mjs');
}
