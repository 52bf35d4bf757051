import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedBy } from '../../model/given.ts';
import { lower, within } from '../../model/refine.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Statement = { [key: string]: Json };

const NAMES = join(import.meta.dirname, '..', '..', '..', 'catalogs', '2026-09-26', 'names.txt');
const ASKED = ['s3', 'sqs', 'lambda', 'dynamodb', 'iam', 'sts'];

/** Known actions of some services, read without the program. */
const KNOWN: readonly string[] = readFileSync(NAMES, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [service = '', ...names] = line.split(' ');
    return ASKED.includes(service) ? names.map((name) => `${service}:${name}`) : [];
  });

const isRecord = (value: Json | undefined): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function plainJson(text: string): Json | undefined {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** The statements of a bare document; undefined for anything else. */
function statementsOf(value: Json | undefined): Statement[] | undefined {
  if (!isRecord(value) || !Object.hasOwn(value, 'Statement')) return undefined;
  const list = Array.isArray(value['Statement']) ? value['Statement'] : [value['Statement'] ?? null];
  return list.every(isRecord) ? list : undefined;
}

const elementOf = (statement: Statement): 'Action' | 'NotAction' =>
  Object.hasOwn(statement, 'NotAction') ? 'NotAction' : 'Action';

function entriesOf(statement: Statement): string[] {
  const value = statement[elementOf(statement)] ?? [];
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

/** All of a statement but what a refinement may change. */
function restOf(statement: Statement): string {
  const { Action: _, NotAction: __, ...rest } = statement;
  return JSON.stringify([elementOf(statement), rest]);
}

/** What is unused by a finding in the short form; undefined where it is written in any other way, or oddly. */
function unusedIn(text: string): ((action: string) => boolean) | undefined {
  const rows = plainJson(text);
  if (!Array.isArray(rows)) return undefined;
  const whole = new Set<string>();
  const single = new Set<string>();
  for (const row of rows) {
    if (!isRecord(row)) return undefined;
    const { serviceNamespace: service, actions } = row;
    if (typeof service !== 'string' || !/^[\w-]+$/.test(service)) return undefined;
    if (actions === undefined || actions === null) {
      whole.add(lower(service));
      continue;
    }
    if (!Array.isArray(actions)) return undefined;
    for (const action of actions) {
      if (typeof action !== 'string') return undefined;
      const [, prefix = service, name = ''] = /^(?:(\w+):)?(\w+)$/.exec(action) ?? [];
      if (name === '' || lower(prefix) !== lower(service)) return undefined;
      single.add(lower(`${service}:${name}`));
    }
  }
  return (action) => single.has(lower(action)) || whole.has(lower(action.slice(0, action.indexOf(':'))));
}

/** Whether a pattern can be tried on known actions: as a regular expression, many wildcards would take for ever. */
const isReadable = (pattern: string): boolean =>
  pattern.length < 1_000 && (pattern.match(/\*+/g) ?? []).length <= 6;

/** Whether all strings of a pattern can be looked at: more wildcards would take the model for ever. */
const isEasy = (pattern: string): boolean =>
  pattern.length < 80 && (pattern.match(/[*?]+/g) ?? []).length <= 3;

/**
 * What is wrong with a refinement that was written, told by the model and by nothing of the program: a sentence each.
 * Statements that are alike in all but their entries are taken together. A document that is no plain JSON is passed over.
 */
export function faultsOfWritten(original: string, finding: string, written: string): string[] {
  const [before, after] = [plainJson(original), plainJson(written)];
  const statements = statementsOf(before);
  if (statements === undefined || !isRecord(before)) return [];
  if (after === null) return [];
  const left = statementsOf(after);
  if (left === undefined || !isRecord(after)) return ['the result is no policy'];
  const faults: string[] = [];
  const { Statement: _, ...head } = before;
  const { Statement: __, ...headNow } = after;
  if (JSON.stringify(head) !== JSON.stringify(headNow))
    faults.push('something else than the statements changed');
  const isUnused = unusedIn(finding);
  const groups = Map.groupBy(statements, restOf);
  const groupsNow = Map.groupBy(left, restOf);
  for (const rest of groupsNow.keys()) if (!groups.has(rest)) faults.push(`a statement is new: ${rest}`);
  for (const [rest, were] of groups) {
    const are = groupsNow.get(rest) ?? [];
    if (were.some(({ Effect }) => Effect === 'Deny')) {
      if (JSON.stringify(were) !== JSON.stringify(are)) faults.push(`a Deny statement changed: ${rest}`);
      continue;
    }
    const entries = were.flatMap(entriesOf);
    if (![...entries, ...are.flatMap(entriesOf)].every(isReadable)) continue;
    const element = elementOf(were[0] ?? {});
    const allowedIn = (list: readonly Statement[]): ((action: string) => boolean) => {
      const tests = list.map((statement) => allowedBy(element, entriesOf(statement)));
      return (action) => tests.some((test) => test(action));
    };
    const [allowed, allows] = [allowedIn(were), allowedIn(are)];
    for (const action of KNOWN) {
      const [was, is] = [allowed(action), allows(action)];
      if (is && !was) faults.push(`${action} is new`);
      if (isUnused === undefined) continue;
      if (was && !is && !isUnused(action)) faults.push(`${action} is lost`);
      if (is && isUnused(action)) faults.push(`${action} is unused and left`);
    }
    for (const statement of are) {
      if (element === 'Action') {
        for (const entry of entriesOf(statement).filter(isEasy)) {
          if (
            !entries.includes(entry) &&
            !entries.some((each) => isEasy(each) && within(entry, each)) &&
            entries.every(isEasy)
          )
            faults.push(`${entry} is in nothing that was there`);
        }
      } else if (!were.some((each) => entriesOf(each).every((entry) => entriesOf(statement).includes(entry))))
        faults.push(`a NotAction list lost an entry: ${rest}`);
    }
  }
  return faults;
}
