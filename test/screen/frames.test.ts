import { afterEach, describe, expect, test } from 'vitest';
import type { Size } from '../../source/screen/layout.ts';
import { openStage, runOf, type Stage, subject, workedExample } from './stage.ts';

/** Views by name: the keys that lead to them, and a text that tells that they are there, also where there is little room. */
const VIEWS: Readonly<
  Record<string, { readonly keys: string; readonly text: string; readonly small?: string }>
> = {
  tree: { keys: '', text: 'decided 0/7' },
  grant: { keys: '\t', text: 'safe · proposed', small: '❯   ▸ ✔ GetAccess*' },
  accepted: { keys: '\ta', text: 'accepted s3:GetAccess*' },
  'reject menu': { keys: '\tr', text: 'Reject s3:GetAccess*' },
  'adjust menu': { keys: '\te', text: 'Adjust s3:GetAccess*' },
  'edit field': { keys: '\te2', text: 'matches' },
  'keep field': { keys: 'je1', text: 'Why keep what is unused?' },
  search: { keys: '/objta', text: 'match' },
  overview: { keys: 'o', text: 'Overview of 1 policy' },
  diff: { keys: 'd', text: 'as it now stands' },
  verification: { keys: 'v', text: 'Every law holds' },
  help: { keys: '?', text: 'All keys' },
  refusal: { keys: 'a', text: 'no proposal itself', small: 'so it is no proposal' },
  'write menu': { keys: 'w', text: 'undecided' },
};

let stage: Stage | undefined;
afterEach(() => stage?.close());

function open(size: Size, ...subjects: Parameters<typeof runOf>[0]): Stage {
  stage = openStage(runOf(subjects.length === 0 ? [workedExample()] : subjects), size);
  return stage;
}

for (const [columns, rows] of [
  [60, 15],
  [80, 24],
  [140, 40],
] as const) {
  describe(`${columns}×${rows}`, () => {
    test.each(Object.entries(VIEWS))('%s', async (_, { keys, text, small = text }) => {
      const shown = open({ columns, rows });
      await shown.send(...(keys === '' ? [] : [keys]));
      await shown.waitFor(columns < 78 ? small : text);
      expect(shown.rows().join('\n')).toMatchSnapshot();
      expect(shown.rows()).toHaveLength(rows);
    });
  });
}

test('below the smallest size it says so and waits', async () => {
  const shown = open({ columns: 80, rows: 24 });
  await shown.send('j');
  shown.resize({ columns: 50, rows: 10 });
  await shown.waitFor('coppice needs 60×15; this is 50×10');
  shown.resize({ columns: 100, rows: 30 });
  await shown.waitFor('❯     ○ GetAccelerateConfiguration');
});

test('names from files cannot move the cursor or colour the screen', async () => {
  const nasty = subject(
    'bad\u001b[31mname',
    [{ Sid: '\u202e', Effect: 'Allow', Action: 's3:Get*', Resource: '\u001b]0;x\u0007' }],
    {
      s3: ['GetObject'],
    },
  );
  const shown = open({ columns: 100, rows: 30 }, nasty);
  await shown.waitFor('bad␛[31mname');
  await shown.send('d');
  await shown.waitFor('[31mname as it now stands');
});

test('wide characters keep the columns straight', async () => {
  const wide = subject('政策', [{ Effect: 'Allow', Action: 's3:Get*', Resource: '資源資源資源' }], {
    s3: ['GetObject'],
  });
  const shown = open({ columns: 80, rows: 24 }, wide);
  await shown.waitFor('政策');
  const bars = shown.rows().flatMap((row) => row.indexOf('│'));
  expect(new Set(bars.slice(3, -2)).size).toBe(1);
});

test('what is safe although IAM tracks nothing of it is unknown, in the tree and in the panel', async () => {
  const run = runOf([workedExample()]);
  const { catalog } = run.settings;
  const details: typeof catalog.details = (action) => {
    const known = catalog.details(action);
    return known && { ...known, tracked: !action.startsWith('s3:GetObject') };
  };
  const settings = { ...run.settings, catalog: { ...catalog, saysTracked: true, details } };
  stage = openStage({ ...run, settings }, { columns: 100, rows: 40 });
  await stage.send('/getobject*\r');
  await stage.waitFor('unknown · proposed');
  const row = (name: string): string => stage?.rows().find((each) => each.includes(` ${name} `)) ?? '';
  expect(row('GetObject*')).toContain('? GetObject*');
  expect(row('GetMulti*')).toContain('✔ GetMulti*');
});

test('a policy with nothing to refine says so', async () => {
  const shown = open(
    { columns: 80, rows: 24 },
    subject('Fine', [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }], {}),
  );
  await shown.waitFor('decided 0/0');
  await shown.send('a');
  await shown.waitFor('nothing that s3:Get* grants is unused');
});

test('a policy that has only Deny statements says so', async () => {
  const shown = open(
    { columns: 80, rows: 24 },
    subject('Deny', [{ Effect: 'Deny', Action: 's3:Get*', Resource: '*' }], {}),
  );
  await shown.waitFor('nothing here can be reviewed');
  await shown.send('a', 'j', 'G', 'r', 'e', ' ', '/', 'x', '\r');
  await shown.waitFor('nothing here can be reviewed');
});

test('in screen-reader mode the review is sentences that follow the keys', async () => {
  const preferences = { ascii: false, color: 'never', screenReader: true, format: 'json' } as const;
  stage = openStage(runOf([workedExample()], { preferences }), { columns: 120, rows: 40 });
  await stage.waitFor('s3:Get*, level 1, unfolded, row 1 of 17.');
  await stage.send('\ta');
  await stage.waitFor('Accepted s3:GetAccess*.');
  await stage.waitFor('1 of 7 decided.');
  await stage.send('\tr');
  await stage.waitFor('Reject s3:GetAccountPublicAccessBlock');
});

test('ASCII stays ASCII', async () => {
  const preferences = { ascii: true, color: 'never', screenReader: false, format: 'json' } as const;
  stage = openStage(runOf([workedExample()], { preferences }), { columns: 100, rows: 30 });
  for (const keys of [
    '\ta',
    '\tr',
    '\u001b[27u',
    'e',
    '\u001b[27u',
    'o',
    'q',
    'd',
    'q',
    '?',
    'q',
    'v',
    'q',
    '/get\r',
  ]) {
    await stage.send(keys);
    expect(stage.rows().join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
  }
});
