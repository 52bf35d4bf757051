import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { SheetBox } from '../../source/screen/components/sheet-box.tsx';
import type { Frame } from '../../source/screen/frame.ts';
import { plainTheme } from '../../source/screen/theme.ts';
import type { SheetParts } from '../../source/screen/views/sheet-parts.ts';

const PARTS: SheetParts = {
  isWhole: false,
  area: { width: 40, height: 8 },
  head: ['Reject s3:GetObject*?'],
  choices: ['  l list its 16 actions', '❯ d drop its 16 actions', '  o keep the original'],
  cursor: 1,
  limit: 3,
  hasField: false,
  below: ['', '16 actions go'],
  last: 0,
};

function shown(parts: SheetParts, line?: Frame['line']): string | undefined {
  const frame = { theme: plainTheme(), ...(line === undefined ? {} : { line }) } as Frame;
  const { lastFrame, unmount } = render(<SheetBox parts={parts} frame={frame} />);
  const text = lastFrame()?.trimEnd();
  unmount();
  return text;
}

test('a menu has what it is about above its choices, and what would come of the one under the cursor below', () => {
  expect(shown(PARTS)).toBe([...PARTS.head, ...PARTS.choices, ...PARTS.below].join('\n'));
});

test('of a long menu as many choices are shown as fit, that under the cursor among them', () => {
  const choices = Array.from({ length: 20 }, (_, i) => `  action ${i}`);
  const text = shown({ ...PARTS, choices, cursor: 12, limit: 3, below: [] });
  expect(text).toContain('action 12');
  expect(text?.match(/action/g)).toHaveLength(3);
});
