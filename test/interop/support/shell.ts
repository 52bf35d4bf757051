import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { Workspace } from '../../journeys/support/workspace.ts';

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody at a shell with credentials for the account. */
export interface Operator {
  /** Runs a command to its end, whatever that is. */
  run(command: string, env?: Readonly<Record<string, string>>): Promise<Run>;
  /** Runs one that is to go well; its output. */
  does(command: string, env?: Readonly<Record<string, string>>): Promise<string>;
  /** The AWS CLI's answer, read as JSON. */
  aws(command: string): Promise<unknown>;
}

/**
 * `aws` on the path is the CLI given, asking `url`. In AWS_DIES it finds after how many writing calls it is to kill
 * the script that called it.
 *
 * @param region decides the partition, too
 */
export function operatorAt(
  workspace: Workspace,
  { cli, url, region = 'us-east-1' }: { cli: string; url: string; region?: string },
): Operator {
  const bin = join(workspace.home, 'bin');
  mkdirSync(bin, { recursive: true });
  const path = join(bin, 'aws');
  writeFileSync(
    path,
    `#!/usr/bin/env bash
case $2 in
  get-* | list-* | describe-*) exec '${cli}' --endpoint-url '${url}' "$@" ;;
esac
'${cli}' --endpoint-url '${url}' "$@"
code=$?
if [[ -n \${AWS_DIES-} ]]; then
  echo x >>"$AWS_DIES"
  kill -KILL "$PPID"
fi
exit "$code"
`,
  );
  chmodSync(path, 0o755);
  const base = {
    PATH: [bin, process.env['PATH']].join(delimiter),
    HOME: workspace.home,
    TMPDIR: workspace.home,
    LANG: 'C.UTF-8',
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nothing',
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    CHECKPOINT_DISABLE: '1',
  };
  async function run(command: string, env: Readonly<Record<string, string>> = {}): Promise<Run> {
    const child = spawn('bash', ['-c', command], { cwd: workspace.cwd, env: { ...base, ...env } });
    child.stdin.end();
    const [stdout, stderr, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    ]);
    return { code, signal, stdout, stderr };
  }
  async function does(command: string, env?: Readonly<Record<string, string>>): Promise<string> {
    const { code, stdout, stderr } = await run(command, env);
    expect({ command, code, output: code === 0 ? '' : stdout + stderr }).toEqual({
      command,
      code: 0,
      output: '',
    });
    return stdout;
  }
  return {
    run,
    does,
    aws: async (command) => JSON.parse(await does(`aws ${command} --output json`)) as unknown,
  };
}
