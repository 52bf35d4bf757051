import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import type { Protection } from './case.ts';
import type { RowDecision } from './decision.ts';
import type { EntryBase } from './entry.ts';
import { type Generalize, grantsOf, wildcardsOf } from './grants.ts';
import type { Section, Standing } from './memory.ts';
import type { Change } from './outcome.ts';
import { withoutRedundant } from './redundant.ts';
import { childrenOf, nodeOfKey, rowKey } from './row.ts';
import type { Trie } from './trie.ts';

/** The decisions on the rows of an entry, by row key. */
export type DecidedRows = ReadonlyMap<string, RowDecision>;

interface StandingSettings {
  readonly element: 'Action' | 'NotAction';
  readonly unused: Unused;
  readonly generalize: Generalize;
  readonly protections: readonly Protection[];
}

const NONE: Pick<Standing, 'made' | 'sections'> = { made: new Map(), sections: new Map() };

/**
 * Applies the decisions on its rows to an entry.
 *
 * @param telling the decisions that change what is proposed
 * @param last the earlier result, with some of the same decisions, whose parts are reused
 */
export function entryStanding(
  base: EntryBase,
  rows: DecidedRows,
  telling: readonly RowDecision[],
  settings: StandingSettings,
  last?: Standing,
): Standing {
  if (telling.length === 0) return new PlainStanding(base, telling);
  const before = last?.base === base ? last : undefined;
  const made = new Map<RowDecision, readonly string[]>();
  const grantsAt = (node: number, decision: RowDecision): readonly string[] => {
    const known = before?.made.get(decision);
    const grants = known ?? grantsUnder(base.trie, node, decision, rows, settings);
    // The grants of a narrowed row also depend on the rows below it.
    if (decision.kind !== 'narrow') made.set(decision, grants);
    return grants;
  };
  const changes = withDropped(base, telling, changesOf(base, rows, telling, settings, grantsAt));
  const sections = sectionsOf(changes, before?.sections);
  return { base, telling, changes, grants: joined(sections), made, sections };
}

/** An entry without decisions that change it. Its changes need the whole tree, so they are made only when asked for. */
class PlainStanding implements Standing {
  readonly base: EntryBase;
  readonly telling: readonly RowDecision[];
  readonly grants: readonly string[];
  readonly made = NONE.made;
  readonly sections = NONE.sections;

  constructor(base: EntryBase, telling: readonly RowDecision[]) {
    this.base = base;
    this.telling = telling;
    this.grants = base.grants;
  }

  get changes(): readonly Change[] {
    return this.base.changes;
  }
}

type GrantsAt = (node: number, decision: RowDecision) => readonly string[];

function changesOf(
  base: EntryBase,
  rows: DecidedRows,
  telling: readonly RowDecision[],
  settings: StandingSettings,
  grantsAt: GrantsAt,
): readonly Change[] {
  if (base.proposal !== 'replaced') return base.changes;
  if (settings.element === 'NotAction') return additionsUnder(base, telling, settings);
  if (telling.some(({ kind }) => kind === 'widen'))
    return widenedChanges(base, rows, telling, settings, grantsAt);
  const changes = base.changes.slice();
  for (const decision of telling) {
    const place = base.placeOf(decision.row);
    const change = place === undefined ? undefined : changes[place];
    if (place === undefined || change === undefined) continue;
    changes[place] = { ...change, grants: grantsAt(change.node, decision) };
  }
  return changes;
}

/** Puts the grants of all changes in order, service by service; sections that did not change are reused. */
function sectionsOf(
  changes: readonly Change[],
  before: Standing['sections'] = new Map(),
): ReadonlyMap<string, Section> {
  const lists = new Map<string, (readonly string[])[]>();
  let start = '';
  let list: (readonly string[])[] = [];
  for (const { key, grants } of changes) {
    if (start === '' || !key.startsWith(start)) {
      start = key.slice(0, key.indexOf(':') + 1);
      list = lists.get(start) ?? [];
      lists.set(start, list);
    }
    list.push(grants);
  }
  const sections = new Map<string, Section>();
  for (const [service, from] of lists) {
    const known = before.get(service);
    const isKnown = known?.from.length === from.length && known.from.every((each, i) => each === from[i]);
    sections.set(service, isKnown ? known : { from, grants: withoutCovered(from.flat()) });
  }
  return sections;
}

function withoutCovered(grants: readonly string[]): readonly string[] {
  const sorted = [...new Set(grants)].sort();
  return withoutRedundant(sorted.map((text) => ({ text, produced: true }))).map(({ text }) => text);
}

function joined(sections: ReadonlyMap<string, Section>): readonly string[] {
  const all: string[] = [];
  let isPlain = true;
  for (const [service, { grants }] of [...sections].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const grant of grants) {
      // An edited pattern may reach into other services, or begin differently.
      if (!grant.startsWith(service)) isPlain = false;
      all.push(grant);
    }
  }
  return isPlain ? all : withoutCovered(all);
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
    // An unused service is more than its known actions: listing those alone would let the rest in.
    const isService = change.grants.some(
      (each) => each.endsWith(':*') && unused.services.has(each.slice(0, -2)),
    );
    // The addition may list more than what stands below its row.
    const patterns = change.grants.map(parsePattern);
    const isListed = (action: string): boolean => patterns.some((each) => matches(each, fold(action)));
    if (!isService) changes[place] = { ...change, grants: base.trie.actions(0).filter(isListed).sort() };
  }
  return changes;
}

/** The changes where a row that is not a proposal was widened: it takes the place of all changes below it. */
function widenedChanges(
  base: EntryBase,
  rows: DecidedRows,
  telling: readonly RowDecision[],
  settings: StandingSettings,
  grantsAt: GrantsAt,
): readonly Change[] {
  const { trie, changes: proposal } = base;
  const changes: Change[] = [];
  const widened = widenedRows(trie, telling);
  let open = 0;
  for (const change of proposal) {
    let widest = widened[open];
    while (widest !== undefined && trie.skip(widest.node) <= change.node) widest = widened[++open];
    if (widest !== undefined && widest.node <= change.node) continue;
    const decision = rows.get(change.key);
    const isTold = decision !== undefined && decision.kind !== 'accept';
    changes.push(isTold ? { ...change, grants: grantsAt(change.node, decision) } : change);
  }
  for (const { node, decision } of widened)
    changes.push({ kind: 'grant', node, key: decision.row, grants: widenedGrants(trie, node, settings) });
  return changes.sort((a, b) => a.node - b.node);
}

function widenedGrants(trie: Trie, node: number, { unused }: StandingSettings): readonly string[] {
  const kept = trie.actions(node).filter((action) => !unused.has(action));
  return wildcardsOf(trie, node, kept);
}

interface Widened {
  readonly node: number;
  readonly decision: RowDecision;
}

/** The widened rows in the order of the tree, without those below another widened row. */
function widenedRows(trie: Trie, telling: readonly RowDecision[]): readonly Widened[] {
  const found: Widened[] = [];
  for (const decision of telling) {
    const node = decision.kind === 'widen' ? nodeOfKey(trie, decision.row) : undefined;
    if (node === undefined || node === 0 || trie.isLeaf(node) || trie.state(node) === 'unused') continue;
    found.push({ node, decision });
  }
  found.sort((a, b) => a.node - b.node);
  const highest: Widened[] = [];
  for (const each of found) {
    const above = highest.at(-1);
    if (above === undefined || trie.skip(above.node) <= each.node) highest.push(each);
  }
  return highest;
}

/** The grants of a row under its decision; a narrowed row is followed down, with the decision on each row below. */
function grantsUnder(
  trie: Trie,
  top: number,
  decided: RowDecision,
  rows: DecidedRows,
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

/** The protected actions that an edited pattern would lose. */
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

/** Adds the dropped rows to the changes: they are no longer proposals, but stay decided and counted. */
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
