import { basename, isAbsolute } from 'node:path';
import { deniedNow } from '../../account/case-calls.ts';
import type { OutputFormat } from '../../output/format.ts';
import { loadRenderer } from '../../output/load-renderer.ts';
import { callsValue } from '../../output/replay-report.ts';
import type { OutputContext, ProvenPolicy } from '../../output/result.ts';
import { policyCase as caseOf } from '../../refine/case.ts';
import { derive } from '../../refine/derive.ts';
import type { Outcome } from '../../refine/outcome.ts';
import type { CommonOptions } from '../program/options.ts';
import { VERSION } from '../program/version.ts';
import { catalogOfDay } from '../reading/catalogs.ts';
import type { Loaded } from '../reading/load.ts';
import type { Io } from '../terminal/io.ts';
import { whichPolicy, whosePolicy } from './case-value.ts';
import { deliverText, jsonPieces } from './deliver.ts';
import { shortPath, voiceOf } from './report.ts';
import { deliverResults } from './results.ts';

/**
 * The context with which every command writes the results of these inputs.
 *
 * @param proposals the outcome of each policy without decisions, where it is known already
 */
export function contextOf(
  { sources, findings, cases, settings, warnings, notes }: Loaded,
  { cwd }: Pick<Io, 'cwd'>,
  { wire = false }: Pick<CommonOptions, 'wire'> = {},
  proposals: Iterable<Pick<Outcome, 'case' | 'warnings'>> = cases
    .values()
    .map((policyCase) => derive(caseOf(policyCase), [])),
): OutputContext {
  const odd: string[] = [];
  for (const { case: policyCase, warnings: all } of proposals) {
    const { name, policy } = policyCase;
    // The warnings about the documents themselves were shown when they were read.
    for (const warning of all.slice(policy.warnings.length)) odd.push(`${name}: ${warning}`);
  }
  return {
    version: VERSION,
    catalog: settings.catalog,
    catalogOn: catalogOfDay,
    findings,
    warnings: [...warnings, ...odd],
    notes,
    wire,
    portable: portableNames(sources, cwd),
  };
}

/** Makes paths portable: a result has no absolute paths, only the last part of a path outside the working folder. */
function portableNames(sources: readonly string[], cwd: string): (text: string) => string {
  const names = sources.filter(isAbsolute).map((path) => {
    const short = shortPath(path, cwd);
    return [path, isAbsolute(short) ? basename(path) : short] as const;
  });
  return (text) => names.reduce((shown, [path, short]) => shown.replaceAll(path, short), text);
}

/**
 * Delivers proven results as the options say: in a format or, with `--json`, as a report for programs. Notes go to
 * standard error.
 */
export async function deliverOutcome(
  loaded: Loaded,
  results: readonly ProvenPolicy[],
  context: OutputContext,
  format: OutputFormat,
  options: CommonOptions,
  io: Io,
): Promise<void> {
  const voice = voiceOf(io, options);
  const { warnings = [] } = context;
  const notes = [...(context.notes ?? []), ...results.flatMap((result) => result.notes ?? [])];
  if (options.json === true) {
    await deliverText(jsonPieces(forPrograms(results, loaded, warnings, notes)), options, io, loaded.guarded);
    voice.warnings(warnings);
    voice.notes(notes);
    return;
  }
  const rendered = (await loadRenderer(format))(results, context);
  const delivery = { format, output: options.output, inputs: loaded.guarded };
  const { paths, leftOver, stopped } = await deliverResults(results, rendered, delivery, io);
  voice.warnings(warnings);
  voice.notes([...notes, ...rendered.notes, ...leftOver]);
  voice.wrote(paths, io.cwd);
  if (stopped !== undefined) throw stopped;
}

/** The refined policy, with an iterator over its statements: there may be a thousand with ten thousand entries each. */
function refinedOf({ value }: Outcome): unknown {
  if (value === null) return null;
  const { Statement: statements } = value;
  return Array.isArray(statements) ? { ...value, Statement: statements.values() } : value;
}

function forPrograms(
  results: readonly ProvenPolicy[],
  { settings: { catalog, generalize }, calls }: Loaded,
  warnings: readonly string[],
  notes: readonly string[],
): Readonly<Record<string, unknown>> {
  return {
    catalog: { date: catalog.date, sha256: catalog.digest },
    generalize,
    ...(calls === undefined ? {} : { calls: callsValue(calls) }),
    policies: results.values().map(({ outcome, certificate, notes: own }) => {
      const { notRefined, calls: ofCase } = outcome.case;
      return {
        ...whichPolicy(outcome.case),
        changed: outcome.edits.size > 0,
        /** null: nothing is left, it is to be detached */
        refined: refinedOf(outcome),
        ...whosePolicy(outcome.case),
        ...(ofCase === undefined
          ? {}
          : {
              calls: {
                events: ofCase.events,
                kept: ofCase.kept,
                /** called, and no longer allowed by this policy */
                denied: deniedNow(outcome),
              },
            }),
        ...(notRefined === undefined ? {} : { notRefined }),
        certificate,
        ...(own === undefined ? {} : { notes: own }),
      };
    }),
    warnings,
    notes,
  };
}
