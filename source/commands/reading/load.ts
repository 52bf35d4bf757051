import { lstatSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Callers, callersOf } from '../../account/callers.ts';
import { withCalls } from '../../account/case-calls.ts';
import { notesOnCases } from '../../account/case-notes.ts';
import { type AccountCase, casesOf, unusedByAll } from '../../account/cases.ts';
import { currentExceptions, type Exception, parseExceptions } from '../../account/exceptions.ts';
import type { InputFile, Inputs } from '../../account/facts.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { counted } from '../../base/words.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { readInputs } from '../../inputs/read.ts';
import { daysOf, ONLY_ACTIONS } from '../../output/replay-report.ts';
import type { CaseSettings } from '../../refine/case.ts';
import type { NamedDigest } from '../../review/record/review-record.ts';
import { noRegularFile, readFound } from '../../store/read-file.ts';
import type { Finding } from '../../usage/finding.ts';
import type { Unused } from '../../usage/unused.ts';
import type { CommonOptions } from '../program/options.ts';
import type { Io } from '../terminal/io.ts';
import { stepsOn, withProgress } from '../terminal/progress.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { inputName, listed, shortPath } from '../writing/report.ts';
import { type ReadCalls, readCallLogs } from './calls.ts';
import { chooseCatalog } from './catalogs.ts';
import { readFiles, readOneFile } from './files.ts';

/** All that a command works on. */
export interface Loaded {
  /** files, folders and `-` as the person named them */
  readonly sources: readonly string[];
  /** the files that were read, by their digests; of their texts only the policies are kept */
  readonly files: readonly NamedDigest[];
  /** the names of files that are never overwritten: these, and the logs of calls */
  readonly guarded: readonly string[];
  /** the exceptions file in use, as a person would name it; absent where there is none */
  readonly exceptionsFile?: string;
  readonly cases: readonly AccountCase[];
  readonly findings: readonly Finding[];
  readonly settings: CaseSettings;
  /** the next older catalogue, if there is one */
  readonly older: () => Catalog | undefined;
  /** what was read from logs of calls; absent where none were given */
  readonly calls?: ReadCalls;
  /** reasons why a result may not be what one expects; they may quote the inputs */
  readonly warnings: readonly string[];
  /** what else a person should know about the inputs; the notes may quote them */
  readonly notes: readonly string[];
}

/** Progress is shown from this many files on. */
const MANY_FILES = 200;

/**
 * Reads policies, findings, exceptions and the catalogue, and puts them together.
 *
 * @param names files, folders and `-`
 * @throws InputError for files that cannot be read, and where there is no policy, or nothing that says what is unused
 */
export async function loadInputs(
  names: readonly string[],
  options: CommonOptions & WithCalls,
  io: Io,
): Promise<Loaded> {
  const exceptions = await readExceptions(options.exceptions, names, io);
  // An exceptions file in a folder of inputs may be the one in use.
  const isInUse = ({ name }: InputFile): boolean =>
    exceptions.file !== undefined && resolve(io.cwd, name) === resolve(io.cwd, exceptions.file);
  const { catalog, older, warnings: damaged } = chooseCatalog(options.catalog, io);
  const settings = { catalog, generalize: options.generalize ?? 'shortest' };
  const { files, inputs, cases, warnings, notes } = await withProgress(io, options, async (progress) => {
    const read = await readFiles(names, io, stepsOn(progress, 'reading', 'files'));
    const files = read.files.filter((file) => !isInUse(file));
    if (files.length > MANY_FILES) progress.say('putting policies and findings together');
    const inputs = readAll(files, options);
    const { cases, warnings, notes } = casesOf(inputs, {
      ...settings,
      exceptions: exceptions.current,
      assumeUnanalysedUnused: options.assumeUnanalysedUnused === true,
      assumeSoleHolder: options.assumeSoleHolder === true,
    });
    const digests = files.map(({ name, text }) => ({ name, sha256: sha256(text) }));
    return { files: digests, inputs, cases, warnings, notes: [...read.notes, ...notes] };
  });
  requireBoth(inputs, cases);
  const calls = await callsFor(cases, options, settings.catalog, io);
  return {
    sources: names,
    files,
    guarded: [...files.map(({ name }) => name), ...(options.calls ?? [])],
    ...(exceptions.file === undefined ? {} : { exceptionsFile: exceptions.file }),
    cases: calls?.cases ?? cases,
    ...(calls === undefined ? {} : { calls: calls.read }),
    findings: inputs.findings,
    settings,
    older,
    warnings: [...damaged, ...inputs.warnings, ...warnings, ...(calls?.warnings ?? [])],
    notes: [
      ...(calls?.notes ?? []),
      ...exceptions.notes,
      ...notesOnCases(cases),
      ...inputs.notes,
      ...inputs.findings.flatMap(notesOf),
      ...notes,
      ...cases.flatMap(({ name, policy }) => policy.warnings.map((warning) => `${name}: ${warning}`)),
    ],
  };
}

/** Commands that take logs of calls. */
export interface WithCalls {
  readonly calls?: readonly string[];
}

interface JoinedCalls extends Pick<Loaded, 'cases' | 'warnings' | 'notes'> {
  readonly read: ReadCalls;
}

/** Reads the logs, and joins the cases with them; undefined where there are none. */
async function callsFor(
  cases: readonly AccountCase[],
  options: CommonOptions & WithCalls,
  catalog: Catalog,
  io: Io,
): Promise<JoinedCalls | undefined> {
  if (options.calls === undefined) return undefined;
  const all = cases.map((policyCase) => callersOf(policyCase, options.principal));
  const isAsked: Callers['includes'] = (caller) => all.some((callers) => callers.includes(caller));
  const read = await readCallLogs(options.calls, catalog, isAsked, io, options);
  const joined = withCalls(cases, read.seen, options.principal);
  const kept = joined.cases.reduce((sum, { calls }) => sum + (calls?.kept.length ?? 0), 0);
  const days = daysOf(read.seen);
  const looked = `${counted(read.seen.events, 'call')}${days === '' ? '' : ` of ${days}`} looked at, ${counted(read.seen.events - others(read), 'call')} of those who have the policies`;
  return {
    read,
    cases: joined.cases,
    warnings: [...read.warnings, ...joined.warnings],
    notes: [
      `${looked}: ${counted(kept, 'action')} proposed to stay because of them`,
      ONLY_ACTIONS,
      ...read.notes,
    ],
  };
}

function others({ seen }: ReadCalls): number {
  return seen.others.reduce((sum, { events }) => sum + events, 0);
}

/**
 * Reads what is unused from findings alone; policies among them are ignored. If the findings are about several
 * principals, the result is what none of them uses.
 */
export async function loadUnused(
  names: readonly string[],
  options: CommonOptions,
  io: Io,
): Promise<Pick<Loaded, 'warnings' | 'notes'> & { readonly unused: Unused }> {
  const { files, notes } = await readFiles(names, io);
  const inputs = readAll(files, options);
  if (inputs.findings.length === 0) throw noFinding();
  const exceptions = await readExceptions(options.exceptions, names, io);
  return {
    unused: unusedByAll(inputs, exceptions.current),
    warnings: inputs.warnings,
    notes: [...notes, ...inputs.notes, ...inputs.findings.flatMap(notesOf), ...exceptions.notes],
  };
}

function readAll(files: readonly InputFile[], options: CommonOptions): Inputs {
  return readInputs(files, {
    ...(options.principal === undefined ? {} : { principal: options.principal }),
    ...(options.window === undefined ? {} : { windowDays: options.window }),
    ...(options.includeInactive === true ? { includeInactive: true } : {}),
  });
}

function notesOf({ file, notes }: Finding): string[] {
  return notes.map((note) => `${file}: ${note}`);
}

/** Requires a policy and a finding: with a forgotten file, the policy would seem to be fine. */
function requireBoth(inputs: Inputs, cases: readonly AccountCase[]): void {
  if (inputs.policies.length + inputs.boundaries.length === 0) {
    const missing = new Set(inputs.principals.flatMap(({ attached }) => attached));
    if (missing.size > 0) {
      throw new InputError(`the documents of the policies are missing: ${listed([...missing])}`, {
        hint: 'Leave --filter out: aws iam get-account-authorization-details then has them.',
      });
    }
    const [leftOut] = inputs.notes.filter((note) => note.endsWith('left out'));
    const why = leftOut === undefined ? '' : ` (${leftOut})`;
    throw new InputError(`there is no policy among the inputs${why}`, {
      hint: 'Give one too: the policy of a role, user or group, or the output of aws iam get-account-authorization-details.',
    });
  }
  const withPolicies = new Set(inputs.policies.map(({ file }) => file));
  if (inputs.findings.length === 0 && inputs.files.every((file) => withPolicies.has(file))) {
    throw noFinding();
  }
  if (cases.length === 0) {
    throw new InputError('none of the policies can be refined', {
      hint: 'Policies that nobody has, trust policies and boundaries are left alone.',
    });
  }
}

function noFinding(): InputError {
  return new InputError('there is no finding among the inputs, so nothing is known to be unused', {
    hint: 'Give one too: the output of aws accessanalyzer get-finding-v2, or [{"serviceNamespace": "s3", "actions": ["GetObject"]}].',
  });
}

/** The name of the exceptions file that is looked for. */
export const EXCEPTIONS = 'coppice.exceptions.json';

interface FoundExceptions {
  readonly file?: string;
  readonly current: readonly Exception[];
  readonly notes: readonly string[];
}

/**
 * Reads the exceptions file: that of `--exceptions`, or one beside or above the inputs, or above the working folder.
 */
async function readExceptions(
  wanted: string | undefined,
  names: readonly string[],
  io: Io,
): Promise<FoundExceptions> {
  const file = wanted === undefined ? findExceptions(names, io) : await readOneFile(wanted, io);
  if (file === undefined) return { current: [], notes: [] };
  const { current, expired } = currentExceptions(
    parseExceptions(file.text, file.name),
    io.now().toISOString().slice(0, 10),
  );
  return {
    file: file.name,
    current,
    notes: [
      `the exceptions of ${inputName(file.name)} are in use`,
      ...expired.map(
        ({ action, until, reason }) =>
          `${file.name}: the exception for ${action} (${reason}) ended on ${until ?? ''} and no longer applies`,
      ),
    ],
  };
}

/**
 * Finds the exceptions file.
 *
 * @throws InputError where inputs have different exceptions files beside or above them: coppice does not guess
 */
function findExceptions(names: readonly string[], io: Io): InputFile | undefined {
  const starts = names.flatMap((name) => (name === '-' || name === '' ? [] : [startOf(pathIn(io, name))]));
  const found = new Set([...new Set(starts)].flatMap((folder) => upward(folder) ?? []));
  const [first = upward(io.cwd), ...others] = found;
  if (first === undefined) return undefined;
  const name = shortPath(first, io.cwd);
  if (others.length > 0) {
    throw new InputError(`${shortPath(others[0] ?? '', io.cwd)} lies nearer to other inputs`, {
      file: name,
      hint: 'Say with --exceptions which of the two is meant.',
    });
  }
  const text = readFound(first, name);
  if (text === undefined) throw noRegularFile(name);
  return { name, text };
}

/** A folder itself, or the folder that a file is in. */
function startOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);
}

/** Whether there is anything of that name, be it a link that leads nowhere. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** The nearest exceptions file, in a folder or above it. */
function upward(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, EXCEPTIONS);
    if (isThere(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}
