import { counted, quoted, thousands } from '../base/words.ts';
import type { Case } from './case.ts';
import { coveredBy } from './deviations.ts';
import { type Glob, matchText, readGlob } from './glob.ts';
import { globList } from './glob-list.ts';
import { listIncludes } from './inclusion.ts';
import { spansOf } from './known.ts';
import { isSmaller } from './law1-nothing-lost.ts';
import { meet } from './meeting.ts';
import {
  type EntryList,
  entryPath,
  hasList,
  type ListStatement,
  oncePerList,
  type ReadStatement,
} from './statements.ts';
import type { Counterexample, LawVerdict } from './types.ts';
import { literalService, matchesWhole, reaches } from './unused-set.ts';

/**
 * Law 2: no statement allows an action in U.
 *
 * For a service that is unused as a whole, U also holds the actions that nobody knows, so every string counts: no entry
 * of that service may be left, nor an entry that takes in all of it, and a NotAction must list all of it. Two cases are
 * less strict, because no pattern could do better. Where something of the service is retained, each entry of the
 * service must match some of that, and the rest is decided over the known actions. An entry with a wildcard in its
 * service prefix that takes in only a part of the service (`*:Get*`) is decided over the known actions;
 * `numbers.wild` counts such entries.
 */
export function nothingUnused(input: Case): LawVerdict {
  const found: Findings = { kept: 0, open: 0, remaining: 0, wild: 0 };
  const left = oncePerList((list) => {
    const allowed = input.allowed(list);
    const both: number[] = [];
    for (let i = 0; i < allowed.length; i++)
      if (allowed[i] === 1 && input.unused.reported[i] === 1) both.push(i);
    return both;
  });
  const budget = { left: input.states };
  const strings = oncePerList((list) => beyondKnown(input, list, budget));
  let statements = 0;
  let opaque: ReadStatement | undefined;
  for (const { statement, origin } of refinedStatements(input)) {
    if (statement.opaque) opaque ??= statement;
    if (!hasList(statement)) continue;
    statements++;
    overKnown(input, statement, origin, left(statement.list), found);
    overStrings(input, statement, origin, strings(statement.list), found);
  }
  const { kept, open, remaining, wild } = found;
  const actions = input.unused.reported.reduce((sum, bit) => sum + bit, 0);
  const services = input.unused.services.size;
  const example = found.known?.example ?? found.unknown;
  const doubt =
    opaque !== undefined
      ? { path: opaque.path, message: `what ${opaque.path} of the refined policy allows cannot be told` }
      : found.doubt;
  const shown = example ?? doubt;
  const fates = [
    ...(kept === 0 ? [] : [`${thousands(kept)} kept on purpose`]),
    ...(open === 0 ? [] : [`${thousands(open)} open`]),
    ...(remaining === 0 && example === undefined ? [] : [`${counted(remaining, 'action')} still allowed`]),
    ...(wild === 0
      ? []
      : [`${counted(wild, 'entry', 'entries')} with a wildcard service over known actions only`]),
  ];
  return {
    law: 2,
    name: 'nothing unused left',
    verdict: example !== undefined ? 'refuted' : doubt !== undefined ? 'undecided' : 'holds',
    checked:
      `${counted(statements, 'statement')} against ${counted(actions, 'unused action')} ` +
      `and ${counted(services, 'whole service')}: ${fates.length === 0 ? 'none still allowed' : fates.join(', ')}`,
    numbers: { statements, actions, services, kept, open, remaining, wild },
    ...(shown === undefined ? {} : { counterexample: shown }),
  };
}

interface Findings {
  /** Unused actions that a statement allows on purpose; then those that are open, and those that break the law. */
  kept: number;
  open: number;
  remaining: number;
  wild: number;
  /** The smallest known action that is still allowed. */
  known?: { readonly action: string; readonly example: Counterexample };
  /** A string of a service that is unused as a whole. */
  unknown?: Counterexample;
  /** Something that could not be decided. */
  doubt?: Counterexample;
}

interface Refined {
  readonly statement: ReadStatement;
  /** Its index in the original. */
  readonly origin: number | undefined;
}

function* refinedStatements({ alignment }: Case): Generator<Refined> {
  for (const { before, after } of alignment.pairs) {
    if (after !== undefined) yield { statement: after, origin: before.index };
  }
  for (const stranger of alignment.strangers) yield { statement: stranger, origin: undefined };
}

function overKnown(
  { known, unused, ...input }: Case,
  statement: ListStatement,
  origin: number | undefined,
  left: readonly number[],
  findings: Findings,
): void {
  if (left.length === 0) return;
  const kept = input.kept.named(origin);
  const open = input.open.named(origin);
  for (const i of left) {
    if (kept[i] === 1) findings.kept++;
    else if (open[i] === 1) findings.open++;
    else if (unused.has[i] === 1) {
      findings.remaining++;
      const action = known.names[i] as string;
      if (findings.known !== undefined && !isSmaller(action, findings.known.action)) continue;
      const isAction = statement.list.element === 'Action';
      const at = statement.list.globs.globs.findIndex((glob) => matchText(glob, known.lower[i] as string));
      const path = isAction ? entryPath(statement, at) : `${statement.path}.NotAction`;
      const how = isAction ? 'allows' : 'does not list, and so allows,';
      const message = `${path} of the refined policy ${how} ${quoted(action)}, which is reported unused`;
      findings.known = { action, example: { statement: origin ?? statement.index, action, path, message } };
    }
  }
}

/** Something of a service that is unused as a whole, known or not, that a list allows. */
interface Beyond {
  readonly service: string;
  /** The entry that allows it, in an `Action` list. */
  readonly entry?: number;
  readonly glob?: Glob;
  /** A string that shows it; undefined where that was too much work to find out. */
  readonly action: string | undefined;
}

interface Strings {
  readonly beyond: readonly Beyond[];
  readonly wild: number;
}

/** Finds what a list allows of the services that are unused as a whole, whatever was decided. */
function beyondKnown(input: Case, { element, globs }: EntryList, budget: { left: number }): Strings {
  const beyond: Beyond[] = [];
  let wild = 0;
  const add = (found: ReturnType<typeof listIncludes>, rest: Omit<Beyond, 'action'>): void => {
    if (found.kind === 'included') return;
    beyond.push({ ...rest, action: found.kind === 'escapes' ? found.action : undefined });
  };
  if (element === 'NotAction') {
    for (const service of input.unused.whole)
      add(listIncludes(globs, readGlob(`${service}:*`), budget), { service });
    return { beyond, wild };
  }
  globs.globs.forEach((glob, entry) => {
    const service = literalService(glob);
    if (service !== undefined) {
      if (input.unused.services.has(service) && !isRetained(input, glob, service))
        add(listIncludes(NONE, glob, budget), { service, entry, glob });
      return;
    }
    if (glob.kind === 'exact') return;
    const reached = [...input.unused.whole].filter((each) => reaches(glob, each));
    const taken = reached.filter((each) => matchesWhole(glob, each));
    if (taken.length < reached.length) wild++;
    for (const each of taken)
      add(listIncludes(NONE, readGlob(`${each}:*`), budget), { service: each, entry, glob });
  });
  return { beyond, wild };
}

const NONE = globList([]);

/** Whether an entry may stand for what is retained of its service. */
function isRetained({ unused, known }: Case, glob: Glob, service: string): boolean {
  if (unused.whole.has(service)) return false;
  const spans = spansOf(known, [glob]);
  for (let k = 0; k < spans.length; k += 2) {
    if (unused.has.subarray(spans[k], spans[k + 1]).includes(0)) return true;
  }
  return unused.retained.globs.some((retained) => meet(glob, retained));
}

function overStrings(
  { spared }: Case,
  statement: ListStatement,
  origin: number | undefined,
  { beyond, wild }: Strings,
  findings: Findings,
): void {
  findings.wild += wild;
  const globs = spared.globs(origin);
  for (const { service, entry, glob, action } of beyond) {
    if (findings.unknown !== undefined) return;
    if (isSpared(globs, service, glob)) continue;
    const path = entry === undefined ? `${statement.path}.NotAction` : entryPath(statement, entry);
    const place = { statement: origin ?? statement.index, path };
    if (action === undefined) {
      const what =
        entry === undefined ? `whether ${path} lists all of ${quoted(service)}` : `what ${path} allows`;
      findings.doubt ??= { ...place, message: `${what} is too much work` };
      continue;
    }
    const how = entry === undefined ? 'does not list, and so allows,' : 'allows';
    const message = `${path} of the refined policy ${how} ${quoted(action)}, and the service ${quoted(service)} is reported unused as a whole`;
    findings.unknown = { ...place, action, message };
  }
}

/** Whether a decision lets it stay: one about all that the entry allows, or about some of the service. */
function isSpared(globs: readonly Glob[], service: string, glob: Glob | undefined): boolean {
  if (glob === undefined) return globs.some((each) => reaches(each, service));
  if (coveredBy(globs, glob.text)) return true;
  if (literalService(glob) === undefined) return coveredBy(globs, `${service}:*`);
  return globs.some((each) => reaches(each, service) && matchText(glob, each.text));
}
