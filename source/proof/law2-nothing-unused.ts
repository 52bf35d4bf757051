import { counted, quoted } from '../base/words.ts';
import type { Case } from './case.ts';
import { type Glob, matchText, readGlob } from './glob.ts';
import { globList } from './glob-list.ts';
import { type Budget, includes } from './inclusion.ts';
import { isSmaller } from './law1-nothing-lost.ts';
import { meet } from './meeting.ts';
import { entryPath, type ReadStatement } from './statements.ts';
import type { Counterexample, LawVerdict } from './types.ts';
import { literalService, matchesWhole, reaches } from './unused-set.ts';

/**
 * Law 2: no statement allows an action in U.
 *
 * For a service that is unused whole, U also holds the actions that nobody knows, so there every string counts: no
 * entry of that service may be left, nor an entry that takes in all of it, and a NotAction must list all of it. Two
 * things are asked less strictly, for want of patterns that could do it. Where the operator retained something of the
 * service, each entry of that service must match some of that, and the rest is decided over the known actions. And an
 * entry with a wildcard in its service prefix that takes in only a part of the service (`*:Get*`) is decided over the
 * known actions; `numbers.open` counts those.
 */
export function nothingUnused(input: Case): LawVerdict {
  const findings = newFindings();
  const budget = { left: input.states };
  let statements = 0;
  let opaque: ReadStatement | undefined;
  for (const { statement, origin } of refinedStatements(input)) {
    if (statement.opaque) opaque ??= statement;
    if (statement.element === 'fixed') continue;
    statements++;
    overKnown(input, statement, origin, findings);
    if (input.unused.services.size > 0) overStrings(input, statement, origin, findings, budget);
  }
  const { remaining, open } = findings;
  let actions = 0;
  for (const bit of input.unused.has) actions += bit;
  const services = input.unused.services.size;
  const deviations = input.kept.met();
  const example = findings.known?.example ?? findings.unknown;
  const doubt =
    opaque !== undefined
      ? { path: opaque.path, message: `what ${opaque.path} of the refined policy allows cannot be told` }
      : findings.doubt;
  const refuted = example !== undefined;
  const kept = deviations.length === 0 ? '' : `; ${counted(deviations.length, 'decision')} to keep some`;
  const caveat =
    open === 0
      ? ''
      : `; ${counted(open, 'entry', 'entries')} with a wildcard service over known actions only`;
  return {
    law: 2,
    name: 'nothing unused left',
    verdict: refuted ? 'refuted' : doubt !== undefined ? 'undecided' : 'holds',
    checked:
      `${counted(statements, 'statement')} against ${counted(actions, 'unused action')} ` +
      `and ${counted(services, 'whole service')}: ` +
      `${remaining === 0 && !refuted ? 'none' : counted(remaining, 'action')} still allowed${kept}${caveat}`,
    numbers: { statements, actions, services, remaining, open },
    ...(example !== undefined
      ? { counterexample: example }
      : doubt !== undefined
        ? { counterexample: doubt }
        : {}),
    deviations,
  };
}

interface Findings {
  remaining: number;
  open: number;
  /** The smallest known action that is still allowed. */
  known: { readonly action: string; readonly example: Counterexample } | undefined;
  /** A string of a service that is unused whole. */
  unknown: Counterexample | undefined;
  /** Something that could not be decided. */
  doubt: Counterexample | undefined;
}

function newFindings(): Findings {
  return { remaining: 0, open: 0, known: undefined, unknown: undefined, doubt: undefined };
}

interface Refined {
  readonly statement: ReadStatement;
  /** Its index in the original. */
  readonly origin: number | undefined;
}

function refinedStatements({ alignment }: Case): Refined[] {
  const list: Refined[] = [];
  for (const { before, after } of alignment.pairs) {
    if (after !== undefined) list.push({ statement: after, origin: before.index });
  }
  for (const stranger of alignment.strangers) list.push({ statement: stranger, origin: undefined });
  return list;
}

function overKnown(
  input: Case,
  statement: ReadStatement,
  origin: number | undefined,
  findings: Findings,
): void {
  const { actions, kept, known, unused } = input;
  if (statement.element === 'Action' && !actions.someIn(actions.spans(statement), unused.reported)) return;
  const allowed = actions.allowed(statement);
  for (let i = 0; i < allowed.length; i++) {
    if (allowed[i] === 0 || unused.reported[i] === 0) continue;
    if (kept.allowKnown(i, origin) || unused.has[i] === 0) continue;
    findings.remaining++;
    const action = known.names[i] as string;
    if (findings.known !== undefined && !isSmaller(action, findings.known.action)) continue;
    const at = statement.list.globs.findIndex((glob) => matchText(glob, known.lower[i] as string));
    const path = statement.element === 'Action' ? entryPath(statement, at) : `${statement.path}.NotAction`;
    const how = statement.element === 'Action' ? 'allows' : 'does not list, and so allows,';
    const message = `${path} of the refined policy ${how} ${quoted(action)}, which is reported unused`;
    findings.known = { action, example: { statement: origin ?? statement.index, action, path, message } };
  }
}

function overStrings(
  input: Case,
  statement: ReadStatement,
  origin: number | undefined,
  findings: Findings,
  budget: Budget,
): void {
  if (statement.element === 'NotAction') everyServiceListed(input, statement, origin, findings, budget);
  else {
    statement.list.globs.forEach((glob, i) => {
      const service = serviceLeft(input, glob, origin, findings);
      if (service === undefined || findings.unknown !== undefined) return;
      const path = entryPath(statement, i);
      const found = includes(NONE, matchesWhole(glob, service) ? readGlob(`${service}:*`) : glob, budget);
      const place = { statement: origin ?? statement.index, path };
      if (found.kind === 'undecided')
        findings.doubt ??= { ...place, message: `what ${path} allows is too much work` };
      if (found.kind !== 'escapes') return;
      const message = `${path} of the refined policy allows ${quoted(found.action)}, and the service ${quoted(service)} is reported unused as a whole`;
      findings.unknown = { ...place, action: found.action, message };
    });
  }
}

const NONE = globList([]);

/** The service, unused as a whole, of which an entry allows more than it may. */
function serviceLeft(
  { kept, unused, actions }: Case,
  glob: Glob,
  origin: number | undefined,
  findings: Findings,
): string | undefined {
  const service = literalService(glob);
  if (service !== undefined) {
    if (!unused.services.has(service) || kept.allow(glob.text, origin)) return undefined;
    const decided = kept.inStatement(origin).filter((deviation) => reaches(deviation.glob, service));
    for (const deviation of decided) {
      if (!matchText(glob, deviation.glob.text)) continue;
      deviation.meet();
      return undefined;
    }
    if (unused.whole.has(service)) return service;
    const spans = actions.find.spans([glob.raw]);
    for (let k = 0; k < spans.length; k += 2) {
      if (unused.has.subarray(spans[k], spans[k + 1]).includes(0)) return undefined;
    }
    return unused.retained.globs.some((retained) => meet(glob, retained)) ? undefined : service;
  }
  if (glob.kind === 'exact') return undefined;
  let partly = false;
  for (const each of unused.whole) {
    if (!reaches(glob, each)) continue;
    if (!matchesWhole(glob, each)) partly = true;
    else if (!kept.allow(glob.text, origin) && !kept.allow(`${each}:*`, origin)) return each;
  }
  if (partly) findings.open++;
  return undefined;
}

function everyServiceListed(
  input: Case,
  statement: ReadStatement,
  origin: number | undefined,
  findings: Findings,
  budget: Budget,
): void {
  const decided = input.kept.inStatement(origin);
  for (const service of input.unused.whole) {
    const whole = readGlob(`${service}:*`);
    if (statement.list.covers(whole.text)) continue;
    const kept = decided.filter(({ glob }) => reaches(glob, service));
    for (const deviation of kept) deviation.meet();
    if (kept.length > 0) continue;
    const found = includes(statement.list, whole, budget);
    if (found.kind === 'included') continue;
    const path = `${statement.path}.NotAction`;
    const place = { statement: origin ?? statement.index, path };
    const why = `and the service ${quoted(service)} is reported unused as a whole`;
    if (found.kind === 'undecided') {
      findings.doubt ??= {
        ...place,
        message: `whether ${path} lists all of ${quoted(service)} is too much work`,
      };
    } else {
      const message = `${path} of the refined policy does not list, and so allows, ${quoted(found.action)}, ${why}`;
      findings.unknown ??= { ...place, action: found.action, message };
    }
  }
}
