import type { Catalog } from '../catalog/catalog.ts';
import type { ServiceActions } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import { overlaps } from '../pattern/overlap.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import type { PolicyCase } from './case.ts';
import { type Decision, type DecisionTable, entryKey, type Origin, type RowDecision } from './decision.ts';
import { isReportedUnused } from './entry.ts';
import type { Composition } from './memory.ts';
import type {
  Counts,
  EntryOutcome,
  GoneAction,
  PolicyDeviation,
  Recorded,
  StatementOutcome,
} from './outcome.ts';
import { wholeService } from './scope.ts';

/** A statement that a refinement may change, with what it allowed and allows. */
export interface StatementDifference {
  readonly outcome: StatementOutcome;
  readonly composition: Composition;
}

/**
 * Lists where the result departs from what was reported, statement by statement: known actions that are reported and
 * stay, known actions that nobody reported and go, and what stays of services that are unused as a whole. They are
 * found by comparing what the statements allow; the decisions only tell who wanted it and why.
 *
 * @param catalog with what findings and decisions name
 * @param recorded what the record says, where the result comes from one
 */
export function policyDeviations(
  policyCase: PolicyCase,
  differences: readonly StatementDifference[],
  table: DecisionTable,
  catalog: Catalog,
  recorded?: Recorded,
): PolicyDeviation[] {
  const found = new Found(policyCase, table, catalog, recorded);
  for (const difference of differences) found.compare(difference);
  return found.list();
}

/** Counts the known actions that some statement allowed before and allows now, by what became of them. */
export function countsOf(
  { unused }: PolicyCase,
  differences: readonly StatementDifference[],
  deviations: readonly PolicyDeviation[],
  catalog: Catalog,
): Counts {
  const purposes = new Set<string>();
  for (const { kind, actions } of deviations)
    if (kind === 'kept') for (const action of actions) purposes.add(fold(action));
  const compositions = [...new Set(differences.map(({ composition }) => composition))];
  let [before, now, gone, goneOnPurpose, keptOnPurpose, open] = [0, 0, 0, 0, 0, 0];
  for (const service of reachOf(compositions, catalog)) {
    const names = catalog.actions(service);
    if (names === undefined) continue;
    const was = new Uint8Array(names.sorted.length);
    const is = new Uint8Array(names.sorted.length);
    for (const composition of compositions) {
      addMarks(was, composition.before.marks(names));
      addMarks(is, composition.after.marks(names));
    }
    const reported = reportedIn(names, unused);
    for (let place = 0; place < was.length; place++) {
      // `service:*`, which stands for an unknown service, is not an action.
      if (was[place] === 0 || isWholeService(names.sorted[place] ?? '')) continue;
      before++;
      const isReported = reported[place] === 1;
      if (is[place] === 1) {
        now++;
        if (!isReported) continue;
        if (purposes.has(names.sorted[place] ?? '')) keptOnPurpose++;
        else open++;
      } else if (isReported) gone++;
      else goneOnPurpose++;
    }
  }
  return { before, now, gone, goneOnPurpose, keptOnPurpose, open };
}

/** Lists the known actions that statements allowed and no longer allow, sorted. */
export function goneOf(differences: readonly StatementDifference[], catalog: Catalog): GoneAction[] {
  const gone = new Map<string, number[]>();
  // Equal statements share one composition, so they are compared once.
  const groups = Map.groupBy(differences, ({ composition }) => composition);
  for (const [composition, alike] of groups) {
    if (composition.edit === undefined) continue;
    for (const service of reachOf([composition], catalog)) {
      const names = catalog.actions(service);
      if (names === undefined) continue;
      const was = composition.before.marks(names);
      const is = composition.after.marks(names);
      for (const [place, action] of names.actions.entries()) {
        if (was[place] === 0 || is[place] === 1) continue;
        const statements = inList(gone, action);
        for (const { outcome } of alike) statements.push(outcome.index);
      }
    }
  }
  for (const statements of gone.values()) statements.sort((a, b) => a - b);
  return [...gone]
    .map(([action, statements]) => ({ action, statements }))
    .sort((a, b) => (a.action < b.action ? -1 : 1));
}

/** For each action of a service, in string order, whether it is reported: 1 or 0. */
function reportedIn(names: ServiceActions, unused: Unused): Uint8Array {
  const marks = new Uint8Array(names.sorted.length);
  for (const place of unused.placesIn(names)) marks[place] = 1;
  return marks;
}

function addMarks(all: Uint8Array, marks: Uint8Array): void {
  for (let place = 0; place < all.length; place++) if (marks[place] === 1) all[place] = 1;
}

/** The services of which the statements may have allowed anything; a result allows nothing new. */
function reachOf(compositions: readonly Composition[], catalog: Catalog): Iterable<string> {
  const services = new Set<string>();
  for (const { before } of compositions) {
    const own = before.services();
    if (own === undefined) return catalog.services();
    for (const service of own) services.add(service);
  }
  return services;
}

/** A string of a statement that lets something reported stay, and the decision that wants it, if any. */
interface Holder {
  readonly text: string;
  readonly pattern: Pattern;
  readonly isNot: boolean;
  readonly decision: Decision | undefined;
}

type Edit = Extract<RowDecision, { kind: 'edit' }>;

class Found {
  readonly #case: PolicyCase;
  readonly #table: DecisionTable;
  readonly #catalog: Catalog;
  /** What was kept or dropped by name: once for the whole policy. */
  readonly #named = new Map<string, PolicyDeviation>();
  readonly #others: PolicyDeviation[] = [];
  readonly #patterns: readonly { readonly pattern: Pattern; readonly decision: Decision }[];
  /** Services that are unused as a whole and of which nothing is retained. */
  readonly #whole: readonly { readonly service: string; readonly pattern: Pattern }[];

  readonly #recorded: Recorded | undefined;

  constructor(policyCase: PolicyCase, table: DecisionTable, catalog: Catalog, recorded?: Recorded) {
    this.#recorded = recorded;
    this.#case = policyCase;
    this.#table = table;
    this.#catalog = catalog;
    this.#patterns = [...table.actions]
      .filter(([action]) => /[*?]/.test(action))
      .map(([action, decision]) => ({ pattern: parsePattern(action), decision }));
    const retained = [...policyCase.unused.retained].map(parsePattern);
    this.#whole = [...policyCase.unused.services]
      .map((service) => ({ service, pattern: parsePattern(wholeService(service)) }))
      .filter(({ pattern }) => !retained.some((each) => overlaps(each, pattern)));
  }

  list(): PolicyDeviation[] {
    return [...this.#named.values(), ...this.#others];
  }

  compare({ outcome, composition }: StatementDifference): void {
    const { unused } = this.#case;
    const edits = this.#editsIn(outcome.entries);
    const holders = holdersIn(outcome, edits, this.#recorded !== undefined);
    // Without any decision, nothing departs from what was reported.
    if (
      this.#recorded === undefined &&
      holders.length === 0 &&
      edits.length === 0 &&
      this.#table.actions.size === 0
    )
      return;
    const held = new Map<Holder, string[]>();
    for (const service of reachOf([composition], this.#catalog)) {
      const names = this.#catalog.actions(service);
      if (names === undefined) continue;
      const was = composition.before.marks(names);
      const is = composition.after.marks(names);
      const reported = reportedIn(names, unused);
      for (let place = 0; place < was.length; place++) {
        // An action departs if it stays although it is reported, or goes although it is not.
        if (was[place] === 0 || is[place] !== reported[place]) continue;
        const isReported = reported[place] === 1;
        const lower = names.sorted[place] ?? '';
        const action = names.actions[place] ?? lower;
        if (!isReported) this.#removed(outcome.index, edits, action, lower);
        else if (!this.#byName('kept', action, lower)) {
          const holder = holders.find((each) => holds(each, lower));
          if (holder === undefined) continue;
          const actions = inList(held, holder);
          if (!isWholeService(lower)) actions.push(action);
        }
      }
    }
    this.#future(outcome, composition, holders, held);
    for (const [holder, actions] of held) this.#holding(outcome.index, holder, actions);
  }

  /** Notes a deviation that a decision on the very action, or on a pattern of it, explains. */
  #byName(kind: 'kept' | 'removed', action: string, lower: string): boolean {
    const wanted = kind === 'kept' ? 'keep' : 'drop';
    const own = this.#table.actions.get(lower);
    const decision =
      own?.kind === wanted
        ? own
        : this.#patterns.find((each) => each.decision.kind === wanted && matches(each.pattern, lower))
            ?.decision;
    if (decision === undefined) return false;
    const until = decision.kind === 'keep' && decision.until !== undefined ? { until: decision.until } : {};
    this.#named.set(`${kind} ${lower}`, { kind, action, actions: [action], ...originOf(decision), ...until });
    return true;
  }

  /** The edited patterns of a statement's entries. */
  #editsIn(entries: readonly EntryOutcome[]): readonly Edit[] {
    return entries.flatMap(({ ref, original }) => {
      const rows = original === undefined ? this.#table.rows.get(entryKey(ref)) : undefined;
      return [...(rows?.values() ?? [])].filter((decision) => decision.kind === 'edit');
    });
  }

  #removed(index: number, edits: readonly Edit[], action: string, lower: string): void {
    if (this.#byName('removed', action, lower)) return;
    // A narrowed row may have an edited one below it, which tells more.
    const above = edits.filter(({ row }) => lower.startsWith(fold(row.replace(/\*$/, ''))));
    const decision = above.toSorted((a, b) => b.row.length - a.row.length)[0] ?? edits[0];
    const origin = decision === undefined ? this.#recordedOrigin(index) : originOf(decision);
    // A deviation that nobody decided is not listed, so the proof refuses it.
    if (origin === undefined) return;
    this.#others.push({ kind: 'removed', action, actions: [action], statement: index, ...origin });
  }

  /** Who approved what became of a statement before its newer actions were known. */
  #recordedOrigin(statement: number): ReturnType<typeof originOf> | undefined {
    if (this.#recorded?.catalog === undefined) return undefined;
    const approved = [...this.#table.rows.values()]
      .flatMap((rows) => [...rows.values()])
      .findLast((decision) => decision.statement === statement);
    const reason = `not in the catalogue of ${this.#recorded.catalog}, with which it was decided`;
    return approved && { by: approved.by, at: approved.at, reason };
  }

  #holding(statement: number, { text, isNot, decision }: Holder, actions: readonly string[]): void {
    // A NotAction list that stays lets in all that it does not list.
    const difference = { action: isNot ? '*' : text, actions: actions.toSorted(), statement };
    this.#others.push(
      decision === undefined
        ? { kind: 'open', ...difference }
        : { kind: 'kept', ...difference, ...originOf(decision) },
    );
  }

  /** Looks for strings that let in unknown actions of a service that is unused as a whole. */
  #future(
    outcome: StatementOutcome,
    { edit }: Composition,
    holders: readonly Holder[],
    held: Map<Holder, string[]>,
  ): void {
    if (edit?.length === 0) return;
    const isNot = outcome.kind === 'not-action';
    const original = (this.#case.policy.statements[outcome.index]?.entries ?? []).map(parsePattern);
    const result = outcome.result.map(parsePattern);
    if (!isNot) {
      for (const pattern of result) {
        const isKnown = pattern.kind === 'exact' && this.#catalog.has(pattern.lower);
        const whole = this.#whole.find((each) => includes(pattern, each.pattern))?.pattern;
        if (whole !== undefined) this.#letsIn(outcome.index, pattern, whole, holders, held);
        else if (!isKnown && isReportedUnused(pattern, this.#case.unused))
          this.#letsIn(outcome.index, pattern, pattern, holders, held);
      }
      return;
    }
    for (const { pattern: whole } of this.#whole) {
      const isListed = (list: readonly Pattern[]): boolean => list.some((each) => includes(each, whole));
      if (!isListed(original) && !isListed(result)) this.#letsIn(outcome.index, whole, whole, holders, held);
    }
  }

  #letsIn(
    statement: number,
    pattern: Pattern,
    whole: Pattern,
    holders: readonly Holder[],
    held: Map<Holder, string[]>,
  ): void {
    const holder = holders.find((each) => each.isNot || each.pattern.lower === pattern.lower);
    if (holder !== undefined) {
      inList(held, holder);
      return;
    }
    // A kept action may be why a wildcard stays, or why NotAction does not list the whole service.
    const kept = [...this.#table.actions].find(
      ([action, { kind }]) =>
        kind === 'keep' && (overlaps(parsePattern(action), pattern) || overlaps(parsePattern(action), whole)),
    );
    if (kept === undefined) return;
    const [, decision] = kept;
    this.#others.push({ kind: 'kept', action: pattern.text, actions: [], statement, ...originOf(decision) });
  }
}

function originOf({ by, at, reason }: Origin): { by: string; at: string; reason?: string } {
  return { by, at, ...(reason === undefined ? {} : { reason }) };
}

/** The strings of a statement that may let reported actions stay: first those on purpose, then those still open. */
function holdersIn(
  { entries, kind, result }: StatementOutcome,
  edits: readonly Edit[],
  isRecorded: boolean,
): Holder[] {
  const isNot = kind === 'not-action';
  // An entry that a record leaves as written is open, whatever is proposed for it now.
  const isLeft = ({ isWritten, text }: EntryOutcome): boolean =>
    isWritten || (isRecorded && result.includes(text));
  const holders: Holder[] = [];
  const add = (text: string, decision: Decision | undefined): void => {
    holders.push({ text, pattern: parsePattern(text), isNot, decision });
  };
  const edited = new Map(edits.map((edit) => [edit.pattern, edit]));
  for (const { original, text } of entries) if (original !== undefined) add(text, original);
  for (const entry of entries) {
    if (entry.isWritten || entry.approved === 0) continue;
    for (const { grants, decision } of entry.changes) {
      if (decision === undefined || decision.kind === 'accept') continue;
      for (const grant of grants) add(grant, edited.get(grant) ?? decision);
    }
  }
  for (const entry of entries) if (entry.original === undefined && isLeft(entry)) add(entry.text, undefined);
  return holders;
}

/** Whether a name stands for a service without known actions (`wholeService`). */
function isWholeService(lower: string): boolean {
  return lower.endsWith(':*');
}

function holds({ pattern, isNot }: Holder, lower: string): boolean {
  return isNot || matches(pattern, lower);
}

function inList<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: V[] = [];
  lists.set(key, list);
  return list;
}
