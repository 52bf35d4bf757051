import { readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { certifiedCalls } from '../../account/case-calls.ts';
import type { AccountCase } from '../../account/cases.ts';
import { quotaOf } from '../../account/quota.ts';
import { InputError } from '../../base/errors.ts';
import { isPlace } from '../../output/folders.ts';
import type { OutputFormat } from '../../output/format.ts';
import { leftOverNotes } from '../../output/left-over.ts';
import { titleOf } from '../../output/names.ts';
import { withQuotaNotes } from '../../output/quota-notes.ts';
import type { ProvenPolicy, Rendered } from '../../output/result.ts';
import { type Certificate, certify } from '../../proof/certificate.ts';
import type { Decisions } from '../../refine/decision.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { rerunOf } from '../../refine/rerun.ts';
import { deriveSettled } from '../../refine/settled.ts';
import { VERSION } from '../program/version.ts';
import { type Interrupted, uninterrupted } from '../terminal/interrupt.ts';
import { type Io, print } from '../terminal/io.ts';
import { brokenLaws } from '../terminal/laws-text.ts';
import type { OnStep } from '../terminal/progress.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { needsFolder, pathsOf, planFiles, singleText, writePlan } from './plan-files.ts';
import { shortPath } from './report.ts';

/**
 * Derives the outcomes of the policies and proves them. Only what this returns may be written.
 *
 * @param decided the decisions, by the case's id
 * @throws InputError naming the policy and the law, if a result does not hold
 */
export function provenResults(
  cases: readonly AccountCase[],
  decided: ReadonlyMap<string, Decisions> = new Map(),
  onPolicy: OnStep = () => undefined,
): ProvenPolicy[] {
  const results = cases.map((policyCase, i): ProvenPolicy => {
    onPolicy(i, cases.length);
    const decisions = decided.get(policyCase.id) ?? [];
    const { outcome, used } = deriveSettled(policyCase, decisions, (made) => provenResult(made));
    return { ...used, outcome };
  });
  return withQuotaNotes(results);
}

/**
 * Proves the outcome of a policy. Throws like `provenResults`.
 *
 * @param isMadeAgain whether deriving it again gives the same; false where the outcome comes from a record
 */
export function provenResult(outcome: Outcome<AccountCase>, isMadeAgain = true): ProvenPolicy {
  const { case: policyCase } = outcome;
  const certificate = certificateOf(outcome, isMadeAgain);
  if (!certificate.ok) {
    throw new InputError(`${titleOf(policyCase)}: ${brokenLaws(certificate.laws)}`, {
      file: policyCase.file,
      hint: 'The result is not proved right, so nothing was written.',
    });
  }
  return { outcome, certificate };
}

/** The certificate of an outcome, whether its laws hold or not. */
export function certificateOf(outcome: Outcome<AccountCase>, isMadeAgain = true): Certificate {
  const { kind, attachedTo } = outcome.case;
  return certify(outcome, isMadeAgain ? rerunOf : undefined, VERSION, {
    calls: certifiedCalls(outcome),
    quota: quotaOf(kind, attachedTo[0]?.kind),
  });
}

export interface Delivery {
  readonly format: OutputFormat;
  /** `-o`; undefined or `-` for standard output */
  readonly output: string | undefined;
  /** the names of the inputs, which are never overwritten */
  readonly inputs: readonly string[];
}

/** Formats that are JSON or contain JSON. */
const WITH_JSON: readonly OutputFormat[] = ['json', 'diff', 'access-analyzer', 'aws-cli'];

/** What was delivered. */
export interface Delivered {
  /** of the files that were written */
  readonly paths: readonly string[];
  /** files of an earlier run that were not written this time, in sentences */
  readonly leftOver: readonly string[];
  /** set if the program was asked to end meanwhile; to be thrown after the last messages */
  readonly stopped?: Interrupted;
}

/**
 * Delivers results, all or none: one to standard output or a file, several to a folder.
 *
 * @throws InputError if several are to go into one file, an input would be overwritten, or it cannot be written
 */
export async function deliverResults(
  results: readonly ProvenPolicy[],
  rendered: Rendered,
  { format, output, inputs }: Delivery,
  io: Io,
): Promise<Delivered> {
  if (output === undefined || output === '-') {
    // Several diffs together are one diff.
    if (format !== 'diff' && needsFolder(rendered, format, results.length)) {
      throw new InputError(`there are ${Math.max(results.length, rendered.files.length)} results to write`, {
        hint: 'Name a folder for them: -o FOLDER/',
      });
    }
    await print(io, singleText(rendered, format), WITH_JSON.includes(format) ? 'json' : 'raw');
    return { paths: [], leftOver: [] };
  }
  const plan = planFiles(rendered, format, pathIn(io, output), output, results.length);
  const paths = pathsOf(plan);
  refuseInputs(paths, inputs, io);
  const leftOver = plan.folder === undefined ? [] : leftOverNotes(namesIn(plan.folder), rendered, format);
  const { stopped } = await uninterrupted(() => writePlan(plan));
  return { paths, leftOver, ...(stopped === undefined ? {} : { stopped }) };
}

/** The names of the files in a folder and in its folders of accounts; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  const list = (path: string): string[] => {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  };
  const names = list(folder);
  const below = (place: string): string[] => list(join(folder, place)).map((name) => `${place}/${name}`);
  return [...names, ...names.filter(isPlace).flatMap(below)];
}

/** Checks the paths. @throws InputError if a path is that of an input */
export function refuseInputs(
  paths: readonly string[],
  inputs: readonly string[],
  { cwd }: Pick<Io, 'cwd'>,
): void {
  const source = inputAmong(paths, inputs, cwd);
  if (source === undefined) return;
  throw new InputError('this is an input, which is not overwritten', {
    file: shortPath(source, cwd),
    hint: 'Choose another path with -o.',
  });
}

/** The first of the paths that leads to an input, even under another name. */
export function inputAmong(
  paths: readonly string[],
  inputs: readonly string[],
  cwd: string,
): string | undefined {
  const real = new Set(inputs.flatMap((name) => (name === '-' ? [] : [realPath(resolve(cwd, name))])));
  return paths.find((path) => real.has(realPath(path)));
}

export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
