import { type Exception, protectorOf } from '../account/exceptions.ts';
import { createMemo } from '../base/memo.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Statement } from '../policy/policy.ts';
import { buildTrie } from '../refine/build-trie.ts';
import { outcomeOf, plainOutcome } from '../refine/entry.ts';
import { type Generalize, grantsOf, wildcardsOf } from '../refine/grants.ts';
import { refineNotAction } from '../refine/not-action.ts';
import { catalogOf } from '../refine/scope.ts';
import type { Trie } from '../refine/trie.ts';
import type { Unused } from '../usage/unused.ts';
import {
  type Decisions,
  type DecisionTable,
  type EntryDecision,
  type EntryRef,
  entryKey,
  type RowDecision,
  tableOf,
} from './decision.ts';
import { type ReviewSettings, type Subject, unusedAfter } from './subject.ts';

/** A proposed grant, or what a decision made of it: the unit that is decided and counted. */
export interface Unit {
  /** The row of the tree. */
  readonly node: number;
  readonly key: string;
  /** What the final statement gets for it; empty for a removed grant. */
  readonly grants: readonly string[];
  /** Undefined while undecided. */
  readonly decision?: RowDecision;
}

/** One entry of a policy as it stands under the decisions made so far. */
export interface EntryReview {
  readonly ref: EntryRef;
  readonly element: 'Action' | 'NotAction';
  /** The entry letter for letter; for a NotAction list its strings, joined by commas. */
  readonly text: string;
  /** The trie of what the entry grants, safe and unsafe under the operator's own changes. */
  readonly trie: Trie;
  /** `kept`, `unknown` and `removed` as in `refineEntry`: nothing to decide. `replaced`: see `units`. */
  readonly outcome: 'kept' | 'unknown' | 'removed' | 'replaced';
  readonly original?: EntryDecision;
  /** In the order of the tree. */
  readonly units: readonly Unit[];
  /** The unit that a row is, by the row's number. */
  readonly unitAt: Pick<ReadonlyMap<number, Unit>, 'get'>;
  readonly decided: number;
  /** The rows of the units that are decided, in the order of the tree. */
  readonly decidedRows: readonly number[];
  /** Additions to a NotAction list that no row stands for, such as an unused service without known actions. */
  readonly also: readonly string[];
}

/** The key of a row in decisions: the action for a leaf, `prefix*` for a node. */
export function rowKey(trie: Trie, node: number): string {
  return trie.isLeaf(node) ? trie.prefix(node) : `${trie.prefix(node)}*`;
}

/** The node with a row key; undefined where the trie has none. */
export function nodeOfKey(trie: Trie, key: string): number | undefined {
  // A node is spelled as its first action is; those below it may differ from it in letter case.
  const lower = fold(key);
  const search = (node: number): number | undefined => {
    if (rowKey(trie, node) === key) return node;
    for (let child = node + 1; child < trie.skip(node); child = trie.skip(child)) {
      if (!lower.startsWith(fold(trie.prefix(child)))) continue;
      const found = search(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(0);
}

/** The entries of a policy that can be reviewed: those of its Allow statements. */
export function reviewableEntries(subject: Subject): EntryRef[] {
  return subject.policy.statements.flatMap(entriesOf);
}

function entriesOf(statement: Statement): EntryRef[] {
  if (statement.effect !== 'Allow' || statement.hasPrincipal) return [];
  switch (statement.element) {
    case 'none':
      return [];
    case 'Action':
      return statement.entries.map((_, entry) => ({ statement: statement.index, entry }));
    case 'NotAction':
      return [{ statement: statement.index, entry: 0 }];
  }
}

/** What of an entry depends on the unused actions alone, and not on what is decided about its rows. */
interface Base {
  readonly trie: Trie;
  /** What is proposed, undecided, in the order of the tree; of a NotAction list see `additions`. */
  readonly proposal: readonly Unit[];
  /** Where in it a row is, by its key; made when first asked for. */
  readonly places: () => ReadonlyMap<string, number>;
  readonly outcome: EntryReview['outcome'];
  /** For a NotAction list: what is proposed to be added, by the row that it stands for. */
  readonly additions: ReadonlyMap<number, string>;
  /** The same where no row stands for it. */
  readonly also: readonly string[];
}

const bases = createMemo<Base>();
const reviews = createMemo<EntryReview>();
const scopes = createMemo<Catalog>();

/**
 * How an entry stands under the decisions made so far. Computed once per entry and list of decisions, and its trie
 * once per set of unused actions.
 */
export function reviewEntry(
  subject: Subject,
  settings: ReviewSettings,
  decisions: Decisions,
  ref: EntryRef,
): EntryReview {
  return reviews([decisions, subject, settings], entryKey(ref), () => {
    const statement = subject.policy.statements[ref.statement];
    if (statement === undefined) throw new RangeError(`no statement ${ref.statement}`);
    const unused = unusedAfter(subject, decisions);
    const base = bases([unused, statement, settings], entryKey(ref), () =>
      baseOf(statement, ref, unused, settings),
    );
    return standing(subject, statement, ref, base, tableOf(decisions), unused, settings);
  });
}

const NOTHING_PROPOSED: Pick<Base, 'proposal' | 'places' | 'additions' | 'also'> = {
  proposal: [],
  places: () => new Map(),
  additions: new Map(),
  also: [],
};

function baseOf(statement: Statement, ref: EntryRef, unused: Unused, settings: ReviewSettings): Base {
  const scope = scopeOf(settings.catalog, unused);
  const cut = settings.generalize === 'compact' ? 'characters' : 'words';
  if (statement.element === 'NotAction') {
    const listed = statement.entries.map(parsePattern);
    const trie = buildTrie('*', unused, scope, {
      cut,
      only: (action) => !listed.some((pattern) => matches(pattern, action)),
    });
    const outcome = refineNotAction(statement.entries, unused, scope, settings.generalize);
    if (outcome.kind !== 'extended') return { ...NOTHING_PROPOSED, trie, outcome: outcome.kind };
    const additions = rowsOfAdditions(trie, outcome.added);
    const shown = new Set(additions.values());
    const also = outcome.added.filter((grant) => !shown.has(grant));
    return { ...NOTHING_PROPOSED, trie, outcome: 'replaced', additions, also };
  }
  const entry = statement.entries[ref.entry] ?? '';
  const plain = plainOutcome(entry, unused, scope);
  if (plain !== undefined) {
    let trie: Trie | undefined;
    return {
      ...NOTHING_PROPOSED,
      // Only for who looks at it: most entries of most policies stay or go as they are.
      get trie() {
        trie ??= buildTrie(entry, unused, scope, { cut });
        return trie;
      },
      outcome: plain,
    };
  }
  const trie = buildTrie(entry, unused, scope, { cut });
  const proposal = trie.proposed.map((node) => ({
    node,
    key: rowKey(trie, node),
    grants: grantsOf(trie, node, settings.generalize),
  }));
  let places: ReadonlyMap<string, number> | undefined;
  return {
    ...NOTHING_PROPOSED,
    trie,
    proposal,
    places() {
      places ??= new Map(proposal.map(({ key }, place) => [key, place]));
      return places;
    },
    outcome: outcomeOf(trie, unused),
  };
}

/** The catalogue with what only the finding names, made once per set of unused actions. */
export function scopeOf(catalog: Catalog, unused: Unused): Catalog {
  return scopes([catalog, unused], '', () => catalogOf(catalog, unused));
}

function standing(
  subject: Subject,
  statement: Statement,
  ref: EntryRef,
  base: Base,
  table: DecisionTable,
  unused: Unused,
  settings: ReviewSettings,
): EntryReview {
  const rows = table.rows.get(entryKey(ref)) ?? new Map<string, RowDecision>();
  const original = table.originals.get(entryKey(ref));
  const standing = unitsOf(statement, base, rows, unused, {
    ...settings,
    exceptions: subject.exceptions ?? [],
  });
  const removed = removedUnits(base, rows, standing.units);
  const { units, decidedRows } =
    removed.length === 0 ? standing : counted(inOrder([...standing.units, ...removed]));
  return {
    ref,
    element: statement.element === 'NotAction' ? 'NotAction' : 'Action',
    text:
      statement.element === 'NotAction' ? statement.entries.join(', ') : (statement.entries[ref.entry] ?? ''),
    get trie() {
      return base.trie;
    },
    outcome: base.outcome,
    ...(original === undefined ? {} : { original }),
    units,
    also: base.also,
    unitAt: { get: (node) => unitAt(units, node) },
    decided: original === undefined ? decidedRows.length : units.length,
    decidedRows,
  };
}

/** The unit of a row, if it is one. */
function unitAt(units: readonly Unit[], node: number): Unit | undefined {
  const unit = units[unitsBefore(units, node)];
  return unit?.node === node ? unit : undefined;
}

/** How many units have a row before this one: units are in the order of the tree. */
export function unitsBefore(units: readonly Unit[], node: number): number {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle]?.node ?? 0) < node) low = middle + 1;
    else high = middle;
  }
  return low;
}

function inOrder(units: Unit[]): Unit[] {
  return units.sort((a, b) => a.node - b.node);
}

type Rows = ReadonlyMap<string, RowDecision>;

interface GrantSettings {
  readonly generalize: Generalize;
  readonly exceptions: readonly Exception[];
}

/** Units, and which rows of theirs are decided: so that nobody has to look through thousands of them for a few. */
type Standing = Pick<EntryReview, 'units' | 'decidedRows'>;

function counted(units: readonly Unit[]): Standing {
  const decided = units.filter(({ decision }) => decision !== undefined);
  return { units, decidedRows: decided.map(({ node }) => node) };
}

/** The units of an entry, in the order of the tree, without those that a decision removed. */
function unitsOf(
  statement: Statement,
  base: Base,
  rows: Rows,
  unused: Unused,
  settings: GrantSettings,
): Standing {
  if (base.outcome !== 'replaced') return counted([]);
  if (statement.element === 'NotAction') return counted(unitsOfList(base, rows, unused));
  for (const { kind } of rows.values())
    if (kind === 'widen') return counted(unitsOfWidened(base, rows, unused, settings));
  return unitsOfTrie(base, rows, settings);
}

/** The proposal with what was decided about it: thousands of grants of which a key decides one. */
function unitsOfTrie({ trie, proposal, places }: Base, rows: Rows, settings: GrantSettings): Standing {
  if (rows.size === 0) return { units: proposal, decidedRows: [] };
  const units = proposal.slice();
  const decided: number[] = [];
  for (const [key, decision] of rows) {
    const place = places().get(key);
    const unit = place === undefined ? undefined : proposal[place];
    if (place === undefined || unit === undefined) continue;
    units[place] = { ...unit, grants: grantsUnder(trie, unit.node, decision, rows, settings), decision };
    decided.push(unit.node);
  }
  return { units, decidedRows: decided.sort((a, b) => a - b) };
}

/** The same where a row that is no proposal was made one, in the place of all below it. */
function unitsOfWidened(
  { trie, proposal }: Base,
  rows: Rows,
  unused: Unused,
  settings: GrantSettings,
): Unit[] {
  const units: Unit[] = [];
  const widened = widenedRows(trie, rows);
  let open = 0;
  for (const unit of proposal) {
    let widest = widened[open];
    while (widest !== undefined && trie.skip(widest) <= unit.node) widest = widened[++open];
    if (widest !== undefined && widest <= unit.node) continue;
    const decision = rows.get(unit.key);
    if (decision === undefined) units.push(unit);
    else units.push({ ...unit, grants: grantsUnder(trie, unit.node, decision, rows, settings), decision });
  }
  for (const node of widened) {
    const key = rowKey(trie, node);
    const decision = rows.get(key);
    const kept = trie.actions(node).filter((action) => !unused.has(action));
    units.push({ node, key, grants: wildcardsOf(trie, node, kept), ...(decision && { decision }) });
  }
  return inOrder(units);
}

/** The widened rows of a tree, in its order, without those below another. */
function widenedRows(trie: Trie, rows: Rows): number[] {
  const keys = new Set([...rows].filter(([, { kind }]) => kind === 'widen').map(([key]) => key));
  const found: number[] = [];
  if (keys.size === 0) return found;
  for (let node = 1; node < trie.size; ) {
    if (!trie.isLeaf(node) && trie.state(node) !== 'unused' && keys.has(rowKey(trie, node))) {
      found.push(node);
      node = trie.skip(node);
    } else node++;
  }
  return found;
}

function grantsUnder(
  trie: Trie,
  node: number,
  decision: RowDecision | undefined,
  rows: Rows,
  settings: GrantSettings,
): string[] {
  switch (decision?.kind) {
    case 'list':
      return trie.actions(node).sort();
    case 'edit':
      return [decision.pattern, ...protectedFrom(decision.pattern, trie.actions(node), settings.exceptions)];
    case 'narrow':
      return childrenOf(trie, node).flatMap((child) =>
        grantsUnder(trie, child, rows.get(rowKey(trie, child)), rows, settings),
      );
    case 'remove':
    case 'accept':
    case 'widen':
    case undefined:
      return grantsOf(trie, node, settings.generalize);
  }
}

/** The actions that an edited pattern would lose and an exception protects. */
function protectedFrom(
  edited: string,
  actions: readonly string[],
  exceptions: readonly Exception[],
): string[] {
  if (exceptions.length === 0) return [];
  const pattern = parsePattern(edited);
  const lost = actions.filter((action) => !matches(pattern, fold(action)));
  return lost.filter((action) => protectorOf(exceptions, action) !== undefined).sort();
}

/** The rows right below a row. */
export function childrenOf(trie: Trie, node: number): number[] {
  const children: number[] = [];
  for (let child = node + 1; child < trie.skip(node); child = trie.skip(child)) children.push(child);
  return children;
}

function unitsOfList(base: Base, rows: Rows, unused: Unused): Unit[] {
  return [...base.additions].map(([node, grant]) => {
    const key = rowKey(base.trie, node);
    const decision = rows.get(key);
    // A whole unused service is more than the actions that are known of it: to list those would let the rest in.
    const isService = grant.endsWith(':*') && unused.services.has(grant.slice(0, -2));
    const grants = decision?.kind === 'list' && !isService ? base.trie.actions(node).sort() : [grant];
    return { node, key, grants, ...(decision && { decision }) };
  });
}

/** Puts each addition to a NotAction list on the highest rows that it stands for. */
function rowsOfAdditions(trie: Trie, added: readonly string[]): Map<number, string> {
  const patterns = added.map((text) => ({ text, pattern: parsePattern(text) }));
  const found = new Map<number, string>();
  for (let node = 1; node < trie.size; ) {
    const wanted = trie.state(node) === 'safe' ? [] : trie.actions(node).map(fold);
    const whole = wanted.length > 0 && trie.unused(node) === trie.total(node);
    const grant = whole && patterns.find(({ pattern }) => wanted.every((action) => matches(pattern, action)));
    if (grant) found.set(node, grant.text);
    node = grant || wanted.length === 0 ? trie.skip(node) : node + 1;
  }
  return found;
}

/** Rows that a decision removed are no proposals any more, but stay decided and counted. */
function removedUnits(base: Base, rows: Rows, units: readonly Unit[]): Unit[] {
  const removed = [...rows].filter(([, { kind }]) => kind === 'remove');
  if (removed.length === 0) return [];
  const proposed = new Set(units.map(({ key }) => key));
  const { trie } = base;
  return removed.flatMap(([key, decision]) => {
    const node = proposed.has(key) ? undefined : nodeOfKey(trie, key);
    return node === undefined ? [] : [{ node, key, grants: [], decision }];
  });
}
