import { setTimeout as wait } from 'node:timers/promises';
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
import { plain } from './plain.ts';
import type { Principal } from './principal.ts';
import type { Session } from './session.ts';

/** Milliseconds before a job is asked about again: first, and at most. IAM takes seconds for one. */
export interface Patience {
  readonly first: number;
  readonly most: number;
  /** How often a job is asked about at all. */
  readonly times: number;
}

export const PATIENCE: Patience = { first: 500, most: 5_000, times: 120 };

/**
 * Has IAM look up what a principal last used, down to actions, and reads the result. The file's name and its
 * `resource` say whose it is, which IAM's answer does not.
 *
 * @throws InputError if the job fails or does not end
 */
export async function readLastAccessed(
  { kind, name, arn }: Principal,
  session: Session,
  keep: Keep,
  patience: Patience,
): Promise<void> {
  await kept(keep, `last-accessed/${kind}s/${name}.last-accessed.json`, async () => {
    const answer = await ask(arn, session, patience);
    return { resource: arn, ...answer };
  });
}

async function ask(Arn: string, { iam, http }: Session, patience: Patience): Promise<JsonObject> {
  const job = new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'ACTION_LEVEL' });
  const JobId = required((await iam.send(job, http)).JobId, 'JobId');
  const get = (Marker?: string): Promise<GetServiceLastAccessedDetailsCommandOutput> =>
    iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, Marker }), http);
  let answer = await get();
  let pause = patience.first;
  for (let times = 1; answer.JobStatus === 'IN_PROGRESS'; times++) {
    if (times >= patience.times) {
      throw new InputError(`IAM does not finish its look at ${Arn}`, {
        hint: 'Go on a little later with --resume.',
      });
    }
    await wait(pause, undefined, { signal: http.abortSignal });
    pause = Math.min(pause * 2, patience.most);
    answer = await get();
  }
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
