import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Block, documents, root } from '../../tools/document.ts';
import { builtProgram, nodeBinary } from '../../tools/terminal/program.ts';
import { openTerminal } from '../../tools/terminal/terminal.ts';
import { type FakeAws, startFakeAws } from '../aws/support/fake-aws.ts';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { workedAccount } from './support/account.ts';
import { parses } from './support/command-line.ts';
import { coppiceLines, outputPattern, readConsole, type Shown } from './support/shell.ts';

const LANGUAGES = ['console', 'sh'];
const WORKFLOW = '# .github/workflows/';
const LIMIT = 120_000;

/** What it says needs an AWS CLI and something that it can change: test/interop/operations.test.ts follows it. */
const WITH_AWS = 'docs/operations.md';

// What a document says is tried out as a reader would: in the repository's folder, one block after the other.
describe.each(
  documents()
    .map((document) => [document.name, document] as const)
    .filter(([name, { blocks }]) => name !== WITH_AWS && blocks.some(isTried)),
)('%s', (_name, { blocks }) => {
  let reader: Reader;
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws({ account: workedAccount() });
    reader = prepare(aws);
  });
  afterAll(async () => {
    reader.workspace.dispose();
    await aws.close();
  });

  for (const block of blocks.filter(isTried)) {
    const title = `line ${block.line}: ${block.text.split('\n')[0]}`;
    const why = reasonNotToRun(block);
    if (block.language === 'yaml') {
      test.each(stepsOf(block.text))(`${title} %s`, (step, code) => inWorkflow(reader, step, code), LIMIT);
    } else if (why !== undefined) {
      test(`${title} (not run: ${why})`, async () => {
        for (const words of coppiceLines(block.text)) await parses(words);
      });
    } else if (block.note?.kind === 'keys') {
      const { keys } = block.note;
      test(title, () => inTerminal(reader, block, keys), LIMIT);
    } else {
      test(title, () => inShell(reader, block), LIMIT);
    }
  }
});

describe('command lines in the text', () => {
  const inText = documents().flatMap(({ name, codes }) =>
    codes.filter((code) => code.startsWith('coppice ')).map((code) => [name, code] as const),
  );
  test.each(inText)('%s: %s', async (_name, code) => {
    for (const words of coppiceLines(code)) await parses(words);
  });
});

test(`${WITH_AWS}: its commands are such`, async () => {
  for (const { text } of documents().find(({ name }) => name === WITH_AWS)?.blocks ?? [])
    for (const words of coppiceLines(text)) await parses(words);
});

function isTried({ language, text }: Block): boolean {
  return LANGUAGES.includes(language) || (language === 'yaml' && text.startsWith(WORKFLOW));
}

function reasonNotToRun({ note }: Block): string | undefined {
  if (note?.kind === 'not run') return note.why;
  if (note?.kind !== 'needs') return undefined;
  const isThere = spawnSync(note.program, ['--version']).error === undefined;
  return isThere ? undefined : `${note.program} is not installed`;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/** What a workflow does with coppice, and how each step ends here, where policies still grant what is unused. */
function stepsOf(text: string): (readonly [step: string, code: number])[] {
  const { jobs } = parse(text) as Workflow;
  return Object.values(jobs)
    .flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    .filter((run) => run.startsWith('coppice '))
    .map((run) => [run, run.startsWith('coppice check') ? 1 : 0]);
}

/** As GitHub runs a step that names no shell. */
async function inWorkflow({ workspace, env }: Reader, step: string, code: number): Promise<void> {
  const ended = await workspace.run([], { command: ['bash', '-e', '-c', step], env, limit: LIMIT });
  expect({ ...ended, stdout: ended.code === code ? '' : ended.stdout }).toMatchObject({ code, stdout: '' });
}

/** Somebody who follows a document. */
interface Reader {
  readonly workspace: Workspace;
  readonly env: Readonly<Record<string, string>>;
}

/** The repository as its reader has it after `npm install`, with `coppice` on the path. */
function prepare({ url }: FakeAws): Reader {
  const workspace = createWorkspace();
  for (const folder of ['examples', 'docs', 'share']) {
    cpSync(join(root, folder), workspace.path(folder), { recursive: true });
  }
  mkdirSync(workspace.path('node_modules'));
  symlinkSync(root, workspace.path('node_modules/coppice'));
  const bin = join(workspace.home, 'bin');
  mkdirSync(bin);
  const start = `#!/bin/sh\nexec '${nodeBinary()}' '${builtProgram}' "$@"\n`;
  writeFileSync(join(bin, 'coppice'), start);
  chmodSync(join(bin, 'coppice'), 0o755);
  const path = [bin, join(root, 'node_modules', '.bin'), process.env['PATH']];
  const env = {
    PATH: path.join(delimiter),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nothing',
  };
  return { workspace, env };
}

async function inShell({ workspace, env }: Reader, block: Block): Promise<void> {
  const commands = block.language === 'console' ? readConsole(block.text) : [{ command: block.text }];
  for (const shown of commands) {
    const { code, stdout, stderr } = await workspace.run([], {
      command: ['bash', '-c', `set -euo pipefail; exec 2>&1\n${shown.command}`],
      env,
      limit: LIMIT,
    });
    const isLast = shown === commands.at(-1);
    const expected = isLast && block.note?.kind === 'exits with' ? block.note.code : 0;
    expect({ command: shown.command, code, output: code === expected ? '' : stdout + stderr }).toEqual({
      command: shown.command,
      code: expected,
      output: '',
    });
    compare(shown, stdout);
  }
}

function compare({ output }: Shown, actual: string): void {
  if (output === undefined) return;
  const text = `${actual.trimEnd()}\n`;
  if (!outputPattern(output).test(text)) expect(text).toBe(`${output}\n`);
}

/** Runs a block with its keys: names and characters are pressed, "…" is waited for, text:… is typed. */
async function inTerminal({ workspace, env }: Reader, block: Block, keys: readonly string[]): Promise<void> {
  const commands =
    block.language === 'console' ? readConsole(block.text).map(({ command }) => command) : [block.text];
  const terminal = openTerminal({
    command: ['bash', '-c', commands.join('\n')],
    cwd: workspace.cwd,
    home: workspace.home,
    env,
  });
  try {
    for (const key of keys) {
      const [, awaited] = /^"(.*)"$/.exec(key) ?? [];
      if (awaited !== undefined) await terminal.waitFor(awaited);
      else if (key.startsWith('text:')) await terminal.type(key.slice('text:'.length));
      else await terminal.press(key);
    }
    const expected = block.note?.kind === 'exits with' ? block.note.code : 0;
    const exit = await terminal.waitForExit();
    expect({ ...exit, screen: exit.code === expected ? '' : terminal.normalText() }).toEqual({
      code: expected,
      signal: null,
      screen: '',
    });
  } finally {
    await terminal.dispose();
  }
}
