import type { OutputFormat } from '../../output/format.ts';
import { loadRenderer } from '../../output/load-renderer.ts';
import type { OutputContext, ReviewedPolicy } from '../../output/result.ts';
import { derive } from '../../refine/derive.ts';
import type { CommonOptions } from '../program/options.ts';
import { VERSION } from '../program/version.ts';
import type { Loaded } from '../reading/load.ts';
import type { Io } from '../terminal/io.ts';
import { deliverText, jsonText } from './deliver.ts';
import { voiceOf } from './report.ts';
import { deliverResults } from './results.ts';

/** What the results of these inputs are written with, whichever command writes them. */
export function contextOf(
  { findings, cases, settings, warnings, notes }: Loaded,
  date: string,
): OutputContext {
  // What the policies themselves warn of was told when they were read.
  const odd = cases.flatMap((policyCase) => {
    const { name, policy } = policyCase;
    const { warnings: all } = derive(policyCase, []);
    return all.slice(policy.warnings.length).map((warning) => `${name}: ${warning}`);
  });
  return { version: VERSION, date, catalog: settings.catalog, findings, warnings, notes: [...notes, ...odd] };
}

/**
 * Hands proven results over as the options say: in a format, or with `--json` as a report for programs. Says on
 * standard error what is worth knowing.
 */
export async function deliverOutcome(
  loaded: Loaded,
  results: readonly ReviewedPolicy[],
  context: OutputContext,
  format: OutputFormat,
  options: CommonOptions,
  io: Io,
): Promise<void> {
  const voice = voiceOf(io, options);
  const notes = [...(context.notes ?? []), ...results.flatMap((result) => result.notes ?? [])];
  if (options.json === true) {
    await deliverText(jsonText(forPrograms(results, loaded, notes)), options, io, loaded.files);
    voice.warnings(loaded.warnings);
    voice.notes(notes);
    return;
  }
  const rendered = (await loadRenderer(format))(results, context);
  const delivery = { format, output: options.output, inputs: loaded.files };
  const { paths, stopped } = await deliverResults(results, rendered, delivery, io);
  voice.warnings(loaded.warnings);
  voice.notes([...notes, ...rendered.notes]);
  voice.wrote(paths, io.cwd);
  if (stopped !== undefined) throw stopped;
}

function forPrograms(
  results: readonly ReviewedPolicy[],
  { settings: { catalog, generalize }, warnings }: Loaded,
  notes: readonly string[],
): unknown {
  return {
    catalog: { date: catalog.date, sha256: catalog.digest },
    generalize,
    policies: results.map(({ outcome, certificate, notes: own }) => {
      const { id, name, principal, kind, arn, file, path } = outcome.case;
      const { attachedTo, holders, heldBack, spared, notRefined } = outcome.case;
      return {
        id,
        policy: name,
        ...(principal === undefined ? {} : { principal }),
        kind,
        ...(arn === undefined ? {} : { arn }),
        file,
        ...(path === '' ? {} : { path }),
        changed: outcome.edits.size > 0,
        /** null: nothing is left, it is to be detached */
        refined: outcome.value,
        attachedTo,
        holders,
        heldBack,
        spared,
        ...(notRefined === undefined ? {} : { notRefined }),
        certificate,
        ...(own === undefined ? {} : { notes: own }),
      };
    }),
    warnings,
    notes,
  };
}
