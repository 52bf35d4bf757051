import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { npm, type Packed, pack, root } from './support.ts';

const LIMIT = 300_000;
/** What the package is made of; anything else in it is there by mistake. */
const PARTS = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/[\w-]+\.js$/,
  /^dist\/THIRD-PARTY-LICENSES$/,
  /^dist\/([a-z]+\/)?[a-z-]+\.d\.ts$/,
  /^catalogs\/(LICENSE|services\.txt|\d{4}-\d{2}-\d{2}\/(catalog\.json|names\.txt|details\.jsonl))$/,
  /^docs\/(decisions\.schema\.json|permissions\.md)$/,
  /^examples\/(worked|aws-article|aws-recommendation|account|organisation|calls|library|scale)\/[\w./-]+\.(jsonl?|mjs|md)$/,
  /^share\/(completions\/(_coppice|coppice\.(ba|fi)sh)|man\/man1\/coppice\.1)$/,
];

let workspace: Workspace;
let packed: Packed;

beforeAll(async () => {
  workspace = createWorkspace();
  packed = await pack(workspace);
}, LIMIT);
afterAll(() => workspace.dispose());

describe('the package', () => {
  test('holds what is needed and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !PARTS.some((part) => part.test(path)))).toEqual([]);
    for (const part of PARTS) expect(paths.some((path) => part.test(path))).toBe(true);
  });

  test('is as large as the documentation says', () => {
    const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    const [, small, large] = /is ([\d.]+) MB packed and ([\d.]+) MB unpacked/.exec(text) ?? [];
    expect(packed.size / 1e6 / Number(small)).toBeCloseTo(1, 1);
    expect(packed.unpackedSize / 1e6 / Number(large)).toBeCloseTo(1, 1);
  });
});

describe('installed globally, in an empty prefix, without a network', () => {
  let prefix: string;
  const coppice = (...args: string[]) =>
    workspace.run([], { command: [join(prefix, 'bin/coppice'), ...args] });

  beforeAll(async () => {
    prefix = workspace.path('prefix');
    await npm(workspace, ['install', '--global', '--prefix', prefix, packed.tarball]);
  }, LIMIT);

  test('is alone there, with its man page', () => {
    const modules = join(prefix, 'lib/node_modules');
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['coppice']);
    expect(readdirSync(join(modules, 'coppice'))).not.toContain('node_modules');
    expect(readdirSync(join(prefix, 'share/man/man1'))).toEqual(['coppice.1']);
  });

  test('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await coppice('--version')).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('demo', async () => {
    const { code, stdout } = await coppice('demo');
    expect(code).toBe(0);
    expect(stdout).toContain('+        "s3:GetObject*",');
  });

  test('refine', async () => {
    const example = join(prefix, 'lib/node_modules/coppice/examples/worked');
    const { code, stdout } = await coppice('refine', example, '--catalog', '2024-08-31');
    expect(code).toBe(0);
    const { Statement } = JSON.parse(stdout) as { Statement: { Action: string[] }[] };
    expect(Statement[1]?.Action).toEqual([
      's3:GetAccess*',
      's3:GetAccountPublicAccessBlock',
      's3:GetDataAccess',
      's3:GetJobTagging',
      's3:GetMulti*',
      's3:GetObject*',
      's3:GetStorage*',
      's3:List*',
    ]);
  });
});
