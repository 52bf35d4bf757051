import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import type { Protection } from './case.ts';
import type { RowDecision } from './decision.ts';
import type { EntryBase } from './entry.ts';
import { type Generalize, grantsOf, wildcardsOf } from './grants.ts';
import type { Standing } from './memory.ts';
import type { Change } from './outcome.ts';
import { childrenOf, nodeOfKey, rowKey } from './row.ts';
import type { Trie } from './trie.ts';

/** The decisions on the rows of an entry, by row key. */
export type Rows = ReadonlyMap<string, RowDecision>;

interface StandingSettings {
  readonly element: 'Action' | 'NotAction';
  readonly unused: Unused;
  readonly generalize: Generalize;
  readonly protections: readonly Protection[];
}

/** What the decisions on its rows make of an entry that is proposed to be replaced. */
export function standingOf(
  base: EntryBase,
  rows: Rows,
  telling: readonly RowDecision[],
  settings: StandingSettings,
): Standing {
  if (telling.length === 0) return { base, telling, changes: base.changes, grants: base.grants };
  const changes = withDropped(base, telling, changesOf(base, rows, telling, settings));
  const all = new Set<string>();
  for (const { grants } of changes) for (const grant of grants) all.add(grant);
  // What is added to a NotAction list is looked through for repeats when the statement is put together.
  return { base, telling, changes, grants: [...all].sort() };
}

function changesOf(
  base: EntryBase,
  rows: Rows,
  telling: readonly RowDecision[],
  settings: StandingSettings,
): readonly Change[] {
  if (base.proposal !== 'replaced') return base.changes;
  if (settings.element === 'NotAction') return additionsUnder(base, telling, settings);
  if (telling.some(({ kind }) => kind === 'widen')) return widenedChanges(base, rows, settings);
  const changes = base.changes.slice();
  for (const decision of telling) {
    const place = base.placeOf(decision.row);
    const change = place === undefined ? undefined : changes[place];
    if (place === undefined || change === undefined) continue;
    changes[place] = { ...change, grants: grantsUnder(base.trie, change.node, decision, rows, settings) };
  }
  return changes;
}

function additionsUnder(
  base: EntryBase,
  telling: readonly RowDecision[],
  { unused }: StandingSettings,
): readonly Change[] {
  const changes = base.changes.slice();
  for (const { kind, row } of telling) {
    const place = base.placeOf(row);
    const change = place === undefined ? undefined : changes[place];
    if (kind !== 'list' || place === undefined || change === undefined || change.node === 0) continue;
    // A whole unused service is more than the actions that are known of it: to list those would let the rest in.
    const isService = change.grants.some(
      (each) => each.endsWith(':*') && unused.services.has(each.slice(0, -2)),
    );
    if (!isService) changes[place] = { ...change, grants: base.trie.actions(change.node).sort() };
  }
  return changes;
}

/** The same where a row that is no proposal was made one, in the place of all below it. */
function widenedChanges(base: EntryBase, rows: Rows, settings: StandingSettings): readonly Change[] {
  const { trie, changes: proposal } = base;
  const changes: Change[] = [];
  const widened = widenedRows(trie, rows);
  let open = 0;
  for (const change of proposal) {
    let widest = widened[open];
    while (widest !== undefined && trie.skip(widest) <= change.node) widest = widened[++open];
    if (widest !== undefined && widest <= change.node) continue;
    const decision = rows.get(change.key);
    if (decision === undefined) changes.push(change);
    else changes.push({ ...change, grants: grantsUnder(trie, change.node, decision, rows, settings) });
  }
  for (const node of widened) {
    const kept = trie.actions(node).filter((action) => !settings.unused.has(action));
    changes.push({ kind: 'grant', node, key: rowKey(trie, node), grants: wildcardsOf(trie, node, kept) });
  }
  return changes.sort((a, b) => a.node - b.node);
}

/** The widened rows of a tree, in its order, without those below another. */
function widenedRows(trie: Trie, rows: Rows): number[] {
  const keys = new Set([...rows].filter(([, { kind }]) => kind === 'widen').map(([key]) => key));
  const found: number[] = [];
  for (let node = 1; node < trie.size; ) {
    if (!trie.isLeaf(node) && trie.state(node) !== 'unused' && keys.has(rowKey(trie, node))) {
      found.push(node);
      node = trie.skip(node);
    } else node++;
  }
  return found;
}

/** What a decision on a row makes of its grants; narrowed rows are followed down, each by what is decided about it. */
function grantsUnder(
  trie: Trie,
  top: number,
  decided: RowDecision,
  rows: Rows,
  { generalize, protections }: StandingSettings,
): readonly string[] {
  const grants: string[] = [];
  const open = [{ node: top, decision: decided as RowDecision | undefined }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, decision } = next;
    switch (decision?.kind) {
      case 'list':
        for (const action of trie.actions(node).sort()) grants.push(action);
        break;
      case 'edit':
        grants.push(decision.pattern);
        for (const each of protectedFrom(decision.pattern, trie.actions(node), protections))
          grants.push(each);
        break;
      case 'narrow':
        for (const child of childrenOf(trie, node).reverse())
          open.push({ node: child, decision: rows.get(rowKey(trie, child)) });
        break;
      case 'drop':
      case 'accept':
      case 'widen':
      case undefined:
        for (const grant of grantsOf(trie, node, generalize)) grants.push(grant);
    }
  }
  return grants;
}

/** The actions that an edited pattern would lose and that are protected. */
function protectedFrom(
  edited: string,
  actions: readonly string[],
  protections: readonly Protection[],
): string[] {
  if (protections.length === 0) return [];
  const pattern = parsePattern(edited);
  const kept = protections.map(({ action }) => parsePattern(action));
  return actions
    .filter((action) => {
      const lower = fold(action);
      return !matches(pattern, lower) && kept.some((each) => matches(each, lower));
    })
    .sort();
}

/** Rows that a decision dropped are no proposals any more, but stay decided and counted. */
function withDropped(
  base: EntryBase,
  telling: readonly RowDecision[],
  changes: readonly Change[],
): readonly Change[] {
  const proposed = new Set(changes.map(({ key }) => key));
  const dropped = telling.flatMap(({ kind, row }): Change[] => {
    if (kind !== 'drop' || proposed.has(row)) return [];
    const node = nodeOfKey(base.trie, row);
    return node === undefined ? [] : [{ kind: 'grant', node, key: row, grants: [] }];
  });
  return dropped.length === 0 ? changes : [...changes, ...dropped].sort((a, b) => a.node - b.node);
}
