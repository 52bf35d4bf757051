import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import { InputError } from '../base/errors.ts';
import type { Keep } from './keep.ts';
import { required } from './pages.ts';
import type { Patience } from './patience.ts';
import { plain } from './plain.ts';
import { pool } from './pool.ts';
import type { AwsSession } from './session.ts';

/** The period for which calls are read. */
export interface CallsRequest {
  /** How many days back. */
  readonly days: number;
  /** The end of the period: when the pull first began; a resumed pull keeps it. */
  readonly until: Date;
}

/** The region in which global services, such as IAM, log calls. */
const GLOBAL_REGION = 'us-east-1';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Reads the management events that CloudTrail still has of an account, in the session's region and in us-east-1: day by
 * day, the newest first, with a file for each page. A page has the token of the next one, so that a stopped pull can go
 * on from there.
 *
 * @returns how many events there are
 */
export async function pullCalls(
  { days, until }: CallsRequest,
  session: AwsSession,
  keep: Keep,
  patience: Patience,
  onProgress: (text: string) => void,
): Promise<number> {
  const regions = [...new Set([session.region, GLOBAL_REGION])];
  let count = 0;
  const onEvents = (more: number): void => {
    count += more;
    onProgress(`calls: ${count}`);
  };
  // Each region has a limit of its own.
  await pool(regions, regions.length, session.http.abortSignal, async (region, signal) => {
    const there = session.inRegion(region);
    const client = there.open((config) => new CloudTrailClient(config));
    const ask = paced(patience.between, signal);
    for (const span of spans(days, until))
      await readSpan(span, region, client, { abortSignal: signal }, ask, keep, onEvents);
  });
  return count;
}

interface Span {
  /** The day, in ISO 8601. */
  readonly day: string;
  readonly StartTime: Date;
  readonly EndTime: Date;
}

/** The UTC days in a period, the newest first. */
function* spans(days: number, until: Date): Generator<Span> {
  const from = until.getTime() - days * DAY;
  for (let end = until.getTime(); end > from; ) {
    const start = Math.max(from, Math.floor((end - 1) / DAY) * DAY);
    yield {
      day: new Date(start).toISOString().slice(0, 10),
      StartTime: new Date(start),
      EndTime: new Date(end - 1),
    };
    end = start;
  }
}

async function readSpan(
  { day, StartTime, EndTime }: Span,
  region: string,
  client: CloudTrailClient,
  http: AwsSession['http'],
  ask: Paced,
  keep: Keep,
  onEvents: (more: number) => void,
): Promise<void> {
  let token: string | undefined;
  for (let number = 1; ; number++) {
    const name = `calls/${region}/${day}-${String(number).padStart(5, '0')}.json`;
    let page = keep.read(name);
    if (page === undefined) {
      const question = new LookupEventsCommand({ StartTime, EndTime, NextToken: token });
      const answer = await ask(() => client.send(question, http));
      page = plain({ Events: required(answer.Events, 'Events'), next: answer.NextToken });
      keep.write(name, page);
    }
    const { Events, next } = page;
    onEvents(Array.isArray(Events) ? Events.length : 0);
    if (typeof next !== 'string' || next === '') return;
    if (next === token)
      throw new InputError('AWS gives the same page again and again', { hint: 'Try again later.' });
    token = next;
  }
}

type Paced = (ask: () => Promise<LookupEventsCommandOutput>) => Promise<LookupEventsCommandOutput>;

/** Spaces requests: each waits until this many milliseconds have passed since the last one. */
function paced(between: number, signal: AbortSignal): Paced {
  let next = 0;
  return async (ask) => {
    const pause = next - Date.now();
    if (pause > 0) await wait(pause, undefined, { signal });
    next = Date.now() + between;
    return ask();
  };
}
