import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { currentExceptions, type Exception, parseExceptions } from '../../account/exceptions.ts';
import type { InputFile, Inputs } from '../../account/facts.ts';
import { notesOnSubjects } from '../../account/subject-notes.ts';
import { type PolicySubject, subjectsOf, unusedByAll } from '../../account/subjects.ts';
import { InputError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { readInputs } from '../../inputs/read.ts';
import type { ReviewSettings } from '../../review/subject.ts';
import type { Finding } from '../../usage/finding.ts';
import type { Unused } from '../../usage/unused.ts';
import type { CommonOptions } from '../program/options.ts';
import type { Io } from '../terminal/io.ts';
import { stepsOn, withProgress } from '../terminal/progress.ts';
import { shortPath } from '../writing/report.ts';
import { chooseCatalog } from './catalogs.ts';
import { readFiles, readOneFile } from './files.ts';

/** All that a command works on. */
export interface Loaded {
  /** files, folders and `-` as the person named them */
  readonly sources: readonly string[];
  /** what was read from them */
  readonly files: readonly InputFile[];
  readonly subjects: readonly PolicySubject[];
  readonly findings: readonly Finding[];
  readonly settings: ReviewSettings;
  /** the next older catalogue, if there is one */
  readonly older: () => Catalog | undefined;
  /** what a person should know about the inputs; may quote them */
  readonly notes: readonly string[];
}

/** Fewer are put together in no time. */
const MANY_FILES = 200;

/**
 * Reads policies, findings, exceptions and the catalogue, and puts them together.
 *
 * @param names files, folders and `-`
 * @throws InputError for what cannot be read, and where there is no policy or nothing that says what is unused
 */
export async function loadInputs(names: readonly string[], options: CommonOptions, io: Io): Promise<Loaded> {
  const exceptions = await readExceptions(options.exceptions, io);
  // Found in a folder of inputs, it is in use already.
  const isInUse = ({ name }: InputFile): boolean =>
    exceptions.file !== undefined && resolve(io.cwd, name) === resolve(io.cwd, exceptions.file);
  const { files, inputs, subjects, notes } = await withProgress(io, options, async (progress) => {
    const read = await readFiles(names, io, stepsOn(progress, 'reading', 'files'));
    const files = read.filter((file) => !isInUse(file));
    if (files.length > MANY_FILES) progress.say('putting policies and findings together');
    const inputs = readAll(files, options);
    const { subjects, notes } = subjectsOf(inputs, {
      exceptions: exceptions.current,
      assumeUnanalysedUnused: options.assumeUnanalysedUnused === true,
    });
    return { files, inputs, subjects, notes };
  });
  requireBoth(inputs, subjects);
  const { catalog, older } = chooseCatalog(options.catalog, io);
  return {
    sources: names,
    files,
    subjects,
    findings: inputs.findings,
    settings: { catalog, generalize: options.generalize ?? 'shortest' },
    older,
    notes: [
      ...exceptions.notes,
      ...notesOnSubjects(subjects),
      ...inputs.notes,
      ...inputs.findings.flatMap(notesOf),
      ...notes,
      ...subjects.flatMap(({ name, policy }) => policy.warnings.map((warning) => `${name}: ${warning}`)),
    ],
  };
}

/**
 * Reads what is unused from findings alone; policies among them are passed over. Where the findings are about several
 * principals, it is what all of them leave unused.
 */
export async function loadUnused(
  names: readonly string[],
  options: CommonOptions,
  io: Io,
): Promise<{ readonly unused: Unused; readonly notes: readonly string[] }> {
  const inputs = readAll(await readFiles(names, io), options);
  if (inputs.findings.length === 0) throw noFinding();
  const exceptions = await readExceptions(options.exceptions, io);
  return {
    unused: unusedByAll(inputs, exceptions.current),
    notes: [...inputs.notes, ...inputs.findings.flatMap(notesOf), ...exceptions.notes],
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

/** A forgotten file would otherwise look like a policy that is fine. */
function requireBoth(inputs: Inputs, subjects: readonly PolicySubject[]): void {
  if (inputs.policies.length === 0) {
    throw new InputError('there is no policy among the inputs', {
      hint: 'Give one too: a policy document, or the output of aws iam get-account-authorization-details.',
    });
  }
  const withPolicies = new Set(inputs.policies.map(({ file }) => file));
  if (inputs.findings.length === 0 && inputs.files.every((file) => withPolicies.has(file))) {
    throw noFinding();
  }
  if (subjects.length === 0) {
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

const EXCEPTIONS = 'coppice.exceptions.json';

async function readExceptions(
  wanted: string | undefined,
  io: Io,
): Promise<{
  readonly file?: string;
  readonly current: readonly Exception[];
  readonly notes: readonly string[];
}> {
  const file = wanted === undefined ? findUpward(io.cwd) : await readOneFile(wanted, io);
  if (file === undefined) return { current: [], notes: [] };
  const { current, expired } = currentExceptions(
    parseExceptions(file.text, file.name),
    io.now().toISOString().slice(0, 10),
  );
  return {
    file: file.name,
    current,
    notes: expired.map(
      ({ action, until, reason }) =>
        `${file.name}: the exception for ${action} (${reason}) ended on ${until ?? ''} and no longer applies`,
    ),
  };
}

/** The nearest exceptions file, in the working folder or above it. */
function findUpward(cwd: string): InputFile | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const name = join(folder, EXCEPTIONS);
    // Looked for first, since an error that is thrown for every folder takes longer.
    if (statSync(name, { throwIfNoEntry: false }) !== undefined) {
      return { name: shortPath(name, cwd), text: decodeUtf8(readFileSync(name), name) };
    }
    if (dirname(folder) === folder) return undefined;
  }
}
