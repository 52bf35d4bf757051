/**
 * Runs the built program in a pseudo-terminal, presses keys and shows the screen:
 *
 *     node tools/look.ts --keys 'j j space a' --png /tmp/screen.png -- demo
 *
 * Everything after `--` goes to the program. Between two keys it waits until the
 * program is quiet. Unlike the tests it thereby goes by the clock: it is for
 * people, who see when a screen is not finished.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { svgToPng } from './png.ts';
import { keySequence } from './terminal/keys.ts';
import { drawPicture } from './terminal/picture.ts';
import { openTerminal, type Terminal } from './terminal/terminal.ts';

const usage = `usage: node tools/look.ts [OPTIONS] -- ARGUMENTS OF THE PROGRAM

  --cols N, --rows N    size of the terminal (80 by 24)
  --keys 'j tab ctrl-r' keys by name or character, separated by blanks; several characters
                        are sent in one piece; text:… is typed (text:a%20b for blanks),
                        paste:… is pasted, resize:100x30 resizes, kill:SIGTERM sends a signal
  --each                print the screen after every key, not only after the last
  --cwd FOLDER          where the program runs (here)
  --home FOLDER         the user's home, kept for the next look (an empty one)
  --env NAME=VALUE      a variable for the program; NAME= takes it away; repeatable
  --program FILE        another script than dist/cli.js
  --shell               ARGUMENTS are a command line for bash instead
  --text, --svg, --png FILE   write the last screen there
  --title TEXT          title of the picture
  --quiet-ms N          how long is quiet (250)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cols: { type: 'string', default: '80' },
    rows: { type: 'string', default: '24' },
    keys: { type: 'string', default: '' },
    each: { type: 'boolean', default: false },
    cwd: { type: 'string', default: process.cwd() },
    home: { type: 'string' },
    env: { type: 'string', multiple: true, default: [] },
    program: { type: 'string' },
    shell: { type: 'boolean', default: false },
    text: { type: 'string' },
    svg: { type: 'string' },
    png: { type: 'string' },
    title: { type: 'string' },
    'quiet-ms': { type: 'string', default: '250' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(usage);
else await look();

async function look(): Promise<void> {
  const terminal = openTerminal({
    args: positionals,
    ...(values.shell ? { command: ['bash', '-c', positionals.join(' ')] as const } : {}),
    ...(values.program === undefined ? {} : { program: values.program }),
    ...(values.home === undefined ? {} : { home: values.home }),
    cwd: values.cwd,
    cols: Number(values.cols),
    rows: Number(values.rows),
    env: Object.fromEntries(
      values.env.map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return [name, value.join('=') || undefined];
      }),
    ),
  });
  try {
    const steps = values.keys.split(/\s+/).filter((step) => step !== '');
    await quiet(terminal);
    for (const step of steps) {
      if (values.each) console.log(`${terminal.describe()}\n${step}`);
      await take(terminal, step);
      await quiet(terminal);
    }
    show(terminal);
  } finally {
    await terminal.dispose();
  }
}

async function take(terminal: Terminal, step: string): Promise<void> {
  const [, verb, object = ''] = /^(text|paste|resize|kill):(.+)$/s.exec(step) ?? [];
  if (verb === 'text') return terminal.type(decodeURIComponent(object));
  if (verb === 'paste') return terminal.paste(decodeURIComponent(object));
  if (verb === 'resize') {
    const [cols = 80, rows = 24] = object.split('x').map(Number);
    return terminal.resize(cols, rows);
  }
  if (verb === 'kill') return terminal.kill(object as NodeJS.Signals);
  return isKey(step) ? terminal.press(step) : terminal.type(step);
}

function isKey(step: string): boolean {
  try {
    keySequence(step);
    return true;
  } catch {
    return false;
  }
}

/** Waits until the program has drawn something and then nothing more for a while, or has ended. */
function quiet(terminal: Terminal): Promise<void> {
  const span = Number(values['quiet-ms']);
  const patience = 20 * span;
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    // The first frame of a program takes longer than any key.
    let timer = setTimeout(done, terminal.output() === '' ? patience : span);
    const stop = terminal.onChange(() => {
      clearTimeout(timer);
      timer = setTimeout(done, span);
      if (terminal.exit !== undefined) done();
    });
    if (terminal.exit !== undefined) done();
  });
}

function show(terminal: Terminal): void {
  console.log(terminal.describe());
  if (terminal.exit !== undefined) {
    const left = terminal.leftOn();
    if (left.length > 0) console.log(`left on: ${left.join(', ')}`);
    console.log(`On the normal screen:\n${terminal.normalText()}`);
  }
  if (values.text !== undefined) writeFileSync(values.text, `${terminal.text()}\n`);
  if (values.svg === undefined && values.png === undefined) return;
  const svg = drawPicture(terminal.cells(), {
    title: values.title ?? ['coppice', ...positionals].join(' '),
    ...(terminal.cursorVisible ? { cursor: terminal.cursor } : {}),
  });
  if (values.svg !== undefined) writeFileSync(values.svg, svg);
  if (values.png !== undefined) writeFileSync(values.png, svgToPng(svg));
}
