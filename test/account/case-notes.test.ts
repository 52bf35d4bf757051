import { expect, test } from 'vitest';
import { notesOnCases } from '../../source/account/case-notes.ts';

const exception = { action: 's3:*', reason: 'so' };
const held = (name: string, ...by: string[]) => ({
  name,
  principal: '2 principals',
  heldBack: [{ action: 's3:GetObject', by }],
  spared: [],
});

test('a few shared policies are told about one by one', () => {
  expect(notesOnCases([held('A', 'x'), held('B', 'x', 'y', 'z', 'u', 'v')])).toEqual([
    'A, shared by 2 principals: 1 action that some do not use stays because of x',
    'B, shared by 2 principals: 1 action that some do not use stays because of x, y, z and 2 more',
  ]);
});

test('many are told about together', () => {
  expect(notesOnCases(Array.from({ length: 1_200 }, (_, i) => held(`P${i}`, 'x')))).toEqual([
    '1,200 unused actions stay in 1,200 shared policies because others who have the policies use them, or may use them; --json lists them',
  ]);
});

test('an exception is told about once, with what it keeps and where', () => {
  const spared = [
    { action: 's3:GetObject', exception },
    { action: 's3:PutObject', exception },
  ];
  expect(
    notesOnCases([
      { name: 'A', principal: 'web', heldBack: [], spared },
      { name: 'B', heldBack: [], spared: spared.slice(0, 1) },
    ]),
  ).toEqual(["the exception for s3:* (so) keeps s3:GetObject and s3:PutObject in web's A and B"]);
});

test('there is nothing to say of what nobody has, and of what is just cut back', () => {
  const { principal: _, ...nobodys } = held('A', 'x');
  expect(notesOnCases([nobodys, { name: 'B', principal: 'web', heldBack: [], spared: [] }])).toEqual([]);
});
