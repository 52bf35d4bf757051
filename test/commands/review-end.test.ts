import { expect, test } from 'vitest';
import { endText } from '../../source/commands/reviewing/review-end.ts';
import type { WrittenReview } from '../../source/commands/reviewing/session-files.ts';
import { certify } from '../../source/proof/certificate.ts';
import type { Decisions } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import { rerunOf } from '../../source/refine/rerun.ts';
import { newSession } from '../../source/review/session/session-data.ts';
import type { SessionState } from '../../source/review/session/state.ts';
import { contextOf, smallCase, VIEWPORT } from '../review/session/support.ts';

const DEFAULT = { color: 'auto' } as const;
const fresh = newSession(contextOf([]), VIEWPORT);
const decided = new Map<string, Decisions>([['R/P', []]]);

function said(state: Partial<SessionState>, given: Partial<Parameters<typeof endText>[0]> = {}): string {
  return endText({
    state: { ...fresh, ended: { saved: true, written: [], approved: 1, total: 2 }, ...state },
    isThere: true,
    written: [],
    records: [],
    sources: ['account/', 'my findings'],
    options: DEFAULT,
    ...given,
  });
}

test('the command that goes on has all that decides what the inputs mean', () => {
  expect(said({})).toContain("coppice review account/ 'my findings'\n");
  expect(
    said(
      {},
      {
        options: {
          ...DEFAULT,
          principal: 'app',
          window: 30,
          exceptions: 'our exceptions.json',
          includeInactive: true,
          assumeUnanalysedUnused: true,
          assumeSoleHolder: true,
          calls: ['logs/'],
        },
      },
    ),
  ).toContain(
    "coppice review account/ 'my findings' --principal app --window 30 --exceptions 'our exceptions.json' --include-inactive --assume-unanalysed-unused --assume-sole-holder --calls logs/\n",
  );
});

test('saved is told only where it is true', () => {
  expect(said({ decisions: decided })).toContain(
    '1 of 2 changes approved, and nothing was written.\nAll decisions are saved.',
  );
  const failed = { saved: { failed: 'no space' }, written: [], approved: 1, total: 2 };
  const lost = said({ decisions: decided, ended: failed });
  expect(lost).toContain('The decisions are not saved: no space');
  expect(lost).not.toContain('All decisions are saved');
  // The last save only says where the cursor was: what was saved before it is still saved, if it is still there.
  const last = { decisions: decided, saved: { failed: 'no space' } };
  expect(said(last)).toContain('All decisions are saved.');
  expect(said(last, { isThere: false })).toContain('The decisions are not saved: no space');
  expect(said({ decisions: decided }, { isThere: false })).toContain('All decisions are saved.');
  const kept = said({ decisions: decided, ended: failed }, { records: ['kept.decisions.json'] });
  expect(kept).toContain('The decisions are in kept.decisions.json.');
  expect(kept).toContain('--decisions kept.decisions.json');
  const lookingOn = { by: 'kim', since: '2026-11-23T08:00:00.000Z' };
  const taken = said({ decisions: decided, lookingOn });
  expect(taken).toContain('kim has this review open since 2026-11-23 08:00 UTC.');
  expect(taken).toContain('What you decided last is not saved');
});

test('what is open and what is to be detached are named', () => {
  const result = (unused: readonly string[], open: 'as-written' | 'as-proposed') => {
    const outcome = derive(smallCase(['GetA', 'GetB'], ['s:Get*'], unused), [], open);
    return { outcome, certificate: certify(outcome, rerunOf, '1.0.0') };
  };
  const written = (unused: readonly string[], open: 'as-written' | 'as-proposed'): WrittenReview => ({
    files: ['p.refined.json', 'p.decisions.json'],
    replay: 'coppice apply p.json --decisions p.decisions.json',
    results: [result(unused, open)],
    open,
  });
  const open = said({}, { written: [written(['GetB'], 'as-written')] });
  expect(open).toContain('wrote p.refined.json\nwrote p.decisions.json\n');
  expect(open).toContain('open, and left as it was: s:Get* in R ▸ P (0 of 1 approved)');
  expect(open).toContain('Go on with:');
  const ended = { saved: true, written: [], approved: 2, total: 2 } as const;
  const gone = said({ ended }, { written: [written(['GetA', 'GetB'], 'as-proposed')] });
  expect(gone).toContain('nothing of R ▸ P is used: detach it');
  expect(gone).toContain('coppice apply p.json --decisions p.decisions.json');
  expect(gone).not.toContain('Go on with:');
});
