import fc from 'fast-check';
import { includes } from '../../source/pattern/inclusion.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { type Decision, type Decisions, decide } from '../../source/review/decision.ts';
import { childrenOf, reviewableEntries, reviewEntry, rowKey } from '../../source/review/entry.ts';
import type { ReviewSettings, Subject } from '../../source/review/subject.ts';
import type { World } from './arbitraries.ts';
import { engineInput } from './given.ts';

/** Who decides in tests, when and why. */
export const origin = { by: 'Ada', at: '2026-01-02T03:04:05Z', reason: 'because' };

/** What an operator may do, chosen by numbers: which entry, which row, what, with which words. */
export const wish = fc.record({
  entry: fc.nat(50),
  node: fc.nat(200),
  kind: fc.constantFrom('accept', 'list', 'remove', 'narrow', 'widen', 'edit', 'original', 'keep'),
  other: fc.nat(200),
});
export type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

/** What a world is in a review. */
export function setting(
  given: World,
  generalize: ReviewSettings['generalize'],
): { subject: Subject; settings: ReviewSettings } {
  const { policy, unused, catalog } = engineInput(given);
  return {
    subject: { id: 'MyRole/MyPolicy', name: 'MyPolicy', policy, unused },
    settings: { catalog, generalize },
  };
}

/** Makes a decision of a wish where the screen would offer it. */
export function fulfil(
  wished: Wish,
  subject: Subject,
  settings: ReviewSettings,
  decisions: Decisions,
): Decisions {
  const refs = reviewableEntries(subject);
  const ref = refs[wished.entry % Math.max(1, refs.length)];
  if (ref === undefined) return decisions;
  const entry = reviewEntry(subject, settings, decisions, ref);
  const { trie, units } = entry;
  const on = (node: number): { statement: number; entry: number; row: string } => ({
    ...ref,
    row: rowKey(trie, node),
  });
  const node = wished.node % trie.size;
  const unit = units[wished.node % Math.max(1, units.length)];
  const made = ((): Decision | undefined => {
    switch (wished.kind) {
      case 'original':
        return { ...origin, kind: 'original', ...ref };
      case 'keep': {
        const actions = trie.actions(node).filter((action) => subject.unused.has(action));
        return actions.length === 0 ? undefined : { ...origin, kind: 'keep', actions };
      }
      case 'remove':
        return node === 0
          ? undefined
          : { ...origin, kind: 'remove', ...on(node), actions: trie.actions(node) };
      case 'accept':
      case 'list':
        return unit && { ...origin, kind: wished.kind, ...on(unit.node) };
      case 'narrow':
        if (entry.element === 'NotAction' || unit === undefined || childrenOf(trie, unit.node).length === 0)
          return undefined;
        return { ...origin, kind: 'narrow', ...on(unit.node) };
      case 'widen': {
        if (entry.element === 'NotAction' || unit === undefined) return undefined;
        const parent = trie.parent(unit.node);
        return parent <= 0 ? undefined : { ...origin, kind: 'widen', ...on(parent) };
      }
      case 'edit': {
        if (entry.element === 'NotAction' || unit === undefined) return undefined;
        const text = trie.prefix(wished.other % trie.size);
        const pattern = wished.other % 2 === 0 ? text : `${text}*`;
        if (!includes(parsePattern(entry.text), parsePattern(pattern))) return undefined;
        return { ...origin, kind: 'edit', ...on(unit.node), pattern };
      }
    }
  })();
  return made === undefined ? decisions : decide(decisions, made);
}
