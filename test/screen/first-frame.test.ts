import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { firstFrame } from '../../source/screen/first-frame.ts';
import type { Size } from '../../source/screen/layout.ts';
import { sceneAt } from '../../source/screen/scene-at.ts';
import { plainTheme } from '../../source/screen/theme.ts';
import { openStage, runOf, subject, workedExample } from './stage.ts';

/** What a terminal of a size shows after some output, and where its cursor is. */
async function shown(
  text: string,
  { columns: cols, rows }: Size,
): Promise<{ rows: string[]; cursor: number[] }> {
  const emulator = new xterm.Terminal({ cols, rows, allowProposedApi: true });
  await new Promise<void>((resolve) => emulator.write(text, resolve));
  const { active } = emulator.buffer;
  return {
    rows: Array.from({ length: rows }, (_, y) => (active.getLine(y)?.translateToString() ?? '').trimEnd()),
    cursor: [active.cursorX, active.cursorY],
  };
}

const nothing = subject('nothing', [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }], {
  s3: ['GetObject'],
});

test.each([
  ['beside', { columns: 100, rows: 30 }, workedExample()],
  ['beside, just so', { columns: 78, rows: 15 }, workedExample()],
  ['below', { columns: 70, rows: 40 }, workedExample()],
  ['instead', { columns: 60, rows: 15 }, workedExample()],
  ['wide', { columns: 200, rows: 60 }, workedExample()],
  ['nothing to review', { columns: 100, rows: 30 }, nothing],
] as const)('is the picture that Ink makes: %s', async (_, size, example) => {
  const run = runOf([example], { resumed: 'went on where you left off' });
  const stage = openStage(run, size);
  try {
    await stage.send();
    const scene = sceneAt(stage.store, stage.store.get(), plainTheme());
    if (scene === undefined) throw new Error('the terminal is large enough');
    const frame = await shown(firstFrame(scene), size);
    expect(frame.rows).toEqual(stage.rows());
    // Where Ink begins to paint.
    expect(frame.cursor).toEqual([0, 0]);
  } finally {
    stage.close();
  }
});
