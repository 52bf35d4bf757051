import { statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import type { OutputFormat } from '../../output/format.ts';
import type { Rendered } from '../../output/result.ts';
import type { NamedDigest } from '../../review/record/review-record.ts';
import { type FileToWrite, writeAll, writeFolder } from '../../store/write-all.ts';

/** The files to be written: one file, or several in a folder. */
export interface WritePlan {
  /** absent: `files` have paths of their own */
  readonly folder?: string;
  readonly files: readonly (FileToWrite & { readonly content: string })[];
}

/** Formats with one file for each policy. */
const ONE_EACH: readonly OutputFormat[] = ['json', 'terraform', 'cloudformation'];

/** Whether what was rendered does not fit into one file. */
export function needsFolder({ files }: Rendered, format: OutputFormat, policies: number): boolean {
  return files.length > 1 || (policies > 1 && ONE_EACH.includes(format));
}

/**
 * Plans where results go. The meaning of a name does not depend on the number of results: it is a folder if such a
 * folder exists or the name ends with `/`, and otherwise a file.
 *
 * @param path absolute
 * @param shown the path as the person gave it
 * @param policies the number of policies
 * @throws InputError where several results are to go into one file
 */
export function planFiles(
  rendered: Rendered,
  format: OutputFormat,
  path: string,
  shown: string,
  policies: number,
): WritePlan {
  if (isFolder(path) || /[/\\]$/.test(shown)) {
    const files = rendered.files.map(({ name, text, executable }) => ({
      path: name,
      content: text,
      ...(executable === true ? { mode: 0o755 } : {}),
    }));
    return { folder: path, files };
  }
  if (needsFolder(rendered, format, policies)) {
    throw new InputError(
      `there are ${Math.max(policies, rendered.files.length)} results to write, and this names one file`,
      { file: shown, hint: `Name a folder: one that is there, or a new one with / at its end, ${shown}/` },
    );
  }
  const mode = rendered.files[0]?.executable === true ? { mode: 0o755 } : {};
  return { files: [{ path, content: singleText(rendered, format), ...mode }] };
}

/** The text of a single result; where there is no document, it is `null` in JSON, since IAM has no empty policy. */
export function singleText({ files }: Rendered, format: OutputFormat): string {
  if (files.length === 0 && format === 'json') return 'null\n';
  return files.map(({ text }) => text).join('');
}

/**
 * The same plan with the decision record beside the result: `NAME.decisions.json` for `NAME.refined.json`.
 *
 * @param recordOf makes the record, given the results as it lists them
 */
export function withRecord(
  plan: WritePlan,
  recordOf: (outputs: readonly NamedDigest[]) => string,
): WritePlan {
  const [first] = plan.files;
  const isFolder = plan.folder !== undefined || first === undefined;
  const outputs = plan.files.map(({ path, content }) => ({
    name: isFolder ? path : basename(path),
    sha256: sha256(content),
  }));
  const content = recordOf(outputs);
  if (isFolder) return { ...plan, files: [...plan.files, { path: 'coppice.decisions.json', content }] };
  const name = basename(first.path, extname(first.path)).replace(/(?<=.)\.(?:refined|recommendation)$/, '');
  return { files: [...plan.files, { path: join(dirname(first.path), `${name}.decisions.json`), content }] };
}

/** The full paths of a plan's files. */
export function pathsOf({ folder, files }: WritePlan): string[] {
  return files.map(({ path }) => (folder === undefined ? path : join(folder, path)));
}

/** Writes what was planned, all or nothing. Throws like `writeAll`. */
export function writePlan({ folder, files }: WritePlan): void {
  if (folder === undefined) writeAll(files);
  else writeFolder(folder, files);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
