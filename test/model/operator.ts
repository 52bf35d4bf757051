import fc from 'fast-check';
import type { AccountCase } from '../../source/account/cases.ts';
import { includes } from '../../source/pattern/inclusion.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import type { PolicyCase } from '../../source/refine/case.ts';
import { type Decision, type Decisions, decide } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Generalize } from '../../source/refine/grants.ts';
import { childrenOf, rowKey } from '../../source/refine/row.ts';
import { mode, type World, world } from './arbitraries.ts';
import { caseOf } from './case.ts';
import { engineInput } from './given.ts';

/** Who decides in tests, when and why. */
export const origin = { by: 'Ada', at: '2026-01-02T03:04:05Z', reason: 'because' };

/** What an operator may do, chosen by numbers: which entry, which row, what, with which words. */
export const wish = fc.record({
  entry: fc.nat(50),
  node: fc.nat(200),
  kind: fc.constantFrom('accept', 'list', 'drop', 'narrow', 'widen', 'edit', 'original', 'keep'),
  other: fc.nat(200),
});
export type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

/** What a world is in a review. */
export function setting(given: World, generalize: Generalize, facts: Partial<AccountCase> = {}): AccountCase {
  return caseOf({ id: 'MyRole/MyPolicy', name: 'MyPolicy', ...engineInput(given), generalize, ...facts });
}

/** A world in which there is something to sign off. */
export const toSignOff = fc
  .tuple(world, mode)
  .filter(([given, generalize]) => derive(setting(given, generalize), []).total > 0);

/** Makes decisions of wishes, one after the other. */
export function fulfilAll(wishes: readonly Wish[], policyCase: PolicyCase): Decisions {
  return wishes.reduce<Decisions>((made, each) => fulfil(each, policyCase, made), []);
}

/** Makes a decision of a wish where the screen would offer it. */
function fulfil(wished: Wish, policyCase: PolicyCase, decisions: Decisions): Decisions {
  const { entries } = derive(policyCase, decisions);
  const entry = entries[wished.entry % Math.max(1, entries.length)];
  if (entry === undefined) return decisions;
  const { ref } = entry;
  const { trie, changes } = entry;
  const on = (node: number): { statement: number; entry: number; row: string } => ({
    ...ref,
    row: rowKey(trie, node),
  });
  const node = wished.node % trie.size;
  const change = changes[wished.node % Math.max(1, changes.length)];
  const made = ((): Decision | undefined => {
    switch (wished.kind) {
      case 'original':
        return { ...origin, kind: 'original', ...ref };
      case 'keep': {
        const actions = trie.actions(node).filter((action) => policyCase.unused.has(action));
        return actions.length === 0 ? undefined : { ...origin, kind: 'keep', actions };
      }
      case 'drop':
        return node === 0 ? undefined : { ...origin, kind: 'drop', ...on(node), actions: trie.actions(node) };
      case 'accept':
      case 'list':
        return change && { ...origin, kind: wished.kind, ...on(change.node) };
      case 'narrow':
        if (
          entry.element === 'NotAction' ||
          change === undefined ||
          childrenOf(trie, change.node).length === 0
        )
          return undefined;
        return { ...origin, kind: 'narrow', ...on(change.node) };
      case 'widen': {
        if (entry.element === 'NotAction' || change === undefined) return undefined;
        const parent = trie.parent(change.node);
        return parent <= 0 ? undefined : { ...origin, kind: 'widen', ...on(parent) };
      }
      case 'edit': {
        if (entry.element === 'NotAction' || change === undefined) return undefined;
        const text = trie.prefix(wished.other % trie.size);
        const pattern = wished.other % 2 === 0 ? text : `${text}*`;
        if (!includes(parsePattern(entry.text), parsePattern(pattern))) return undefined;
        return { ...origin, kind: 'edit', ...on(change.node), pattern };
      }
    }
  })();
  return made === undefined ? decisions : decide(decisions, made);
}
