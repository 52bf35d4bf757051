import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { withExceptions } from '../../account/add-exceptions.ts';
import type { AccountCase } from '../../account/cases.ts';
import type { Exception } from '../../account/exceptions.ts';
import { InputError } from '../../base/errors.ts';
import { shellWord } from '../../output/aws-cli/shell.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../../output/format.ts';
import { leftOverNotes } from '../../output/left-over.ts';
import { loadRenderer } from '../../output/load-renderer.ts';
import { withQuotaNotes } from '../../output/quota-notes.ts';
import type { OutputContext, ProvenPolicy } from '../../output/result.ts';
import type { Open, Outcome } from '../../refine/outcome.ts';
import {
  type NamedDigest,
  recordedCalls,
  reviewedRecord,
  reviewRecord,
} from '../../review/record/review-record.ts';
import type { SessionContext } from '../../review/session/context.ts';
import type { ExceptionWish, SessionState } from '../../review/session/state.ts';
import { decisionsOf, outcomeUnder } from '../../review/session/tree.ts';
import { exceptionsToWrite, type FilePlan, type WriteOrder } from '../../review/session/writing.ts';
import { readOwn } from '../../store/read-file.ts';
import { type FileToWrite, writeAll } from '../../store/write-all.ts';
import { VERSION } from '../program/version.ts';
import { EXCEPTIONS, type Loaded } from '../reading/load.ts';
import type { Io } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';
import {
  needsFolder,
  pathsOf,
  planFiles,
  type WritePlan,
  withRecord,
  writePlan,
} from '../writing/plan-files.ts';
import { shortPath } from '../writing/report.ts';
import { certificateOf, inputAmong, namesIn, provenResult, realPath } from '../writing/results.ts';
import { type ReadingOptions, readingWords } from './reading-words.ts';

/** Writes the results of a review. */
export interface SessionWriter {
  /**
   * The files that an order would write. They are proved now, so that problems show before writing. @throws InputError
   */
  plan(order: WriteOrder, state: SessionState): Promise<FilePlan>;
  /** Writes the files of an order, all or none. @throws InputError */
  write(order: WriteOrder, state: SessionState): Promise<WrittenReview>;
  /**
   * Writes the record alone, to keep decisions that cannot be saved. @returns its path, for people. @throws InputError
   */
  writeRecord(path: string, state: SessionState): string;
}

/** What was written, for people, with paths as they would write them. */
export interface WrittenReview {
  readonly files: readonly string[];
  /** The command that makes the same again. */
  readonly replay: string;
  readonly results: readonly ProvenPolicy[];
  /** The choice that was made about open entries. */
  readonly open: Open;
}

interface WriterGiven {
  readonly loaded: Loaded;
  readonly context: SessionContext;
  readonly output: OutputContext;
  readonly options: ReadingOptions;
  readonly io: Io;
  /** where results go by default, if not beside the source */
  readonly folder?: string;
}

interface Shown {
  readonly order: WriteOrder;
  readonly decisions: SessionState['decisions'];
  readonly made: Prepared;
  readonly there: ReadonlySet<string>;
}

interface Prepared {
  readonly results: readonly ProvenPolicy[];
  readonly plan: WritePlan;
  /** of results and record */
  readonly files: readonly string[];
  readonly warnings: readonly string[];
  readonly replay: string;
}

export function sessionWriter(given: WriterGiven): SessionWriter {
  const { loaded, context, io } = given;
  const { cwd } = io;
  // The plan that was shown, and the files that existed then: only those may be replaced.
  let shown: Shown | undefined;
  return {
    async plan(order, state) {
      const made = await prepared(given, order, state);
      const paths = pathsToWrite(made, exceptionsFile(given, state));
      const there = new Set(paths.filter((path) => existsSync(path)));
      shown = { order, decisions: state.decisions, made, there };
      return {
        files: paths.map((path) => ({
          path: shortPath(path, cwd),
          exists: there.has(path),
          isSource: inputAmong([path], loaded.guarded, cwd) !== undefined,
        })),
        warnings: made.warnings,
      };
    },
    async write(order, state) {
      const made =
        shown?.order === order && shown.decisions === state.decisions
          ? shown.made
          : await prepared(given, order, state);
      const { results, plan, replay } = made;
      const exceptions = exceptionsFile(given, state);
      const paths = pathsToWrite(made, exceptions);
      const appeared = paths.find((path) => existsSync(path) && shown?.there.has(path) !== true);
      if (appeared !== undefined) {
        throw new InputError('this file is there only now, and nobody said that it may be replaced', {
          file: shortPath(appeared, cwd),
        });
      }
      if (exceptions === undefined) writePlan(plan);
      else writeAll([...absolute(plan), exceptions]);
      return { files: paths.map((path) => shortPath(path, cwd)), replay, results, open: order.open };
    },
    writeRecord(name, state) {
      const path = pathIn(io, name);
      refuseInside([path], loaded, io);
      if (existsSync(path)) throw new InputError('there is a file of that name already', { file: name });
      const results = outcomesOf(context, state, 'as-written').map((outcome) => ({
        outcome,
        certificate: certificateOf(outcome),
      }));
      writeAll([{ path, content: recordText(given, results, context.preferredFormat, []) }]);
      return shortPath(path, cwd);
    },
  };
}

/** Prepares and proves what is to be written for an order. @throws InputError */
async function prepared(given: WriterGiven, order: WriteOrder, state: SessionState): Promise<Prepared> {
  const { loaded, context, output, io } = given;
  const format = formatOf(order.format);
  const results = withQuotaNotes(
    outcomesOf(context, state, order.open).map((outcome) => provenResult(outcome)),
  );
  const rendered = (await loadRenderer(format))(results, output);
  const path = pathIn(io, order.path);
  const planned = planFiles(rendered, format, path, order.path, results.length);
  const plan = withRecord(planned, (outputs) => recordText(given, results, format, outputs));
  const files = pathsOf(plan);
  refuseInside(files, loaded, io);
  const record = files.at(-1) ?? path;
  const leftOver = plan.folder === undefined ? [] : leftOverNotes(namesIn(plan.folder), rendered, format);
  const isSeveral = format !== 'diff' && needsFolder(rendered, format, results.length);
  const own = results.flatMap(({ notes }) => notes ?? []);
  return {
    results,
    plan,
    files,
    warnings: [...new Set([...rendered.notes, ...own]), ...leftOver],
    replay: replayOf(given, record, isSeveral ? order.path : undefined, files),
  };
}

/** The paths of all files to be written, with the exceptions file if kept actions go into it. */
function pathsToWrite({ files }: Prepared, exceptions: FileToWrite | undefined): readonly string[] {
  return exceptions === undefined ? files : [...files, exceptions.path];
}

function outcomesOf(context: SessionContext, state: SessionState, open: Open): Outcome<AccountCase>[] {
  return context.policies.map((policy) => {
    const { case: policyCase } = policy;
    const outcome = outcomeUnder(context, policy, decisionsOf(state, policyCase.id), open);
    return outcome as Outcome<AccountCase>;
  });
}

/** Reads the name of a format. @throws InputError for any other name */
function formatOf(name: string): OutputFormat {
  const known = OUTPUT_FORMATS.find(({ format }) => format === name);
  if (known !== undefined) return known.format;
  throw new InputError(`${name} is not a format`);
}

function recordText(
  { loaded: { files, settings, calls }, output }: WriterGiven,
  results: readonly ProvenPolicy[],
  format: string,
  outputs: readonly NamedDigest[],
): string {
  const record = reviewRecord({
    tool: { name: 'coppice', version: VERSION },
    output: format,
    catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
    generalize: settings.generalize,
    ...(calls === undefined ? {} : { calls: recordedCalls(calls.seen) }),
    inputs: files.map(({ name, sha256 }) => ({ name: output.portable?.(name) ?? name, sha256 })),
    outputs,
    policies: results.map(({ outcome, certificate }) => reviewedRecord(outcome, certificate)),
  });
  return `${JSON.stringify(record, null, 2)}\n`;
}

function absolute(plan: WritePlan): FileToWrite[] {
  const paths = pathsOf(plan);
  return plan.files.map((file, i) => ({ ...file, path: paths[i] ?? file.path }));
}

/** The exceptions file with the kept actions added: the one in use, or a new one beside the inputs. */
function exceptionsFile({ loaded, io, folder }: WriterGiven, state: SessionState): FileToWrite | undefined {
  const wishes = exceptionsToWrite(state);
  if (wishes.length === 0) return undefined;
  const inUse = loaded.exceptionsFile;
  const path = inUse === undefined ? join(folder ?? besideInputs(loaded, io), EXCEPTIONS) : pathIn(io, inUse);
  const before = existsSync(path) ? readOwn(path) : undefined;
  const content = withExceptions(before, shortPath(path, io.cwd), wishes.flatMap(rulesOf));
  return content === undefined ? undefined : { path, content };
}

function rulesOf({ actions, principal, reason, until }: ExceptionWish): Exception[] {
  return actions.map((action) => ({
    action,
    reason,
    ...(principal === undefined ? {} : { principal }),
    ...(until === undefined ? {} : { until }),
  }));
}

/** The folder of the inputs, from which the search for an exceptions file goes upward. */
function besideInputs({ sources }: Pick<Loaded, 'sources'>, io: Io): string {
  const source = sources.find((name) => name !== '-');
  return source === undefined ? io.cwd : dirname(pathIn(io, source));
}

/** Checks the paths. @throws InputError if a file would be written into a folder that is an input */
function refuseInside(paths: readonly string[], { sources }: Pick<Loaded, 'sources'>, io: Io): void {
  const folders = sources
    .filter((name) => name !== '-')
    .map((name) => ({ name, folder: realPath(pathIn(io, name)) }))
    .filter(({ folder }) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true);
  for (const path of paths) {
    const inside = folders.find(({ folder }) => isBelow(existing(path), folder));
    if (inside === undefined) continue;
    throw new InputError(`${inside.name} is an input, and results are not written into it`, {
      file: shortPath(path, io.cwd),
      hint: 'Choose a path beside it.',
    });
  }
}

/** A path with its links followed, as far as it exists. */
function existing(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(existing(dirname(path)), basename(path));
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && resolve(folder, way) === path);
}

/** The command that makes the same results again, for the shell and from the working folder. */
function replayOf(
  { loaded, options, io }: WriterGiven,
  record: string,
  output: string | undefined,
  files: readonly string[],
): string {
  const words = [
    'coppice apply',
    ...loaded.sources.map(shellWord),
    '--decisions',
    shellWord(shortPath(record, io.cwd)),
    ...(output === undefined ? [] : ['-o', shellWord(output)]),
    ...readingWords(options),
    ...(options.wire === true ? ['--wire'] : []),
  ];
  const source = inputAmong(files, loaded.guarded, io.cwd);
  const after = source === undefined ? '' : `  # with ${shortPath(source, io.cwd)} as it was before`;
  return words.join(' ') + after;
}
