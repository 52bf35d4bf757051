import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandOutput,
  type ServiceLastAccessed,
} from '@aws-sdk/client-iam';
import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { type Keep, kept } from './keep.ts';
import { marker, pages, required } from './pages.ts';
import { type Patience, untilDone } from './patience.ts';
import { plain } from './plain.ts';
import type { Principal } from './principal.ts';
import type { AwsSession } from './session.ts';

/**
 * Asks IAM to look up what a principal last used, down to actions, and reads the result. IAM's answer does not name the
 * principal, so the file's name and its `resource` do.
 *
 * @throws InputError if the job fails or does not end
 */
export async function readLastAccessed(
  { kind, name, arn }: Principal,
  session: AwsSession,
  keep: Keep,
  patience: Patience,
): Promise<void> {
  await kept(keep, `last-accessed/${kind}s/${name}.last-accessed.json`, async () => {
    const answer = await ask(arn, session, patience);
    return { resource: arn, ...answer };
  });
}

async function ask(Arn: string, { iam, http }: AwsSession, patience: Patience): Promise<JsonObject> {
  const job = new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'ACTION_LEVEL' });
  const JobId = required((await iam.send(job, http)).JobId, 'JobId');
  const get = (Marker?: string): Promise<GetServiceLastAccessedDetailsCommandOutput> =>
    iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, Marker }), http);
  const answer = await untilDone(
    get,
    ({ JobStatus }) => JobStatus === 'IN_PROGRESS',
    patience,
    http.abortSignal,
    `IAM does not finish its report on ${Arn}`,
  );
  if (answer.JobStatus !== 'COMPLETED') {
    const why = answer.Error?.Message ?? answer.JobStatus ?? 'no reason given';
    throw new InputError(`IAM cannot say what ${Arn} last used: ${why}`, { hint: 'Try again later.' });
  }
  const services: ServiceLastAccessed[] = [];
  let first: GetServiceLastAccessedDetailsCommandOutput | undefined;
  const all = pages((Marker) => (Marker === undefined ? Promise.resolve(answer) : get(Marker)), marker);
  for await (const page of all) {
    first ??= page;
    for (const each of required(page.ServicesLastAccessed, 'ServicesLastAccessed')) services.push(each);
  }
  return plain({ ...first, ServicesLastAccessed: services, IsTruncated: undefined, Marker: undefined });
}
