import { basename, dirname, extname, join, resolve, sep } from 'node:path';
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
 * The default path of a result: `NAME.refined.json` beside the source; for several policies, the folder `NAME-refined`
 * beside the source. It is beside a given folder, never inside it, since it would be read as an input there.
 *
 * @param folder used instead of the source's folder
 */
export function defaultPathFor(
  format: OutputFormat,
  { cases, sources }: Pick<Loaded, 'cases' | 'sources'>,
  cwd: string,
  folder?: string,
): string {
  const [policyCase] = cases;
  if (policyCase === undefined) return `policy${ENDINGS[format]}`;
  const place =
    folder ??
    (policyCase.file === '-' ? cwd : outsideOf(sources, dirname(resolve(cwd, policyCase.file)), cwd));
  const name =
    folder !== undefined || policyCase.file === '-'
      ? fileStem(policyCase.name)
      : basename(policyCase.file, extname(policyCase.file));
  if (cases.length === 1) return shortPath(join(place, name + ENDINGS[format]), cwd);
  const [source = name] = sources;
  const only = sources.length === 1 ? resolve(cwd, source) : join(place, 'policies');
  return `${shortPath(`${join(dirname(only), basename(only, extname(only)))}-refined`, cwd)}/`;
}

/** The nearest folder, from one upward, that is neither a source nor inside one. */
function outsideOf(sources: readonly string[], folder: string, cwd: string): string {
  const given = sources.filter((source) => source !== '-').map((source) => resolve(cwd, source));
  let place = folder;
  for (let up = dirname(place); up !== place; up = dirname(place)) {
    const current = place;
    if (!given.some((source) => current === source || current.startsWith(source + sep))) break;
    place = up;
  }
  return place;
}
