import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A program that is there, or what to say where it is not. */
export type Found = { readonly path: string } | { readonly missing: string };

export function isThere(found: Found): found is { readonly path: string } {
  return 'path' in found;
}

/** A program of the PATH. */
export function program(name: string): Found {
  const { status, stdout } = spawnSync('bash', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return status === 0 ? { path: stdout.trim() } : { missing: `${name} is not installed` };
}

/** The AWS CLI of a generation: the one on the PATH, or Debian's beside it. */
export function awsCli(generation: 1 | 2): Found {
  const candidates = [program('aws'), { path: '/usr/bin/aws' }, { path: '/usr/local/bin/aws' }].filter(
    isThere,
  );
  const found = candidates.find(({ path }) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return (stdout ?? '').startsWith(`aws-cli/${generation}.`);
  });
  return found ?? { missing: `the AWS CLI, version ${generation}, is not installed` };
}

/** Where Terraform's providers may lie for use without a network; COPPICE_TERRAFORM_MIRROR names another folder. */
const MIRRORS = [
  process.env['COPPICE_TERRAFORM_MIRROR'],
  join(process.env['HOME'] ?? '/', '.terraform.d', 'plugins'),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
  '/opt/tf-plugins',
  '/opt/terraform/plugins',
];

/** A folder with HashiCorp's AWS provider in it, laid out as Terraform's `filesystem_mirror` wants it. */
export function terraformMirror(): Found {
  for (const folder of MIRRORS) {
    if (folder === undefined || !existsSync(folder)) continue;
    const path = join(folder, 'registry.terraform.io', 'hashicorp', 'aws');
    if (existsSync(path) && readdirSync(path).length > 0) return { path: folder };
  }
  return {
    missing:
      "Terraform's AWS provider is in none of the usual folders, and COPPICE_TERRAFORM_MIRROR names none",
  };
}

/** The end of a test's name: why it is skipped, or nothing. */
export function unless(...found: readonly Found[]): { readonly skip: boolean; readonly why: string } {
  const missing = found.flatMap((each) => (isThere(each) ? [] : [each.missing]));
  return { skip: missing.length > 0, why: missing.length === 0 ? '' : ` (left out: ${missing.join(', ')})` };
}

/** The path of a program that is there. */
export function pathOf(found: Found): string {
  if (isThere(found)) return found.path;
  throw new Error(found.missing);
}
