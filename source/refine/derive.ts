import { once } from '../base/memo.ts';
import { quoted } from '../base/words.ts';
import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import { hasServiceWildcard, parsePattern } from '../pattern/pattern.ts';
import { editPolicy, type PolicyEdits } from '../policy/edit.ts';
import { type Policy, placeOfEntry, type Statement } from '../policy/policy.ts';
import { printPolicy } from '../policy/print.ts';
import { remove, retain } from '../usage/unused.ts';
import { Allowance } from './allowance.ts';
import type { PolicyCase } from './case.ts';
import { type Decisions, type DecisionTable, entryKey, type RowDecision, tableOf } from './decision.ts';
import { countsOf, goneOf, policyDeviations, type StatementDifference } from './difference.ts';
import { entryBase } from './entry.ts';
import { DerivedEntry } from './entry-outcome.ts';
import { CaseMemory, type Composition, type Standing, type UnusedState } from './memory.ts';
import { listBase } from './not-action.ts';
import type { EntryOutcome, Open, Outcome, Recorded, StatementOutcome } from './outcome.ts';
import { type Candidate, withoutRedundant } from './redundant.ts';
import { catalogOf } from './scope.ts';
import { type DecidedRows, entryStanding } from './standing.ts';

/**
 * Derives what becomes of a policy: the one place where a refinement is made. Everything else reads its outcome.
 *
 * @param decisions what an operator decided so far
 * @param open `as-written` leaves entries with open changes exactly as they are
 * @param recorded what a record says the statements became, where it was decided with another catalogue or cut: used
 *   instead of what would be made of them now
 */
export function derive<C extends PolicyCase>(
  policyCase: C,
  decisions: Decisions,
  open: Open = 'as-proposed',
  recorded?: Recorded,
): Outcome<C> {
  const memory = policyCase.memory.isOf(policyCase) ? policyCase.memory : new CaseMemory(policyCase);
  const table = memory.tables.get(decisions, () => tableOf(decisions));
  const state = stateOf(policyCase, memory, table);
  return new Derivation(policyCase, memory, decisions, table, state, open, recorded).outcome();
}

/** U after the decisions, with what is remembered about it. */
function stateOf(policyCase: PolicyCase, memory: CaseMemory, table: DecisionTable): UnusedState {
  return memory.states.get(table.changes, () => {
    const unused = unusedAfter(policyCase, table);
    const catalog = catalogOf(policyCase.catalog, unused);
    return { unused, catalog, entries: new Map(), lists: new Map(), statements: new Map() };
  });
}

/**
 * U after the operator's own changes: kept actions leave it, dropped ones join it. A protected action stays whatever
 * the operator says. A pattern, which only a record written by hand can hold, means the known actions that it matches;
 * `service:*` means the whole service.
 */
function unusedAfter(policyCase: PolicyCase, { actions: changes }: DecisionTable): UnusedState['unused'] {
  const { unused, protections } = policyCase;
  if (changes.size === 0) return unused;
  const known = once(() => catalogOf(policyCase.catalog, unused));
  const meant = (action: string): string[] => {
    const pattern = parsePattern(action);
    if (pattern.kind === 'exact' || /^[^*?:]+:\*$/.test(action)) return [action];
    const all: string[] = [];
    for (const service of known().services())
      for (const each of known().actions(service)?.actions ?? [])
        if (matches(pattern, fold(each))) all.push(each);
    return all;
  };
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const [lower, decision] of changes) {
    const spelled = decision.actions.find((action) => fold(action) === lower) ?? lower;
    const list = decision.kind === 'keep' ? kept : dropped;
    for (const action of meant(spelled)) list.push(action);
  }
  const protectedBy = protections.map(({ action }) => parsePattern(action));
  const isProtected = (action: string): boolean =>
    protectedBy.some((pattern) => includes(pattern, parsePattern(action)));
  // Whole services come first: a decision on a single action outweighs them.
  const isWhole = (action: string): boolean => action.endsWith(':*');
  const inOrder = (list: readonly string[]): string[] => [
    ...list.filter(isWhole),
    ...list.filter((action) => !isWhole(action)),
  ];
  return remove(
    retain(unused, inOrder(kept)),
    inOrder(dropped).filter((action) => !isProtected(action)),
  );
}

const NO_ROWS: DecidedRows = new Map();

class Derivation<C extends PolicyCase> {
  readonly #case: C;
  readonly #memory: CaseMemory;
  readonly #decisions: Decisions;
  readonly #table: DecisionTable;
  readonly #state: UnusedState;
  readonly #open: Open;
  readonly #recorded: Recorded | undefined;

  constructor(
    policyCase: C,
    memory: CaseMemory,
    decisions: Decisions,
    table: DecisionTable,
    state: UnusedState,
    open: Open,
    recorded: Recorded | undefined,
  ) {
    this.#case = policyCase;
    this.#memory = memory;
    this.#decisions = decisions;
    this.#table = table;
    this.#state = state;
    this.#open = open;
    this.#recorded = recorded;
  }

  outcome(): Outcome<C> {
    return new DerivedOutcome({
      case: this.#case,
      decisions: this.#decisions,
      table: this.#table,
      unused: this.#state.unused,
      catalog: this.#state.catalog,
      made: this.#case.policy.statements.map((statement) => this.#statement(statement)),
      recorded: this.#recorded,
    });
  }

  #statement(statement: Statement): MadeStatement {
    const { index, element, entries: strings } = statement;
    const why = untouchedWhy(statement);
    if (why !== undefined) {
      const kind = 'untouched' as const;
      return { outcome: { index, kind, why, fate: 'stays', entries: [], result: strings } };
    }
    const composition: () => Composition = once(() => this.#compose(statement, entries()));
    const entries: () => readonly EntryOutcome[] = once(() => this.#entries(statement, element, composition));
    return { composition, outcome: new DerivedStatement(statement, entries, composition) };
  }

  #entries(
    { index, entries: strings }: Statement,
    element: 'Action' | 'NotAction',
    composition: () => Composition,
  ): readonly EntryOutcome[] {
    const texts = element === 'Action' ? strings : [strings.join(', ')];
    return texts.map((text, entry) => {
      const ref = { statement: index, entry };
      const key = entryKey(ref);
      const rows = this.#table.rows.get(key) ?? NO_ROWS;
      const base =
        element === 'Action'
          ? inMap(this.#state.entries, text, () =>
              entryBase(text, this.#state.unused, this.#state.catalog, this.#case.generalize),
            )
          : inMap(this.#state.lists, JSON.stringify(strings), () =>
              listBase(strings, this.#state.unused, this.#state.catalog, this.#case.generalize),
            );
      const standing = once((): Standing => {
        const telling = tellingIn(rows);
        const settings = {
          element,
          unused: this.#state.unused,
          generalize: this.#case.generalize,
          protections: this.#case.protections,
        };
        if (telling.length === 0) return entryStanding(base, rows, telling, settings);
        const last = this.#memory.standings.get(key);
        if (last?.base === base && isSame(last.telling, telling)) return last;
        const made = entryStanding(base, rows, telling, settings, last);
        this.#memory.standings.set(key, made);
        return made;
      });
      return new DerivedEntry({
        ref,
        element,
        text,
        base,
        standing,
        rows,
        original: this.#table.originals.get(key),
        open: this.#open,
        composition,
      });
    });
  }

  /** Puts a statement together. Where nothing is decided about it, the result serves all like statements. */
  #compose(statement: Statement, entries: readonly EntryOutcome[]): Composition {
    const { element, entries: strings, index } = statement;
    const list = element === 'NotAction' ? 'NotAction' : 'Action';
    if (this.#recorded !== undefined) return compositionOf(list, strings, this.#recorded.edits.get(index));
    const isDecided = entries.some(({ ref }) => {
      const key = entryKey(ref);
      return this.#table.originals.has(key) || this.#table.rows.has(key);
    });
    if (!isDecided && this.#open === 'as-proposed') {
      const key = `${list}\n${strings.join('\n')}`;
      return inMap(this.#state.statements, key, () => {
        const edit = editOf(strings, list, entries.map(partOf));
        return compositionOf(list, strings, edit);
      });
    }
    const parts = entries.map(partOf);
    const last = this.#memory.composed.get(index);
    const before = last?.state === this.#state ? last : undefined;
    if (before !== undefined && isSame(before.parts, parts)) return before.composition;
    const edit = editOf(strings, list, parts);
    const composition = compositionOf(list, strings, edit, before?.composition);
    this.#memory.composed.set(index, { state: this.#state, parts, composition });
    return composition;
  }
}

interface MadeStatement {
  readonly outcome: StatementOutcome;
  /** Undefined for a statement that is never refined. */
  readonly composition?: () => Composition;
}

class DerivedStatement implements StatementOutcome {
  readonly index: number;
  readonly kind: 'action' | 'not-action';
  readonly #strings: readonly string[];
  readonly #entries: () => readonly EntryOutcome[];
  readonly #composition: () => Composition;

  constructor(
    { index, element, entries: strings }: Statement,
    entries: () => readonly EntryOutcome[],
    composition: () => Composition,
  ) {
    this.index = index;
    this.kind = element === 'Action' ? 'action' : 'not-action';
    this.#strings = strings;
    this.#entries = entries;
    this.#composition = composition;
  }

  get fate(): 'stays' | 'changes' | 'goes' {
    const { edit } = this.#composition();
    return edit === undefined ? 'stays' : edit.length === 0 ? 'goes' : 'changes';
  }

  get entries(): readonly EntryOutcome[] {
    return this.#entries();
  }

  get result(): readonly string[] {
    return this.#composition().edit ?? this.#strings;
  }
}

interface OutcomeGiven<C extends PolicyCase>
  extends Pick<Outcome<C>, 'case' | 'decisions' | 'unused' | 'catalog'> {
  readonly table: DecisionTable;
  readonly made: readonly MadeStatement[];
  readonly recorded: Recorded | undefined;
}

/** The outcome of a policy; each part is made when it is first asked for. */
class DerivedOutcome<C extends PolicyCase> implements Outcome<C> {
  readonly case: C;
  readonly decisions: Decisions;
  readonly unused: Outcome['unused'];
  readonly catalog: Outcome['catalog'];
  readonly statements: readonly StatementOutcome[];
  readonly table: DecisionTable;
  readonly #made: readonly MadeStatement[];
  readonly #recorded: Recorded | undefined;
  #entries: readonly EntryOutcome[] | undefined;
  #edits: PolicyEdits | undefined;
  #approved: number | undefined;
  #total: number | undefined;
  #text: string | null | undefined;
  #value: Outcome['value'] | undefined;
  #warnings: readonly string[] | undefined;
  #differences: readonly StatementDifference[] | undefined;
  #deviations: Outcome['deviations'] | undefined;
  #counts: Outcome['counts'] | undefined;
  #gone: Outcome['gone'] | undefined;

  constructor(given: OutcomeGiven<C>) {
    this.case = given.case;
    this.decisions = given.decisions;
    this.unused = given.unused;
    this.catalog = given.catalog;
    this.statements = given.made.map(({ outcome }) => outcome);
    this.table = given.table;
    this.#made = given.made;
    this.#recorded = given.recorded;
  }

  get entries(): readonly EntryOutcome[] {
    this.#entries ??= this.statements.flatMap((statement) => statement.entries);
    return this.#entries;
  }

  get edits(): PolicyEdits {
    this.#edits ??= editsOf(this.#made);
    return this.#edits;
  }

  get text(): string | null {
    if (this.#text === undefined) this.#text = printPolicy(this.case.policy, this.edits);
    return this.#text;
  }

  get value(): Outcome['value'] {
    if (this.#value === undefined) this.#value = editPolicy(this.case.policy, this.edits);
    return this.#value;
  }

  get warnings(): readonly string[] {
    const { policy } = this.case;
    this.#warnings ??= [
      ...policy.warnings,
      ...this.statements.flatMap((statement) => warningsOf(policy, statement)),
    ];
    return this.#warnings;
  }

  get approved(): number {
    this.#approved ??= this.entries.reduce((sum, entry) => sum + entry.approved, 0);
    return this.#approved;
  }

  get total(): number {
    this.#total ??= this.entries.reduce((sum, entry) => sum + entry.total, 0);
    return this.#total;
  }

  get deviations(): Outcome['deviations'] {
    this.#deviations ??= policyDeviations(
      this.case,
      this.#difference(),
      this.table,
      this.catalog,
      this.#recorded,
    );
    return this.#deviations;
  }

  get counts(): Outcome['counts'] {
    this.#counts ??= countsOf(this.case, this.#difference(), this.deviations, this.catalog);
    return this.#counts;
  }

  get gone(): Outcome['gone'] {
    this.#gone ??= goneOf(this.#difference(), this.catalog);
    return this.#gone;
  }

  #difference(): readonly StatementDifference[] {
    this.#differences ??= this.#made.flatMap(({ outcome, composition }): StatementDifference[] =>
      composition === undefined ? [] : [{ outcome, composition: composition() }],
    );
    return this.#differences;
  }
}

function editsOf(made: readonly MadeStatement[]): PolicyEdits {
  const all = new Map<number, readonly string[]>();
  for (const { outcome, composition } of made) {
    const edit = composition?.().edit;
    if (edit !== undefined) all.set(outcome.index, edit);
  }
  return all;
}

function untouchedWhy({ effect, hasPrincipal }: Statement): 'deny' | 'principal' | undefined {
  if (effect !== 'Allow') return 'deny';
  return hasPrincipal ? 'principal' : undefined;
}

function tellingIn(rows: DecidedRows): readonly RowDecision[] {
  const telling: RowDecision[] = [];
  for (const decision of rows.values()) if (decision.kind !== 'accept') telling.push(decision);
  return telling;
}

function compositionOf(
  element: 'Action' | 'NotAction',
  strings: readonly string[],
  edit: readonly string[] | undefined,
  last?: Composition,
): Composition {
  const before = last?.before ?? new Allowance(element, strings);
  if (edit === undefined) return { edit, before, after: before };
  return { edit, before, after: new Allowance(element, edit.length === 0 ? undefined : edit, last?.after) };
}

/** What an entry contributes to its statement: itself as written, nothing, or the strings that replace or extend it. */
function partOf(entry: EntryOutcome): 'keep' | 'goes' | readonly string[] {
  if (entry.isWritten || entry.proposal === 'stays' || entry.proposal === 'unknown') return 'keep';
  return entry.proposal === 'goes' ? 'goes' : entry.grants;
}

/**
 * The new strings of a statement. Each entry stays or is replaced, in its place, by its grants. Grants that another
 * string of the statement covers are left out.
 *
 * @returns undefined where every entry stays; an empty list where the statement goes
 */
function editOf(
  strings: readonly string[],
  element: 'Action' | 'NotAction',
  parts: readonly ('keep' | 'goes' | readonly string[])[],
): readonly string[] | undefined {
  if (parts.every((part) => part === 'keep')) return undefined;
  const [first] = parts;
  if (element === 'NotAction') return typeof first === 'object' ? [...strings, ...first] : [];
  // The grants of one entry do not cover each other.
  if (parts.length === 1 && typeof first === 'object') return first;
  const candidates: Candidate[] = [];
  for (const [i, part] of parts.entries()) {
    if (part === 'keep') candidates.push({ text: strings[i] ?? '', produced: false });
    else if (part !== 'goes') for (const text of part) candidates.push({ text, produced: true });
  }
  return withoutRedundant(candidates).map(({ text }) => text);
}

function warningsOf(policy: Policy, { index, kind, why, entries }: StatementOutcome): string[] {
  const statement = policy.statements[index];
  if (statement === undefined) return [];
  const at = statement.path;
  if (kind === 'untouched') {
    return why === 'principal'
      ? [`${at} names a Principal, so it is not a statement of an identity policy; it is left as it is`]
      : [];
  }
  const place = (i: number): string => placeOfEntry(statement, i);
  const warnings: string[] = [];
  for (const { proposal, ref, text } of entries)
    if (proposal === 'unknown')
      warnings.push(`${place(ref.entry)}: ${quoted(text)} matches no known action; it is kept`);
  for (const [i, entry] of statement.entries.entries()) {
    if (hasServiceWildcard(parsePattern(entry)))
      warnings.push(
        `${place(i)}: ${quoted(entry)} has a wildcard in its service prefix, which IAM does not document`,
      );
  }
  return warnings;
}

function inMap<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
