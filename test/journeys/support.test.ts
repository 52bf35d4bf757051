import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawPicture } from '../../tools/terminal/picture.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();
const program = join(import.meta.dirname, 'support', 'fixtures', 'keys.ts');

describe('a terminal', () => {
  test('shows the screen of a full-screen program, and the normal one after it', async () => {
    const terminal = openTerminal({ program, cols: 40, rows: 8 });
    await terminal.waitFor('keys ""');
    expect(terminal.alternate).toBe(true);
    expect(terminal.cursorVisible).toBe(false);
    expect(terminal.screen()).toEqual([
      `┌${'─'.repeat(38)}┐`,
      'size 40x8',
      '✔ green ◐ orange ○ dim',
      '❯ inverse  under palette 漢字 <&>',
      'keys ""',
      '',
      '',
      '',
    ]);
    expect(terminal.leftOn()).toEqual([
      'alternate screen',
      'hidden cursor',
      'bracketed paste',
      'application cursor keys',
    ]);
    await terminal.press('q');
    expect(await terminal.waitForExit()).toEqual({ code: 3, signal: null });
    expect(terminal.alternate).toBe(false);
    expect(terminal.cursorVisible).toBe(true);
    expect(terminal.leftOn()).toEqual([]);
    expect(terminal.normalScreen()).toHaveLength(3);
    expect(terminal.normalText()).toBe(`left with 1 keys after ${'a long way '.repeat(8)}home`);
  });

  test('knows colours and styles', async () => {
    const terminal = openTerminal({ program });
    await terminal.waitFor('keys ""');
    expect(terminal.styleOf('✔')).toMatchObject({ foreground: 2, bold: false });
    expect(terminal.styleOf('green')).toMatchObject({ foreground: 2, bold: true });
    expect(terminal.styleOf('orange')).toMatchObject({ foreground: '#ff8700' });
    expect(terminal.styleOf('○ dim')).toMatchObject({ foreground: 'default', dim: true });
    expect(terminal.styleOf('❯ inverse')).toMatchObject({ inverse: true, underline: false });
    expect(terminal.styleOf('under')).toMatchObject({ inverse: false, underline: true });
    expect(terminal.styleOf('palette')).toMatchObject({ foreground: 141 });
    expect(terminal.styleOf('<&>')).toMatchObject({ foreground: 'default', background: 'default' });
    expect(() => terminal.styleOf('absent')).toThrow(/"absent" is not on the screen\n┌─/);
  });

  test('sends keys by name, texts and pastes', async () => {
    const terminal = openTerminal({ program, cols: 120 });
    await terminal.waitFor('keys ""');
    for (const key of ['up', 'enter', 'shift-tab', 'ctrl-r', 'alt-x', 'é', 'esc']) {
      const before = terminal.row(4);
      await terminal.press(key);
      await terminal.waitFor(() => /^keys/.test(terminal.row(4)) && terminal.row(4) !== before);
    }
    await terminal.type('jja');
    await terminal.waitFor('jja"');
    await terminal.paste('a b');
    await terminal.waitFor(/~"$/m);
    const keys = JSON.parse(terminal.row(4).slice('keys '.length)) as string;
    expect(keys.split('|')).toEqual([
      '\u001BOA',
      '\r',
      '\u001B[Z',
      '\u0012',
      '\u001Bx',
      'é',
      '\u001B',
      'jja',
      '\u001B[200~a b\u001B[201~',
    ]);
  });

  test('refuses keys that do not exist and keys hidden behind esc', () => {
    const terminal = openTerminal({ program });
    expect(() => terminal.press('down', 'entr')).toThrow('no key is called "entr"');
    expect(() => terminal.press('ctrl-1')).toThrow('there is no ctrl-1');
    expect(() => terminal.press('esc', 'j')).toThrow('what follows "esc" closely is read as alt');
  });

  test('never looks at half a frame', async () => {
    const terminal = openTerminal({ program });
    const seen: string[] = [];
    await terminal.waitFor(() => {
      seen.push(terminal.text());
      return terminal.text().includes('keys ""');
    });
    expect(terminal.output()).toContain('half a frame');
    expect(seen.filter((text) => text.includes('half a frame'))).toEqual([]);
  });

  test('follows a resize', async () => {
    const terminal = openTerminal({ program, cols: 80, rows: 24 });
    await terminal.waitFor('size 80x24');
    terminal.resize(100, 30);
    await terminal.waitFor('size 100x30');
    expect(terminal.screen()).toHaveLength(30);
    expect(terminal.row(0)).toHaveLength(100);
    expect(terminal.cells().map((row) => row.length)).toEqual(Array(30).fill(100));
    terminal.resize(30, 8);
    expect(terminal.row(0)).toBe(`┌${'─'.repeat(29)}`);
    expect(terminal.cells().map((row) => row.length)).toEqual(Array(8).fill(30));
    await terminal.waitFor('size 30x8');
  });

  test('tells a signal that ended the program from a code', async () => {
    const polite = openTerminal({ program });
    const forced = openTerminal({ program });
    await polite.waitForKeys();
    await forced.waitForKeys();
    polite.kill();
    forced.kill('SIGKILL');
    expect(await polite.waitForExit()).toEqual({ code: 143, signal: null });
    expect(await forced.waitForExit()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(forced.leftOn()).toContain('alternate screen');
  });

  test('fails with the screen and the reason when a condition never holds', async () => {
    const terminal = openTerminal({ program, cols: 40, rows: 8 });
    await terminal.waitFor('keys ""');
    const shown = `│${'size 40x8'.padEnd(40)}│`;
    const vain = (error: unknown) => expect(String(error));
    const late = await terminal.waitFor('never', 'a wonder', { limit: 200 }).catch((error: unknown) => error);
    vain(late).toContain('waited 0.2 s in vain for a wonder');
    vain(late).toContain(shown);
    vain(late).toContain('running, alternate screen, no cursor');
    const wrong = await terminal
      .waitFor(() => expect(terminal.row(1)).toBe('size 1x1'), undefined, { limit: 200 })
      .catch((error: unknown) => error);
    vain(wrong).toContain("expected 'size 40x8' to be 'size 1x1'");
    const ended = terminal.waitFor('never').catch((error: unknown) => error);
    await terminal.press('q');
    vain(await ended).toContain('the program ended without "never"');
    vain(await ended).toContain('ended with code 3, normal screen');
    await terminal.waitForExit();
    await expect(terminal.press('j').then(() => terminal.text())).rejects.toThrow('the program has ended');
    await expect(openTerminal({ command: ['true'] }).press('j')).rejects.toThrow(
      'the program ended before it read a key',
    );
  });

  test('notices files that a program leaves, too', async () => {
    const workspace = createWorkspace();
    const terminal = openTerminal({ program, ...workspace });
    await terminal.waitFor('keys ""');
    setImmediate(() => writeFileSync(workspace.path('late.txt'), 'here'));
    await terminal.waitFor(() => expect(workspace.read('late.txt')).toBe('here'));
  });

  test('runs shells, where programs can be suspended', async () => {
    const workspace = createWorkspace();
    const terminal = openTerminal({
      command: ['bash', '--norc', '--noprofile', '-i'],
      env: { PS1: 'ready> ' },
      ...workspace,
    });
    await terminal.waitFor('ready>');
    const script = `process.on("SIGCONT", () => console.log("con" + "tinues")); console.log("be" + "gins"); setInterval(() => {}, 1e9)`;
    await terminal.type(`node -e '${script}'\r`);
    await terminal.waitFor('begins');
    await terminal.press('ctrl-z');
    await terminal.waitFor('Stopped');
    await terminal.type('fg\r');
    await terminal.waitFor('continues');
    await terminal.press('ctrl-c');
    await terminal.waitFor(/^(\^C)?ready>$/m);
    await terminal.type('node --version; echo $HOME; exit 7\r');
    expect(await terminal.waitForExit()).toEqual({ code: 7, signal: null });
    expect(terminal.normalText()).toMatch(/^v2[2-9]\./m);
    expect(terminal.normalText()).toContain(workspace.home);
  });
});

describe('a workspace', () => {
  test('holds files', () => {
    const workspace = createWorkspace({
      'a/b.json': { z: 1 },
      'c.txt': 'text',
      bytes: Uint8Array.of(0xef, 0xbb),
    });
    workspace.write('a/d/e.txt', '');
    expect(workspace.files()).toEqual(['a/b.json', 'a/d/e.txt', 'bytes', 'c.txt']);
    expect(workspace.files('a/d')).toEqual(['a/d/e.txt']);
    expect(workspace.read('a/b.json')).toBe('{\n  "z": 1\n}\n');
    expect(workspace.json('a/b.json')).toEqual({ z: 1 });
    expect(workspace.path('c.txt')).toBe(join(workspace.cwd, 'c.txt'));
  });

  test('runs a program with pipes, away from the own environment', async () => {
    const workspace = createWorkspace();
    const answer = await workspace.run(['4'], { program, stdin: 'quiet' });
    expect(answer).toEqual({
      code: 4,
      signal: null,
      stdout: 'QUIET',
      stderr: `home ${workspace.home}, CI undefined, NO_COLOR undefined\n`,
    });
    const changed = await workspace.run([], { program, stdin: ['a', 'b'], env: { NO_COLOR: '1' } });
    expect(changed).toMatchObject({ code: 0, stdout: 'AB' });
    expect(changed.stderr).toContain('NO_COLOR 1');
  });

  test('does not mind a program that leaves its input alone', async () => {
    const answer = await createWorkspace().run([], { command: ['true'], stdin: 'x'.repeat(1_000_000) });
    expect(answer).toMatchObject({ code: 0, stdout: '' });
  });

  test('kills a program that does not end', async () => {
    const endless = createWorkspace().run([], { command: ['sleep', '1000'], limit: 100 });
    await expect(endless).rejects.toThrow('sleep 1000 did not end within 0.1 s');
  });
});

describe('a picture', () => {
  test('has every word in its column and colour', async () => {
    const terminal = openTerminal({ program, cols: 40, rows: 8 });
    await terminal.waitFor('keys ""');
    const picture = drawPicture(terminal.cells(), { title: 'keys & colours', cursor: terminal.cursor });
    expect(picture).toContain('<title>keys &#38; colours</title>');
    expect(picture).toContain('fill="#7ec97b" font-weight="700">green</text>');
    expect(picture).toContain('fill="#ff8700">orange</text>');
    expect(picture).toMatch(/<text x="14" [^>]*textLength="75.6"[^>]*>size 40x8<\/text>/);
    expect(picture).toContain('&#60;&#38;&#62;');
    expect(drawPicture(terminal.cells(), { title: 'keys & colours', cursor: terminal.cursor })).toBe(picture);
  });
});
