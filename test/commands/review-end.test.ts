import { expect, test } from 'vitest';
import { endText } from '../../source/commands/reviewing/review-end.ts';

const DEFAULT = { color: 'auto' } as const;
const LEFT = { kind: 'left', decided: 1, total: 2 } as const;

test('the command that goes on has all that decides what the inputs mean', () => {
  const said = (options: object): string =>
    endText(LEFT, { names: ['account/', 'my findings'], cwd: '/', options: { ...DEFAULT, ...options } });
  expect(said({})).toContain("coppice review account/ 'my findings'\n");
  expect(
    said({
      principal: 'app',
      window: 30,
      exceptions: 'our exceptions.json',
      includeInactive: true,
      assumeUnanalysedUnused: true,
      assumeSoleHolder: true,
    }),
  ).toContain(
    "coppice review account/ 'my findings' --principal app --window 30 --exceptions 'our exceptions.json' --include-inactive --assume-unanalysed-unused --assume-sole-holder\n",
  );
});
