import { basename, dirname, extname, join, resolve } from 'node:path';
import type { OutputFormat } from '../../output/format.ts';
import { fileStem } from '../../output/names.ts';
import type { Loaded } from '../reading/load.ts';
import { shortPath } from './report.ts';

const ENDINGS: Readonly<Record<OutputFormat, string>> = {
  json: '.refined.json',
  diff: '.diff',
  'access-analyzer': '.recommendation.json',
  terraform: '.tf',
  cloudformation: '.yaml',
  'aws-cli': '.sh',
  markdown: '.md',
  html: '.html',
};

/**
 * Where a result goes unless told otherwise: beside the source, `NAME.refined.json`; of several policies to a folder
 * beside the source, `NAME-refined`.
 *
 * @param folder to be used instead of the source's
 */
export function defaultPathFor(
  format: OutputFormat,
  { cases, sources }: Pick<Loaded, 'cases' | 'sources'>,
  cwd: string,
  folder?: string,
): string {
  const [policyCase] = cases;
  if (policyCase === undefined) return `policy${ENDINGS[format]}`;
  const place = folder ?? (policyCase.file === '-' ? cwd : dirname(resolve(cwd, policyCase.file)));
  const name =
    folder !== undefined || policyCase.file === '-'
      ? fileStem(policyCase.name)
      : basename(policyCase.file, extname(policyCase.file));
  if (cases.length === 1) return shortPath(join(place, name + ENDINGS[format]), cwd);
  const [source = name] = sources;
  const only = sources.length === 1 ? resolve(cwd, source) : join(place, 'policies');
  return `${shortPath(`${join(dirname(only), basename(only, extname(only)))}-refined`, cwd)}/`;
}
