import { existsSync } from 'node:fs';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import type { OutputFormat } from '../../output/format.ts';
import type { OutputContext, ProvenPolicy, Renderer } from '../../output/result.ts';
import { type DecisionRecord, RECORD_FORMAT, recordPolicy } from '../../review/record.ts';
import type { ReviewRun } from '../../screen/review-run.ts';
import { VERSION } from '../program/version.ts';
import type { Loaded } from '../reading/load.ts';
import type { Io } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { pathsOf, planFiles, withRecord, writePlan } from '../writing/plan-files.ts';
import { shortPath } from '../writing/report.ts';
import { inputAmong, provenResults } from '../writing/results.ts';

export interface WriterOptions {
  readonly loaded: Loaded;
  readonly context: OutputContext;
  readonly io: Io;
  /** what writes a format; undefined while it is still being fetched */
  readonly rendererOf: (format: OutputFormat) => Renderer | undefined;
  /** told when something was written */
  readonly onWritten: (
    decisions: Parameters<ReviewRun['save']>[0],
    format: OutputFormat,
    files: string[],
  ) => void;
}

/** Makes what writes the result of a review and its decision record: both or neither, proved before. */
export function createWriter({
  loaded,
  context,
  io,
  rendererOf,
  onWritten,
}: WriterOptions): ReviewRun['write'] {
  return ({ decisions, format, path, overwrite }) => {
    const renderer = rendererOf(format);
    if (renderer === undefined) {
      return { kind: 'refused', message: `what writes ${format} is still being loaded; try again` };
    }
    try {
      const date = io.now().toISOString();
      const results = provenResults(loaded.cases, decisions);
      const rendered = renderer(results, context);
      const record = recordText(loaded, results, format, date);
      const plan = withRecord(planFiles(rendered, format, pathIn(io, path), path, results.length), record);
      const paths = pathsOf(plan);
      const source = inputAmong(paths, loaded.files, io.cwd);
      const taken = source ?? paths.find((each) => existsSync(each));
      if (taken !== undefined && !overwrite) {
        return { kind: 'exists', path: shortPath(taken, io.cwd), source: source !== undefined };
      }
      writePlan(plan);
      onWritten(decisions, format, paths);
      return { kind: 'written', files: paths.map((each) => shortPath(each, io.cwd)) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { file, hint } = error.place;
      const where = file === undefined ? '' : `${file}: `;
      return { kind: 'refused', message: `${where}${error.message}${hint === undefined ? '' : `. ${hint}`}` };
    }
  };
}

function recordText(
  { files, settings }: Loaded,
  results: readonly ProvenPolicy[],
  format: OutputFormat,
  date: string,
): string {
  const record: DecisionRecord = {
    format: RECORD_FORMAT,
    tool: { name: 'coppice', version: VERSION },
    writtenAt: date,
    output: format,
    catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
    generalize: settings.generalize,
    files: files.map(({ name, text }) => ({ name, sha256: sha256(text) })),
    policies: results.map(({ outcome, certificate }) => recordPolicy(outcome, certificate)),
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}
