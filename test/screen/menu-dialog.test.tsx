import { render } from 'ink-testing-library';
import { expect, test, vi } from 'vitest';
import type { Menu, Step } from '../../source/review/state/mode.ts';
import { MenuDialog } from '../../source/screen/components/menu-dialog.tsx';
import { plainTheme } from '../../source/screen/theme.ts';

const narrow: Step = { kind: 'intent', intent: { kind: 'narrow', row: 's3:GetObject*' } };

const MENU: Menu = {
  title: 'Adjust s3:GetObject*',
  about: ['Chosen for what is below it.'],
  items: [
    { label: 'narrow to its next words', step: narrow },
    { label: 'go back', step: { kind: 'close' } },
  ],
  initial: 0,
};

const area = { width: 50, height: 8 };

test('a menu shows its title, what to know, and its choices by number', () => {
  const { lastFrame, unmount } = render(
    <MenuDialog menu={MENU} area={area} theme={plainTheme()} onChoose={() => undefined} />,
  );
  expect(lastFrame()?.trimEnd()).toBe(
    [
      'Adjust s3:GetObject*',
      'Chosen for what is below it.',
      '',
      '❯ 1 narrow to its next words',
      '  2 go back',
    ].join('\n'),
  );
  unmount();
});

test.each([
  ['enter takes the item it stands on', 1, '\r'],
  ['a number takes its item', 0, '2'],
])('%s', async (_, initial, key) => {
  const chosen: Step[] = [];
  const { stdin, unmount } = render(
    <MenuDialog
      menu={{ ...MENU, initial }}
      area={area}
      theme={plainTheme()}
      onChoose={(step) => chosen.push(step)}
    />,
  );
  // A frame does not mean that the keys are armed: the key is given until it has worked.
  await vi.waitUntil(() => {
    stdin.write(key);
    return chosen.length > 0;
  });
  expect(new Set(chosen)).toEqual(new Set<Step>([{ kind: 'close' }]));
  unmount();
});
