import { type AnalyzerSummary, ListAnalyzersCommand } from '@aws-sdk/client-accessanalyzer';
import { InputError } from '../base/errors.ts';
import { pages, required } from './pages.ts';
import type { AwsSession } from './session.ts';

/** The analyzer whose findings are read. */
export interface Analyzer {
  readonly arn: string;
  readonly name: string;
  /** Other analyzers of unused access that could have been taken. */
  readonly others: readonly string[];
  /** Set if it covers all accounts of the organization. */
  readonly ofOrganization?: boolean;
  /** The service that made and manages it; undefined for one that the account made itself. */
  readonly managedBy?: string;
}

const ARN = /^arn:[\w-]+:access-analyzer:([\w-]+):\d{12}:analyzer\/([\w.-]+)$/;

/** The region and name in an analyzer's ARN. @throws InputError if it is not such an ARN */
export function parseAnalyzerArn(arn: string): { readonly region: string; readonly name: string } {
  const [, region, name] = ARN.exec(arn) ?? [];
  if (region !== undefined && name !== undefined) return { region, name };
  throw new InputError(`${arn} is not an ARN of an analyzer`, {
    hint: 'aws accessanalyzer list-analyzers shows them: arn:aws:access-analyzer:REGION:ACCOUNT:analyzer/NAME',
  });
}

/** The region of Security Hub's analyzer, and of many others: it is asked after the profile's own region. */
const SECOND_REGION = 'us-east-1';

/** The result of a search for an analyzer. */
interface AnalyzerSearch {
  /** Undefined if there is none. */
  readonly found?: Analyzer;
  /** The regions that were asked, in order. */
  readonly asked: readonly string[];
  /** Why the second region could not be asked, if so. */
  readonly refused?: string;
}

/**
 * Finds an active analyzer of unused access in the session's region and, unless the account has one of its own there, in
 * us-east-1. If a person named the region, only that region is asked. An analyzer that the account made comes before the
 * one that Security Hub manages (90 days, service-linked), one of the account before one of the organization, one of the
 * session's region before one of the other region; then they are ordered by name.
 */
export async function findAnalyzer(session: AwsSession): Promise<AnalyzerSearch> {
  const { region } = session;
  const usable = (await listAnalyzers(session)).filter(isUsable);
  const isEnough = usable.some((each) => each.managedBy === undefined);
  if (isEnough || session.isRegionGiven || !hasSecond(region))
    return { ...chosen(usable, region), asked: [region] };
  try {
    for (const each of await listAnalyzers(session.inRegion(SECOND_REGION)))
      if (isUsable(each)) usable.push(each);
  } catch (error) {
    // Many principals are only allowed to ask in the regions that they work in.
    if (!(error instanceof InputError)) throw error;
    return { ...chosen(usable, region), asked: [region], refused: `${SECOND_REGION}: ${error.message}` };
  }
  return { ...chosen(usable, region), asked: [region, SECOND_REGION] };
}

function chosen(usable: readonly AnalyzerSummary[], region: string): Pick<AnalyzerSearch, 'found'> {
  const inOrder = [...usable].sort((a, b) => (rank(a, region) < rank(b, region) ? -1 : 1));
  const [first, ...others] = inOrder;
  if (first === undefined) return {};
  const arn = required(first.arn, 'arn');
  return {
    found: {
      arn,
      name: first.name ?? arn,
      others: others.map((each) => each.arn ?? ''),
      ofOrganization: first.type?.startsWith('ORGANIZATION') === true,
      ...(first.managedBy === undefined ? {} : { managedBy: first.managedBy }),
    },
  };
}

/**
 * What is wrong with a named analyzer that has no findings: it may be of another kind, which would go unnoticed.
 * Undefined if nothing is wrong, or if looking is not allowed.
 */
export async function faultOf(arn: string, session: AwsSession): Promise<string | undefined> {
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

async function listAnalyzers({ analyzer, http }: AwsSession): Promise<AnalyzerSummary[]> {
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

/** Whether the region's partition has us-east-1; China and the like do not. */
function hasSecond(region: string): boolean {
  return region !== SECOND_REGION && !/^(?:cn|us-gov|us-iso\w*|eu-isoe|eusc)-/.test(region);
}

function isUsable({ type, status }: AnalyzerSummary): boolean {
  return isUnusedAccess(type) && status === 'ACTIVE';
}

function rank({ type, name, managedBy, arn = '' }: AnalyzerSummary, region: string): string {
  const isElsewhere = ARN.exec(arn)?.[1] !== region;
  const last = [managedBy !== undefined, type?.startsWith('ACCOUNT') !== true, isElsewhere];
  return `${last.map(Number).join('')} ${name ?? ''}`;
}
