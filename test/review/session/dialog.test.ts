import { describe, expect, test } from 'vitest';
import { dialogConsequence, patternFacts } from '../../../source/review/session/dialog.ts';
import { decisionsOf } from '../../../source/review/session/tree.ts';
import { exceptionsToWrite } from '../../../source/review/session/writing.ts';
import { AT, contextOf, Driver, smallCase, workedCase } from './support.ts';

const ID = 'MyRole/S3AndLambda';
const worked = (): Driver => new Driver(contextOf([{ case: workedCase() }])).named();

const OBJECT = '1/0 s3:GetObject*';
const ACL = '1/0 s3:GetBucketAcl';

function dialog(driver: Driver) {
  const { mode } = driver.state;
  if (mode.kind !== 'dialog') throw new Error(`no dialog: ${driver.said}`);
  return mode.dialog;
}

function consequence(driver: Driver) {
  return dialogConsequence(driver.context, driver.state, dialog(driver));
}

describe('letters are always the same', () => {
  test.each([
    ['a grant', 'reject', OBJECT, 'ldo'],
    ['a grant', 'adjust', OBJECT, 'nwe'],
    ['an entry that goes', 'reject', '0/0', 'ko'],
    ['an action that goes', 'adjust', ACL, 'kd'],
    ['an action that stays', 'adjust', '1/0 s3:GetObjectAcl', 'kd'],
    ['a node above changes', 'adjust', '1/0 s3:GetBucket*', 'kd'],
    ['an entry above changes', 'reject', '1/0', 'o'],
  ] as const)('%s: %s on %s', (_, which, address, letters) => {
    const driver = worked().go(address).do({ type: which });
    expect(
      dialog(driver)
        .choices.map(({ letter }) => letter)
        .join(''),
    ).toBe(letters);
  });

  test('a letter only moves; one that is no choice, or does not work here, says why', () => {
    const driver = worked().go(OBJECT).do({ type: 'reject' }, { type: 'letter', letter: 'o' });
    expect(decisionsOf(driver.state, ID)).toEqual([]);
    expect(dialog(driver).stage).toMatchObject({ cursor: 2 });
    expect(driver.do({ type: 'letter', letter: 'x' }).said).toBe(
      'x is no choice here; the letters are l, d, o',
    );
    const wide = worked().go(OBJECT).choose('adjust', 'w');
    expect(wide.said).toBe('above it is the entry itself, which r o keeps');
    expect(worked().go('1/0 s3:GetDataAccess').choose('reject', 'l').said).toBe('it is one action already');
    expect(worked().go(ACL).choose('adjust', 'd').said).toBe('nothing here stays that could be dropped');
  });

  test.each([
    ['reject', '', 'choose a change below; r rejects one at a time'],
    ['reject', ACL, 's3:GetBucketAcl is unused and goes; e keeps it'],
    ['reject', '1/1', 'nothing that s3:List* grants is reported unused, so it stays as it is'],
    ['adjust', '0', 'choose a row below; e adjusts one at a time'],
  ] as const)('%s on %s has no dialog and says why', (which, address, why) => {
    const driver = worked().go(address).do({ type: which });
    expect([driver.state.mode.kind, driver.said]).toEqual(['tree', why]);
  });
});

describe('consequences stand before the choice', () => {
  test('list: nothing known changes, and no reason is asked', () => {
    const driver = worked().go('1/0 s3:GetMulti*').do({ type: 'reject' });
    expect(consequence(driver)).toMatchObject({ back: [], goes: [], deviates: false });
    driver.do({ type: 'enter', at: AT });
    expect(driver.row('1/0 s3:GetMulti*')).toMatchObject({ mark: { kind: 'listed' }, approved: 1 });
  });

  test('drop: what goes, with a reason; an empty one is refused', () => {
    const driver = worked().go('1/0 s3:GetMulti*').do({ type: 'reject' }, { type: 'letter', letter: 'd' });
    expect(consequence(driver)?.goes).toHaveLength(4);
    driver.do({ type: 'enter', at: AT });
    expect(driver.write(' ').said).toBe('say why: it goes into the decision record');
    driver.write('no access points here');
    expect(driver.row('1/0 s3:GetMulti*')).toMatchObject({ fate: 'goes', mark: { kind: 'dropped' } });
    expect(driver.row('')).toMatchObject({ approved: 1 });
  });

  test('keep the original: what comes back, ▲ first', () => {
    const driver = worked().go('0/2').do({ type: 'reject' }, { type: 'letter', letter: 'o' });
    expect(consequence(driver)).toMatchObject({
      back: ['lambda:UpdateFunctionConfiguration'],
      risksBack: 1,
      deviates: true,
    });
    driver.do({ type: 'enter', at: AT }).write('deploys');
    expect(driver.row('0/2')).toMatchObject({ fate: 'stays', mark: { kind: 'original', reason: 'deploys' } });
  });

  test('narrow, then its parts; taking it back takes them back', () => {
    const driver = worked().go('1/0 s3:GetAccess*').choose('adjust', 'n');
    expect(driver.row('1/0 s3:GetAccess*')?.mark?.kind).toBe('narrowed');
    const [part] = driver
      .do({ type: 'in' }, { type: 'in' })
      .rows()
      .filter(({ address }) => address === driver.cursor);
    expect(part?.kind).not.toBe('entry');
    driver.choose('reject', 'd').write('unwanted');
    expect(decisionsOf(driver.state, ID)).toHaveLength(2);
    driver.go('1/0 s3:GetAccess*').do({ type: 'take-back', at: AT });
    expect(decisionsOf(driver.state, ID)).toEqual([]);
  });

  test('widen lets back in what its prefix begins, and the rows below show it', () => {
    const driver = worked()
      .go('1/0 s3:GetBucketAbac')
      .do({ type: 'adjust' }, { type: 'letter', letter: 'w' });
    expect(consequence(driver)?.back).toContain('s3:GetBucketAcl');
    driver.do({ type: 'enter', at: AT }).write('the inventory');
    expect(driver.row(ACL)?.fate).toBe('stays');
    expect(driver.row('1/0 s3:GetBucket*')).toMatchObject({ fate: 'stays', mark: { kind: 'widened' } });
  });

  test('edit: live facts, refused outside the original, rows below tell the result', () => {
    const driver = worked().go(OBJECT).choose('adjust', 'e');
    const facts = () => patternFacts(driver.context, driver.state, dialog(driver));
    expect([driver.do({ type: 'type', value: 's3:GetBucketA*' }), facts()][1]).toEqual({ matches: 2 });
    expect(consequence(driver)).toMatchObject({ back: ['s3:GetBucketAcl'], deviates: true });
    for (const [value, why] of [
      ['s3:PutObject', 'it would let in what s3:Get* does not, so it is refused (law 3)'],
      ['s3:GetNothing', 'it matches no known action'],
      ['s3:Get Object', 'IAM has no blanks or other such characters in actions'],
      ['', 'write a pattern, or go back with esc'],
    ] as const) {
      driver.do({ type: 'type', value });
      expect([facts()?.refusal, driver.do({ type: 'enter', at: AT }).said]).toEqual([why, why]);
    }
    driver.write('s3:GetObjectT*').write('only tags');
    expect(driver.row(OBJECT)).toMatchObject({ mark: { kind: 'edited' }, fate: 'some' });
    driver.go('1/0 s3:GetObjectAcl');
    expect(driver.row('1/0 s3:GetObjectAcl')?.fate).toBe('goes');
    expect(driver.go('1/0 s3:GetObjectTagging').row('1/0 s3:GetObjectTagging')?.fate).toBe('stays');
    expect(driver.row('')?.goes).toBeGreaterThan(30);
  });
});

describe('keep', () => {
  test('asks why, until when and for whom', () => {
    const driver = worked().go(ACL).choose('adjust', 'k').write('audit');
    expect(driver.write('2027-02-30').said).toBe('write it as 2027-03-31, or leave it empty');
    expect(driver.write('2026-10-04').said).toBe('that day is over; give a later one, or leave it empty');
    driver.write('2027-03-31').do({ type: 'letter', letter: 'p' }, { type: 'enter', at: AT });
    expect(driver.row(ACL)?.mark).toMatchObject({ kind: 'kept', until: '2027-03-31', reason: 'audit' });
    expect(exceptionsToWrite(driver.state)).toEqual([
      {
        policy: ID,
        actions: ['s3:GetBucketAcl'],
        principal: 'MyRole',
        reason: 'audit',
        until: '2027-03-31',
        at: AT,
      },
    ]);
    expect(exceptionsToWrite(driver.do({ type: 'undo' }).state)).toEqual([]);
  });

  test('some actions of an entry that goes are chosen one by one', () => {
    const given = smallCase(['GetA', 'GetB', 'GetC', 'PutA'], ['s:Get*', 's:PutA'], ['GetA', 'GetB', 'GetC']);
    const driver = new Driver(contextOf([{ case: given }])).named().go('0/0').choose('reject', 'k');
    expect(driver.do({ type: 'enter', at: AT }).said).toBe('space chooses an action; none is chosen');
    driver.do({ type: 'move', rows: 1 }, { type: 'toggle' });
    expect(consequence(driver)?.back).toEqual(['s:GetB']);
    driver.do({ type: 'enter', at: AT }).write('why not').write('').do({ type: 'enter', at: AT });
    expect(driver.result()).toMatchObject({ Statement: [{ Action: ['s:GetB', 's:PutA'] }] });
  });

  test('what an exception protects is not dropped', () => {
    const protections = [{ action: 's:Get*', reason: 'the yearly run' }];
    const given = smallCase(['GetA', 'PutA', 'PutB'], ['s:*'], ['PutB'], { protections });
    const driver = new Driver(contextOf([{ case: given }])).named().go('0/0 s:GetA');
    expect(driver.choose('reject', 'd').said).toBe('s:GetA is protected: the yearly run');
  });
});

test('additions to a NotAction list are accepted, listed, or kept out of it', () => {
  const given = smallCase(['GetA', 'GetB', 'PutA'], [], ['GetA', 'GetB'], { element: 'NotAction' });
  const driver = new Driver(contextOf([{ case: given }])).named();
  expect(driver.approved).toBe('0/1');
  driver.do({ type: 'undecided', direction: 1 });
  expect(driver.do({ type: 'reject' }).state.mode).toMatchObject({
    dialog: { choices: [{ letter: 'l' }, { letter: 'k' }, { letter: 'o' }] },
  });
  driver.do({ type: 'close' }, { type: 'accept', at: AT });
  expect(driver.approved).toBe('1/1');
  expect(driver.result()).toMatchObject({ Statement: [{ NotAction: ['s:Get*'] }] });
});
