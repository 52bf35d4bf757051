import {
  GenerateRecommendedPolicyV2Command,
  GetFindingsV2Command,
  GetRecommendedPolicyV2Command,
  type GetRecommendedPolicyV2CommandOutput,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { Keep } from './keep.ts';
import { pages, required } from './pages.ts';
import type { Patience } from './patience.ts';
import { plain } from './plain.ts';
import { keepRecommendations, type RecommendationsRead, wholeRecommendation } from './recommendations.ts';
import type { AwsSession } from './session.ts';

/**
 * Does for Security Hub what `askAccessAnalyzer` does for Access Analyzer, for all its findings of unused permissions
 * about these principals. Security Hub has its own ids for them: the `metadata.uid` of its findings.
 */
export async function readHubRecommendations(
  arns: readonly string[],
  session: AwsSession,
  keep: Keep,
  patience: Patience,
  onProgress: (text: string) => void,
): Promise<RecommendationsRead> {
  const hub = session.open((config) => new SecurityHubClient(config));
  const { http } = session;
  const ids = new Set<string>();
  for (const arn of arns) for (const id of await findingsAbout(arn, hub, http)) ids.add(id);
  const ask = (id: string): Promise<JsonObject> => askSecurityHub(id, hub, http, patience);
  return keepRecommendations([...ids], ask, http.abortSignal, keep, onProgress);
}

type Http = AwsSession['http'];

async function findingsAbout(arn: string, hub: SecurityHubClient, http: Http): Promise<string[]> {
  const about = { FieldName: 'resources.uid', Filter: { Value: arn, Comparison: 'EQUALS' } } as const;
  const Filters = { CompositeFilters: [{ StringFilters: [about] }] };
  const all = pages(
    (NextToken) => hub.send(new GetFindingsV2Command({ Filters, NextToken }), http),
    ({ NextToken }) => NextToken,
  );
  const ids: string[] = [];
  for await (const page of all) {
    for (const each of required(page.Findings, 'Findings')) {
      const id = idOfUnusedPermissions(each as JsonValue);
      if (id !== undefined) ids.push(id);
    }
  }
  return ids;
}

/** The id of a finding in OCSF, if its title or types say that it is about unused permissions. */
function idOfUnusedPermissions(finding: JsonValue): string | undefined {
  if (!isObject(finding)) return undefined;
  const { metadata, finding_info: info } = finding;
  const id = isObject(metadata) ? metadata['uid'] : undefined;
  if (typeof id !== 'string' || !isObject(info)) return undefined;
  const said = JSON.stringify([info['title'] ?? '', info['types'] ?? '']);
  return /unused[\s_-]*permission/i.test(said) ? id : undefined;
}

async function askSecurityHub(
  MetadataUid: string,
  hub: SecurityHubClient,
  http: Http,
  patience: Patience,
): Promise<JsonObject> {
  await hub.send(new GenerateRecommendedPolicyV2Command({ MetadataUid }), http);
  const get = (NextToken?: string): Promise<GetRecommendedPolicyV2CommandOutput> =>
    hub.send(new GetRecommendedPolicyV2Command({ MetadataUid, NextToken }), http);
  const { first, steps } = await wholeRecommendation(
    get,
    {
      status: (page) => required(page.Status, 'Status'),
      fault: (page) => page.Error?.Message,
      steps: (page) => required(page.RecommendationSteps, 'RecommendationSteps'),
      next: (page) => page.NextToken,
    },
    patience,
    http.abortSignal,
    `Security Hub does not finish its recommendation for the finding ${MetadataUid}`,
  );
  return plain({ ...first, RecommendationSteps: steps, NextToken: undefined });
}
