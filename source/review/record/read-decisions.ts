import { isDay } from '../../base/day.ts';
import type { InputError } from '../../base/errors.ts';
import { JsonNumber } from '../../base/json.ts';
import { field, invalid, items, type Located, object, optionalItems, text } from '../../base/located.ts';
import { visible } from '../../base/visible.ts';
import { fold } from '../../pattern/fold.ts';
import { includes } from '../../pattern/inclusion.ts';
import { overlaps } from '../../pattern/overlap.ts';
import { parsePattern } from '../../pattern/pattern.ts';
import type { PolicyCase } from '../../refine/case.ts';
import type { Decision, Decisions, EntryRef, Origin } from '../../refine/decision.ts';
import { derive } from '../../refine/derive.ts';
import type { PolicyDeviation } from '../../refine/outcome.ts';
import { isUnknownService, wholeService } from '../../refine/scope.ts';

const HINT = 'Take the file as coppice wrote it; docs/decisions.schema.json describes it.';

/** The error for a fault at a place in a record or session. */
export function wrongRecord(located: Located, message: string): InputError {
  return invalid(located, message, HINT);
}

/** Reads decisions as records and sessions hold them. @throws InputError naming the place, for anything else */
export function readDecisions(located: Located): Decision[] {
  return items(located).map(readDecision);
}

/** Reads one decision. @throws InputError naming the place, for anything else */
function readDecision(located: Located): Decision {
  object(located);
  const origin = originOf(located);
  const kind = text(field(located, 'kind'));
  switch (kind) {
    case 'keep': {
      const until = field(located, 'until');
      return {
        kind,
        ...origin,
        actions: actionsOf(located),
        ...(until.value === undefined ? {} : { until: dayOf(until) }),
      };
    }
    case 'original':
      return { kind, ...origin, ...refOf(located) };
    case 'accept':
    case 'list':
    case 'narrow':
    case 'widen':
      return { kind, ...origin, ...refOf(located), row: string(field(located, 'row')) };
    case 'drop':
      return {
        kind,
        ...origin,
        ...refOf(located),
        row: string(field(located, 'row')),
        actions: actionsOf(located),
      };
    case 'edit':
      return {
        kind,
        ...origin,
        ...refOf(located),
        row: string(field(located, 'row')),
        pattern: text(field(located, 'pattern')),
      };
    default:
      throw wrongRecord(field(located, 'kind'), `${visible(kind)} is no kind of decision`);
  }
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function originOf(located: Located): Origin {
  const at = field(located, 'at');
  const moment = text(at);
  if (!MOMENT.test(moment) || !isDay(moment.slice(0, 10)) || Number.isNaN(Date.parse(moment)))
    throw wrongRecord(at, `${visible(moment)} is no moment such as 2026-10-05T09:12:44Z`);
  const reason = field(located, 'reason');
  const bulk = field(located, 'bulk');
  if (bulk.value !== undefined && bulk.value !== true)
    throw wrongRecord(bulk, 'bulk is true, or it is not there');
  return {
    by: text(field(located, 'by')),
    at: moment,
    ...(reason.value === undefined ? {} : { reason: text(reason) }),
    ...(bulk.value === true ? { bulk: true } : {}),
  };
}

function refOf(located: Located): EntryRef {
  return { statement: wholeNumber(field(located, 'statement')), entry: wholeNumber(field(located, 'entry')) };
}

/** A whole number from 0. @throws InputError if it is something else */
export function wholeNumber(located: Located): number {
  const number = located.value instanceof JsonNumber ? Number(located.value.text) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < 0)
    throw wrongRecord(located, 'this is no whole number from 0');
  return number;
}

function actionsOf(located: Located): string[] {
  const actions = items(field(located, 'actions')).map(text);
  if (actions.length === 0) throw wrongRecord(field(located, 'actions'), 'no action is named');
  return actions;
}

function dayOf(located: Located): string {
  const day = text(located);
  if (!isDay(day)) throw wrongRecord(located, `${visible(day)} is no day such as 2027-03-31`);
  return day;
}

/** A string, which may be empty. @throws InputError if it is something else */
export function string(located: Located): string {
  if (typeof located.value !== 'string') throw wrongRecord(located, 'not a string');
  return located.value;
}

/** A list of strings; none where there is no such field. @throws InputError if it is something else */
export function texts(located: Located): string[] {
  return optionalItems(located).map(string);
}

/** A decision that cannot hold, and why. */
interface RefusedDecision {
  readonly decision: Decision;
  /** A sentence that says which decision and why. */
  readonly why: string;
}

/** Decisions that hold for a policy, and those that cannot. */
export interface CheckedDecisions {
  readonly held: Decisions;
  readonly refused: readonly RefusedDecision[];
}

/**
 * Checks decisions that come from a file against the policy that they are about: entries and rows that are there, one decision about
 * each, actions that the catalogue or the finding names (no patterns, but for the row of a whole service that the catalogue does not
 * know), edits inside the original, reasons where something deviates, last days that are not over.
 *
 * @param today `YYYY-MM-DD`
 * @param sameCatalog whether they were made with the catalogue of the case: another one may have lost an action, and
 *   other rows, so that only what does not depend on it is checked
 */
export function checkDecisions(
  policyCase: PolicyCase,
  decisions: Decisions,
  today: string,
  sameCatalog = true,
): CheckedDecisions {
  const held: Decision[] = [];
  const refused: RefusedDecision[] = [];
  const places = new Set<string>();
  for (const decision of decisions) {
    const why =
      whyWrong(policyCase, decision, today, sameCatalog) ??
      (isNewPlace(places, decision) ? undefined : 'something else is decided about it before');
    if (why === undefined) held.push(decision);
    else refused.push({ decision, why: `${nameOf(decision)}: ${why}` });
  }
  if (!sameCatalog) return { held, refused };
  const unexplained = new Set<Decision>();
  for (const deviation of derive(policyCase, held).deviations) {
    if (deviation.kind === 'open' || deviation.reason !== undefined) continue;
    const decision = held.find((each) => isBehind(each, deviation));
    if (decision === undefined || unexplained.has(decision)) continue;
    unexplained.add(decision);
    const what =
      deviation.kind === 'kept' ? 'lets in what is reported unused' : 'takes out what nobody reported';
    refused.push({
      decision,
      why: `${nameOf(decision)}: it ${what} (${visible(deviation.action)}) and gives no reason`,
    });
  }
  return { held: unexplained.size === 0 ? held : held.filter((each) => !unexplained.has(each)), refused };
}

/** Of two decisions about one row, or one entry as a whole, only one could hold, and nobody could tell which. */
function isNewPlace(places: Set<string>, decision: Decision): boolean {
  if (decision.kind === 'keep') return true;
  const { statement, entry } = decision;
  const row = decision.kind === 'original' ? '' : ` ${decision.row}`;
  return places.size !== places.add(`${statement} ${entry}${row}`).size;
}

/** Whether a decision that gives no reason is the one that a deviation comes from. */
function isBehind(decision: Decision, { by, at, statement }: PolicyDeviation): boolean {
  if (decision.kind !== 'original' && decision.kind !== 'widen' && decision.kind !== 'edit') return false;
  if (statement !== undefined && statement !== decision.statement) return false;
  return decision.by === by && decision.at === at && decision.reason === undefined;
}

function nameOf(decision: Decision): string {
  switch (decision.kind) {
    case 'keep':
      return `keep ${decision.actions.map(visible).join(', ')}`;
    case 'original':
      return `original on Statement[${decision.statement}], entry ${decision.entry}`;
    case 'accept':
    case 'list':
    case 'drop':
    case 'narrow':
    case 'widen':
    case 'edit':
      return `${decision.kind} on ${visible(decision.row)} (Statement[${decision.statement}], entry ${decision.entry})`;
  }
}

function whyWrong(
  policyCase: PolicyCase,
  decision: Decision,
  today: string,
  sameCatalog: boolean,
): string | undefined {
  if (decision.kind === 'keep') {
    if ((decision.reason ?? '').trim() === '') return 'a keep needs a reason';
    if (decision.until !== undefined && decision.until < today)
      return `its last day, ${decision.until}, is over`;
    return whyNoActions(policyCase, decision.actions, sameCatalog);
  }
  const statement = policyCase.policy.statements[decision.statement];
  if (statement === undefined) return 'there is no such statement';
  if (statement.effect !== 'Allow' || statement.hasPrincipal) return 'the statement is never refined';
  const entry = statement.element === 'NotAction' ? 0 : decision.entry;
  const original = statement.entries[decision.entry];
  if (decision.entry !== entry || (statement.element === 'Action' && original === undefined))
    return 'there is no such entry';
  // The rows of a NotAction list are those of everything that it may come to list.
  const whole = parsePattern(statement.element === 'NotAction' ? '*' : (original ?? ''));
  if (decision.kind !== 'original' && !overlaps(whole, parsePattern(decision.row)))
    return 'there is no such row in the entry';
  switch (decision.kind) {
    case 'drop': {
      if ((decision.reason ?? '').trim() === '') return 'a drop needs a reason';
      const outside = decision.actions.find((action) => !overlaps(whole, parsePattern(action)));
      if (outside !== undefined) return `the entry does not allow ${visible(outside)}`;
      return whyNoActions(policyCase, decision.actions, sameCatalog);
    }
    case 'edit':
      if (statement.element === 'NotAction') return 'an addition to a NotAction list is not edited';
      if (!includes(parsePattern(original ?? ''), parsePattern(decision.pattern)))
        return `${visible(decision.pattern)} lets in what ${visible(original ?? '')} does not (law 3)`;
      return undefined;
    case 'original':
    case 'accept':
    case 'list':
    case 'narrow':
    case 'widen':
      return undefined;
  }
}

function whyNoActions(
  { catalog, unused }: PolicyCase,
  actions: readonly string[],
  sameCatalog: boolean,
): string | undefined {
  for (const action of actions) {
    const lower = fold(action);
    const service = lower.slice(0, Math.max(0, lower.indexOf(':')));
    if (lower === wholeService(service) && unused.services.has(service) && isUnknownService(catalog, service))
      continue;
    if (/[*?]/.test(action)) return `${visible(action)} is a pattern; actions are named one by one`;
    if (sameCatalog && !catalog.has(action) && !unused.actions.has(lower))
      return `${visible(action)} is neither in the catalogue nor in the finding`;
  }
  return undefined;
}
