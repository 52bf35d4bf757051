import { type AnalyzerSummary, ListAnalyzersCommand } from '@aws-sdk/client-accessanalyzer';
import { InputError } from '../base/errors.ts';
import { pages, required } from './pages.ts';
import type { Session } from './session.ts';

/** The analyzer whose findings are read. */
export interface Analyzer {
  readonly arn: string;
  readonly name: string;
  /** Other analyzers of unused access that could have been taken. */
  readonly others: readonly string[];
}

const ARN = /^arn:[\w-]+:access-analyzer:([\w-]+):\d{12}:analyzer\/([\w.-]+)$/;

/** The region and name in an analyzer's ARN. @throws InputError if it is none */
export function parseAnalyzerArn(arn: string): { readonly region: string; readonly name: string } {
  const [, region, name] = ARN.exec(arn) ?? [];
  if (region !== undefined && name !== undefined) return { region, name };
  throw new InputError(`${arn} is no ARN of an analyzer`, {
    hint: 'aws accessanalyzer list-analyzers shows them: arn:aws:access-analyzer:REGION:ACCOUNT:analyzer/NAME',
  });
}

/**
 * Finds the active analyzer of unused access in the region: one of the account before one of the organization, then by
 * name. Undefined if there is none.
 */
export async function findAnalyzer(session: Session): Promise<Analyzer | undefined> {
  const all = await listAnalyzers(session);
  const usable = all
    .filter(({ type, status }) => isUnusedAccess(type) && status === 'ACTIVE')
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const [first, ...others] = usable;
  if (first === undefined) return undefined;
  const arn = required(first.arn, 'arn');
  return { arn, name: first.name ?? arn, others: others.map((each) => each.arn ?? '') };
}

/**
 * What is wrong with an analyzer that was named and has no findings: it may be of another kind, which nobody would
 * notice. Undefined if nothing is, or if one may not look.
 */
export async function faultOf(arn: string, session: Session): Promise<string | undefined> {
  const all = await listAnalyzers(session).catch((error: unknown) => {
    if (error instanceof InputError) return undefined;
    throw error;
  });
  const found = all?.find((analyzer) => analyzer.arn === arn);
  if (all === undefined) return undefined;
  if (found === undefined) return `there is no analyzer ${arn} in ${session.region}`;
  if (!isUnusedAccess(found.type))
    return `${found.name} is an analyzer of external access, not of unused access`;
  return found.status === 'ACTIVE' ? undefined : `${found.name} is not active but ${found.status}`;
}

async function listAnalyzers({ analyzer, http }: Session): Promise<AnalyzerSummary[]> {
  const found: AnalyzerSummary[] = [];
  const list = pages(
    (nextToken) => analyzer.send(new ListAnalyzersCommand({ nextToken }), http),
    (page) => page.nextToken,
  );
  for await (const page of list) {
    for (const analyzer of required(page.analyzers, 'analyzers')) found.push(analyzer);
  }
  return found;
}

function isUnusedAccess(type: string | undefined): boolean {
  return type?.endsWith('_UNUSED_ACCESS') === true;
}

function rank({ type, name }: AnalyzerSummary): string {
  return `${type?.startsWith('ACCOUNT') === true ? 0 : 1} ${name ?? ''}`;
}
