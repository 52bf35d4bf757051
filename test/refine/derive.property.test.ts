import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import { protect } from '../../source/account/exceptions.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { certify } from '../../source/proof/certificate.ts';
import { type Decision, decide } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Generalize } from '../../source/refine/grants.ts';
import type { Outcome, PolicyDeviation } from '../../source/refine/outcome.ts';
import { rerunOf } from '../../source/refine/rerun.ts';
import { actionsOf, mode, pattern, type World, world } from '../model/arbitraries.ts';
import { allowedBy } from '../model/given.ts';
import { fulfilAll, origin, setting, wish } from '../model/operator.ts';
import { lower, reading } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

const wishes = fc.array(wish, { maxLength: 8 });
const how = fc.constantFrom('as-proposed', 'as-written' as const);

/** The known actions, and each that somebody named. */
function knownIn({ catalog }: Outcome): string[] {
  const all = catalog.services().flatMap((service) => catalog.actions(service)?.actions ?? []);
  // A service of which nothing is known has a name there that is not an action.
  return all.filter((action) => !action.endsWith(':*'));
}

interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
}

/** What each statement of the written policy allows; nothing where it is gone. By the text and a plain matcher. */
function writtenTests({ case: of, text, statements }: Outcome): ((action: string) => boolean)[] {
  const value =
    text === null ? { Statement: [] } : (JSON.parse(text) as { Statement: Statement | Statement[] });
  const left = [value.Statement].flat();
  return of.policy.statements.map(({ element }, i) => {
    if (statements[i]?.fate === 'goes') return () => false;
    const statement = left.shift();
    if (statements[i]?.kind === 'untouched') return () => false;
    const list = statement?.Action ?? statement?.NotAction ?? [];
    return allowedBy(element === 'NotAction' ? 'NotAction' : 'Action', [list].flat());
  });
}

/** The lists of all statements. */
function listsIn(value: unknown): unknown {
  const statements = [(value as { Statement?: Statement | Statement[] } | null)?.Statement ?? []].flat();
  return statements.map(({ Action, NotAction }) => [Action, NotAction]);
}

function beforeTests({ case: of }: Outcome): ((action: string) => boolean)[] {
  return of.policy.statements.map(({ element, entries, effect, hasPrincipal }) =>
    effect !== 'Allow' || hasPrincipal ? () => false : allowedBy(element, entries),
  );
}

function decided(given: World, generalize: Generalize, wished: Parameters<typeof fulfilAll>[0]) {
  const policyCase = setting(given, generalize);
  return { policyCase, decisions: fulfilAll(wished, policyCase) };
}

describe('the outcome tells what is written', () => {
  forAll(
    'row by row: what stays of the actions below it is what the written statement allows',
    fc.property(world, mode, wishes, how, (given, generalize, wished, open) => {
      const { policyCase, decisions } = decided(given, generalize, wished);
      const outcome = derive(policyCase, decisions, open);
      const written = writtenTests(outcome);
      for (const entry of outcome.entries) {
        const allows = written[entry.ref.statement] ?? (() => false);
        for (let node = 0; node < entry.trie.size; node++) {
          const below = entry.trie.actions(node);
          const stays = below.filter(allows).length;
          expect(entry.fate(node)).toEqual({ stays, goes: below.length - stays });
        }
      }
    }),
    2,
  );

  forAll(
    'statement by statement: their strings are those of the text, the value, and the edits',
    fc.property(world, mode, wishes, how, (given, generalize, wished, open) => {
      const { policyCase, decisions } = decided(given, generalize, wished);
      const { statements, edits, text, value } = derive(policyCase, decisions, open);
      expect(value === null).toBe(text === null);
      expect(listsIn(text === null ? null : JSON.parse(text))).toEqual(listsIn(value));
      for (const { index, fate, result } of statements) {
        const { entries } = policyCase.policy.statements[index] ?? { entries: [] };
        expect(result).toEqual(edits.get(index) ?? entries);
        expect(fate).toBe(edits.has(index) ? (result.length === 0 ? 'goes' : 'changes') : 'stays');
      }
    }),
  );

  forAll(
    'and in its numbers, over what some statement allows',
    fc.property(world, mode, wishes, how, (given, generalize, wished, open) => {
      const { policyCase, decisions } = decided(given, generalize, wished);
      const outcome = derive(policyCase, decisions, open);
      const [was, is] = [beforeTests(outcome), writtenTests(outcome)].map(
        (tests) => (action: string) => tests.some((test) => test(action)),
      );
      const before = knownIn(outcome).filter((action) => was?.(action));
      const now = before.filter((action) => is?.(action));
      const isReported = (action: string): boolean => policyCase.unused.has(action);
      const gone = before.filter((action) => !is?.(action));
      const { keptOnPurpose, open: left, ...counts } = outcome.counts;
      expect(counts).toEqual({
        before: before.length,
        now: now.length,
        gone: gone.filter(isReported).length,
        goneOnPurpose: gone.filter((action) => !isReported(action)).length,
      });
      expect(keptOnPurpose + left).toBe(now.filter(isReported).length);
      if (open === 'as-proposed') expect(left).toBe(0);
    }),
  );
});

/** Statement and action, for each action that a deviation is about. */
function toldBy(deviations: readonly PolicyDeviation[], statement: number): Set<string> {
  const told = new Set<string>();
  for (const { actions, statement: own } of deviations)
    if (own === undefined || own === statement) for (const action of actions) told.add(lower(action));
  return told;
}

describe('deviations', () => {
  forAll(
    'are the difference between what was reported and what is written, no more and no less',
    fc.property(world, mode, wishes, how, (given, generalize, wished, open) => {
      const { policyCase, decisions } = decided(given, generalize, wished);
      const outcome = derive(policyCase, decisions, open);
      const [was, is] = [beforeTests(outcome), writtenTests(outcome)];
      const all = new Set<string>();
      outcome.statements.forEach((_, index) => {
        const told = toldBy(outcome.deviations, index);
        for (const action of knownIn(outcome)) {
          if (was[index]?.(action) !== true) continue;
          const isReported = policyCase.unused.has(action);
          const departs = is[index]?.(action) === isReported;
          if (departs) all.add(lower(action));
          if (departs) expect(told.has(lower(action)), `Statement[${index}] ${action}`).toBe(true);
        }
      });
      const told = new Set(outcome.deviations.flatMap(({ actions }) => actions.map(lower)));
      expect([...told].filter((action) => !action.endsWith(':*') && !all.has(action))).toEqual([]);
    }),
    2,
  );

  forAll(
    'are none where nothing is decided, and where all is accepted',
    fc.property(world, mode, (given, generalize) => {
      const policyCase = setting(given, generalize);
      const proposal = derive(policyCase, []);
      expect([proposal.approved, proposal.deviations]).toEqual([0, []]);
      const accepts = proposal.entries.flatMap(({ ref, changes }) =>
        changes.map(({ key }): Decision => ({ ...origin, kind: 'accept', ...ref, row: key })),
      );
      const accepted = derive(policyCase, decide([], ...accepts));
      expect(accepted.text).toBe(proposal.text);
      expect(accepted.approved).toBe(accepted.total);
      expect(accepted.deviations).toEqual([]);
      expect(derive(policyCase, decide([], ...accepts), 'as-written').text).toBe(proposal.text);
    }),
  );
});

describe('changes', () => {
  forAll(
    'are counted below each row, and found on theirs',
    fc.property(world, mode, wishes, (given, generalize, wished) => {
      const { policyCase, decisions } = decided(given, generalize, wished);
      const outcome = derive(policyCase, decisions);
      for (const entry of outcome.entries) {
        const { trie, changes, original } = entry;
        const isSigned = ({ decision }: (typeof changes)[number]): boolean =>
          original !== undefined || decision !== undefined;
        expect(entry.total).toBe(changes.length);
        expect(entry.approved).toBe(changes.filter(isSigned).length);
        expect(entry.isOpen).toBe(!changes.every(isSigned));
        for (let node = 0; node < trie.size; node++) {
          const below = changes.filter((each) => each.node >= node && each.node < trie.skip(node));
          const approved = below.filter(isSigned).length;
          expect(entry.changesBelow(node)).toEqual({ approved, total: below.length });
          expect(entry.changeAt(node)).toEqual(changes.find((each) => each.node === node));
        }
      }
      expect(outcome.total).toBe(outcome.entries.reduce((sum, { total }) => sum + total, 0));
    }),
  );
});

describe('what is written when only what is approved is', () => {
  forAll(
    'entries with open changes stay letter for letter',
    fc.property(world, mode, wishes, (given, generalize, wished) => {
      const { policyCase, decisions } = decided(given, generalize, wished);
      const { statements } = derive(policyCase, decisions, 'as-written');
      for (const { entries, result, index } of statements) {
        const original = policyCase.policy.statements[index]?.entries ?? [];
        for (const { isOpen, isWritten, element, text, ref } of entries) {
          if (!isOpen) continue;
          expect(isWritten).toBe(true);
          if (element === 'NotAction') expect(result).toEqual(original);
          else expect(result).toContain(original[ref.entry] ?? text);
        }
      }
    }),
  );

  forAll(
    'it is the original where nothing is',
    fc.property(world, mode, (given, generalize) => {
      const policyCase = setting(given, generalize);
      const { text, edits, deviations } = derive(policyCase, [], 'as-written');
      expect(text).toBe(policyCase.policy.text);
      expect(edits.size).toBe(0);
      expect(deviations.every(({ kind }) => kind === 'open')).toBe(true);
    }),
  );
});

describe('what is remembered', () => {
  forAll(
    'changes no outcome, whatever was asked before',
    fc.property(world, mode, wishes, (given, generalize, wished) => {
      const policyCase = setting(given, generalize);
      for (let made = 0; made <= wished.length; made++) {
        const decisions = fulfilAll(wished.slice(0, made), policyCase);
        for (const open of ['as-proposed', 'as-written'] as const)
          expect(summaryOf(derive(policyCase, decisions, open))).toEqual(
            summaryOf(derive(setting(given, generalize), decisions, open)),
          );
      }
      const undone = derive(policyCase, []);
      expect(summaryOf(undone)).toEqual(summaryOf(derive(setting(given, generalize), [])));
    }),
    0.5,
  );
});

function summaryOf(outcome: Outcome): unknown {
  const { text, counts, deviations, warnings, approved, total, gone } = outcome;
  const fates = outcome.entries.map((entry) => [entry.fate(0), entry.changes, entry.grants]);
  return { text, counts, deviations, warnings, approved, total, gone, fates };
}

describe('the certificate', () => {
  forAll(
    'holds whatever was decided, and whatever is still open',
    fc.property(world, mode, wishes, how, (given, generalize, wished, open) => {
      const { policyCase, decisions } = decided(given, generalize, wished);
      const { laws } = certify(derive(policyCase, decisions, open), rerunOf, '0');
      expect(laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
    }),
  );
});

const choices = fc.array(pattern, { minLength: 1, maxLength: 3 });

/** A world with protections. */
function protectedCase(given: World, generalize: Generalize, actions: readonly string[]): AccountCase {
  const protections = actions.map((action) => ({ action, reason: 'because' }));
  const open = setting(given, generalize);
  return setting(given, generalize, { protections, unused: protect(open.unused, protections) });
}

describe('what is protected', () => {
  forAll(
    'stays in every statement that allows it, whatever is reported and whatever is decided',
    fc.property(world, mode, choices, wishes, (given, generalize, choose, wished) => {
      const actions = choose.map((make) => make(actionsOf(given.services)));
      const policyCase = protectedCase(given, generalize, actions);
      const outcome = derive(policyCase, fulfilAll(wished, policyCase));
      const safe = knownIn(outcome).filter(
        (action) => !action.endsWith(':*') && actions.some((each) => reading(each).test(action)),
      );
      const [was, is] = [beforeTests(outcome), writtenTests(outcome)];
      for (const [index] of outcome.statements.entries())
        expect(safe.filter((action) => was[index]?.(action) && !is[index]?.(action))).toEqual([]);
    }),
  );

  forAll(
    'is no obstacle to a certificate, and is not touched by refining the result again',
    fc.property(world, mode, choices, wishes, (given, generalize, choose, wished) => {
      const actions = choose.map((make) => make(actionsOf(given.services)));
      const policyCase = protectedCase(given, generalize, actions);
      const { laws } = certify(derive(policyCase, fulfilAll(wished, policyCase)), rerunOf, '0');
      expect(laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
      const { text } = derive(policyCase, []);
      if (text === null) return;
      const again = { ...policyCase, policy: readPolicy(text, 'again') };
      expect(derive(again, []).edits.size).toBe(0);
    }),
    0.5,
  );
});
