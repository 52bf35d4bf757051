import {
  type Criterion,
  type FindingDetails,
  GetFindingV2Command,
  type GetFindingV2CommandOutput,
  ListFindingsV2Command,
} from '@aws-sdk/client-accessanalyzer';
import type { JsonObject } from '../base/json.ts';
import { type Keep, kept, safeName } from './keep.ts';
import { pages, required } from './pages.ts';
import { plain } from './plain.ts';
import { pool } from './pool.ts';
import type { AwsSession } from './session.ts';

/** Which findings are read: those of some principals, or all of an account. */
export type FindingScope =
  | { readonly kind: 'principals'; readonly arns: readonly string[] }
  | { readonly kind: 'account'; readonly account: string | undefined };

/** The most values that a filter takes. */
const VALUES = 20;

const CONCURRENCY = 4;

/**
 * Reads the active findings of unused permissions with all their details.
 *
 * @param onFinding called whenever a finding has been read, with the number of all findings
 * @returns their ids
 */
export async function readFindings(
  analyzerArn: string,
  scope: FindingScope,
  session: AwsSession,
  keep: Keep,
  onFinding: (total: number) => void,
): Promise<string[]> {
  const ids = new Set<string>();
  for (const filter of filters(scope)) for (const id of await list(analyzerArn, filter, session)) ids.add(id);
  await pool([...ids], CONCURRENCY, session.http.abortSignal, async (id) => {
    await kept(keep, `findings/${safeName(id)}.json`, () => ask(analyzerArn, id, session));
    onFinding(ids.size);
  });
  return [...ids];
}

type Filter = Record<string, Criterion>;

function* filters(scope: FindingScope): Generator<Filter> {
  const active = { findingType: { eq: ['UnusedPermission'] }, status: { eq: ['ACTIVE'] } };
  if (scope.kind === 'account') {
    // An analyzer of the organization also has the findings of other accounts.
    yield scope.account === undefined ? active : { ...active, resourceOwnerAccount: { eq: [scope.account] } };
    return;
  }
  for (let i = 0; i < scope.arns.length; i += VALUES) {
    yield { ...active, resource: { eq: scope.arns.slice(i, i + VALUES) } };
  }
}

async function list(analyzerArn: string, filter: Filter, { analyzer, http }: AwsSession): Promise<string[]> {
  const found = pages(
    (nextToken) => analyzer.send(new ListFindingsV2Command({ analyzerArn, filter, nextToken }), http),
    (page) => page.nextToken,
  );
  const ids: string[] = [];
  for await (const page of found) {
    for (const finding of required(page.findings, 'findings')) {
      const fits =
        (finding.findingType ?? 'UnusedPermission') === 'UnusedPermission' &&
        (finding.status ?? 'ACTIVE') === 'ACTIVE' &&
        (filter['resource']?.eq?.includes(finding.resource ?? '') ?? true);
      if (fits) ids.push(required(finding.id, 'id'));
    }
  }
  return ids;
}

/** Reads one finding and puts its pages together. */
async function ask(analyzerArn: string, id: string, { analyzer, http }: AwsSession): Promise<JsonObject> {
  let first: GetFindingV2CommandOutput | undefined;
  const details: FindingDetails[] = [];
  const parts = pages(
    (nextToken) => analyzer.send(new GetFindingV2Command({ analyzerArn, id, nextToken }), http),
    (page) => page.nextToken,
  );
  for await (const page of parts) {
    first ??= page;
    for (const each of required(page.findingDetails, 'findingDetails')) details.push(each);
  }
  return plain({ ...first, findingDetails: details, nextToken: undefined });
}
