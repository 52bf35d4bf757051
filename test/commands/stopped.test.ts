import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere, stubHome, temporaryFolder } from './support/run-here.ts';
import { WORKED } from './support/worked.ts';

const POLICIES = 60;

/** A folder with policies, and what refining it comes to with each way of generalizing. */
async function world(): Promise<{ cwd: string; results: Record<string, Record<string, string>> }> {
  const cwd = temporaryFolder();
  stubHome(cwd);
  mkdirSync(join(cwd, 'in'));
  writeFileSync(join(cwd, 'in', 'finding.json'), WORKED['finding.json']);
  for (let i = 0; i < POLICIES; i++) {
    writeFileSync(join(cwd, 'in', `p${i}.json`), WORKED['policy.json'].replace('S3AndLambda', `Policy${i}`));
  }
  const results: Record<string, Record<string, string>> = {};
  for (const how of ['exact', 'shortest']) {
    await runHere(['refine', 'in', '-o', `${how}/`, '--generalize', how], { cwd });
    results[how] = contents(join(cwd, how));
  }
  return { cwd, results };
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Refines into a folder that is there, and sends a signal as soon as something happens in it. */
async function stopped(cwd: string, how: string, signal: NodeJS.Signals): Promise<number | null> {
  const main = join(import.meta.dirname, 'support', 'main.ts');
  const child = spawn(process.execPath, [main, 'refine', 'in', '-o', 'exact', '--generalize', how], { cwd });
  const gone = once(child, 'exit');
  const folder = join(cwd, 'exact');
  while (child.exitCode === null && !readdirSync(folder).some((name) => name.startsWith('.coppice-'))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  child.kill(signal);
  const [code] = await gone;
  return code;
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s waits for the end of a group of files', async (signal, exitCode) => {
  const { cwd, results } = await world();
  expect(await stopped(cwd, 'shortest', signal)).toBe(exitCode);
  expect(contents(join(cwd, 'exact'))).toEqual(results['shortest']);
});

test('after a kill the files are all old or all new, once something is written there again', async () => {
  const { cwd, results } = await world();
  expect(await stopped(cwd, 'shortest', 'SIGKILL')).toBe(null);
  await runHere(['check', 'in', '-o', 'exact/next.txt'], { cwd });
  const { 'next.txt': _, ...left } = contents(join(cwd, 'exact'));
  expect([results['exact'], results['shortest']]).toContainEqual(left);
});
