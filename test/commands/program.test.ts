import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../source/commands/program/table.ts';
import { provideCommandLine } from './support/command-line.ts';
import { WORKED } from './support/worked.ts';

const line = provideCommandLine(WORKED);

describe('the command line', () => {
  test.each(['--version', '-V'])('%s prints the version and nothing else', async (option) => {
    expect(await line.coppice([option])).toEqual({ code: 0, stdout: 'from source\n', stderr: '' });
  });

  test('--help lists all commands and options', async () => {
    const { code, stdout, stderr } = await line.coppice(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, summary } of COMMANDS) {
      expect(stdout).toContain(name);
      expect(stdout.replace(/\s+/g, ' ')).toContain(summary);
    }
    for (const option of [
      '--catalog',
      '--generalize',
      '--window',
      '--exceptions',
      '--format',
      '--json',
      '--quiet',
      '--color',
    ]) {
      expect(stdout).toContain(option);
    }
  });

  test.each(COMMANDS.map(({ name }) => name))('%s has a help of its own, with examples', async (name) => {
    for (const args of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { code, stdout, stderr } = await line.coppice(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: coppice ${name}`);
      expect(stdout).toMatch(/Examples:\n {2}\$ coppice /);
      expect(stdout).toContain('--catalog');
    }
  });

  test('without anything it prints its help on a terminal, and an error elsewhere', async () => {
    const help = await line.coppice([], { isTTY: true });
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/^Usage: coppice/);
    expect(await line.coppice([])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'coppice: no command and no files were given\n  coppice --help lists the commands; coppice demo shows what it does.\n',
    });
  });

  test.each([
    [['refin', 'policy.json'], "unknown command 'refin' (did you mean refine?)", 'See coppice --help.'],
    [['nonsense'], "unknown command 'nonsense'", 'See coppice --help.'],
    [
      ['refine', '--strem', 'x'],
      "unknown option '--strem' (did you mean --stream?)",
      'See coppice refine --help.',
    ],
    [
      ['check', '--catalogue', 'x'],
      "unknown option '--catalogue' (did you mean --catalog?)",
      'See coppice check --help.',
    ],
    [['check'], "missing required argument 'input'", 'See coppice check --help.'],
    [
      ['apply', 'policy.json'],
      "required option '--decisions <file>' not specified",
      'See coppice apply --help.',
    ],
    [
      ['refine', '--generalize', 'far', 'x'],
      "option '--generalize <how>' argument 'far' is invalid. Allowed choices are shortest, tightest, exact, compact",
      'See coppice --help.',
    ],
    [
      ['refine', '--window', '0', 'x'],
      "option '--window <days>' argument '0' is invalid. Give a number of days, 1 or more",
      'See coppice --help.',
    ],
    [
      ['refine', '--format', 'pdf', 'x'],
      "option '--format <format>' argument 'pdf' is invalid",
      'See coppice --help.',
    ],
    [['demo', 'policy.json'], 'too many arguments', 'See coppice demo --help.'],
    [['explain', 's3'], '"s3" is not an action pattern', 'Write service:Name'],
    [['check', '.', '--format', 'html'], 'check does not write html', 'It prints text'],
  ])('%j says what is wrong and where to look', async (args, says, hint) => {
    const { code, stdout, stderr } = await line.coppice(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`coppice: ${says}`);
    expect(stderr.split('\n')[1]).toContain(hint);
    expect(stderr).toMatch(/^[^\n]+\n {2}[^\n]+\n$/);
  });

  test('files without a command are a review, which needs a terminal and says what does not', async () => {
    for (const args of [
      ['policy.json', 'finding.json'],
      ['--catalog', '2024-08-31', '.'],
      ['review', '-'],
      ['./missing.json'],
      ['--fresh', 'policy.json', 'finding.json'],
      ['--quiet'],
    ]) {
      const { code, stdout, stderr } = await line.coppice(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('the review needs a terminal');
      expect(stderr).toContain('coppice refine');
    }
    const dumb = await line.coppice(['policy.json', 'finding.json'], { isTTY: true, env: { TERM: 'dumb' } });
    expect(dumb).toMatchObject({ code: 2, stdout: '' });
    expect(dumb.stderr).toContain('TERM is dumb');
  });

  test('options may stand before the command', async () => {
    const before = await line.coppice(['--catalog', '2024-08-31', '--quiet', 'check', '.']);
    const after = await line.coppice(['check', '.', '--quiet', '--catalog', '2024-08-31']);
    expect(before).toEqual(after);
    expect(before.code).toBe(1);
  });

  test('colours are for terminals, and as asked for', async () => {
    const call = ['explain', 's3:Get*', 'finding.json'];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
    const isColored = ({ stdout }: { stdout: string }): boolean => /\u001b\[/.test(stdout);
    const TERM = 'xterm-256color';
    expect(isColored(await line.coppice(call))).toBe(false);
    expect(isColored(await line.coppice(call, { isTTY: true, env: { TERM } }))).toBe(true);
    expect(isColored(await line.coppice(call, { isTTY: true, env: { TERM, NO_COLOR: '1' } }))).toBe(false);
    expect(isColored(await line.coppice(call, { isTTY: true, env: { TERM: 'dumb' } }))).toBe(false);
    expect(isColored(await line.coppice(call, { env: { FORCE_COLOR: '1' } }))).toBe(true);
    expect(isColored(await line.coppice(call, { isTTY: true, env: { TERM, FORCE_COLOR: '0' } }))).toBe(false);
    expect(isColored(await line.coppice([...call, '--color', 'always'], { env: { NO_COLOR: '1' } }))).toBe(
      true,
    );
    expect(
      isColored(await line.coppice([...call, '--color=never'], { isTTY: true, env: { FORCE_COLOR: '3' } })),
    ).toBe(false);
  });

  test('--ascii leaves out all other characters', async () => {
    const { stdout } = await line.coppice(['explain', 's3:Get*', 'finding.json', '--ascii']);
    expect(stdout).toMatch(/^% s3:Get\*/m);
  });

  test('--debug shows where an error comes from, and only that does', async () => {
    const { stderr } = await line.coppice(['refine', 'missing.json', '--debug']);
    expect(stderr).toMatch(/\n {4}at /);
    expect((await line.coppice(['refine', 'missing.json'])).stderr).not.toMatch(/\n {4}at /);
  });
});
