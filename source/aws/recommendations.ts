import {
  GenerateFindingRecommendationCommand,
  GetFindingRecommendationCommand,
  type GetFindingRecommendationCommandOutput,
} from '@aws-sdk/client-accessanalyzer';
import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { type Keep, kept, safeName } from './keep.ts';
import { pages, required } from './pages.ts';
import { type Patience, untilDone } from './patience.ts';
import { plain } from './plain.ts';
import { pool } from './pool.ts';
import type { AwsSession } from './session.ts';

const CONCURRENCY = 4;

/** How many recommendations were read, and notes on those that AWS did not make. */
export interface RecommendationsRead {
  readonly count: number;
  readonly notes: readonly string[];
}

/**
 * Asks AWS for a recommendation for each finding and keeps each in a file. This starts work on AWS's side, but changes
 * nothing there.
 *
 * @param ask starts the work for one finding, waits for it, and returns all its pages
 */
export async function keepRecommendations(
  ids: readonly string[],
  ask: (id: string) => Promise<JsonObject>,
  signal: AbortSignal | undefined,
  keep: Keep,
  onProgress: (text: string) => void,
): Promise<RecommendationsRead> {
  const notes: string[] = [];
  let done = 0;
  await pool(ids, CONCURRENCY, signal, async (id) => {
    try {
      await kept(keep, `recommendations/${safeName(id)}.json`, () => ask(id));
    } catch (error) {
      if (!isRefused(error)) throw error;
      notes.push(`there is no recommendation for the finding ${id}: ${error.message}`);
    }
    onProgress(`recommendations: ${++done} of ${ids.length}`);
  });
  return { count: ids.length - notes.length, notes: notes.sort() };
}

/** Thrown where AWS has nothing to recommend for a finding. */
class NothingRecommended extends Error {
  override readonly name = 'NothingRecommended';
}

/** Whether an error concerns only one finding: the others may still have recommendations. */
function isRefused(error: unknown): error is Error {
  if (error instanceof NothingRecommended) return true;
  const cause = error instanceof InputError && error.cause instanceof Error ? error.cause.name : '';
  return /^(Validation|ResourceNotFound|InvalidInput)/.test(cause);
}

/** Asks Access Analyzer for a recommendation: starts the work, waits for it, and puts its pages together. */
export async function askAccessAnalyzer(
  analyzerArn: string,
  id: string,
  { analyzer, http }: AwsSession,
  patience: Patience,
): Promise<JsonObject> {
  await analyzer.send(new GenerateFindingRecommendationCommand({ analyzerArn, id }), http);
  const get = (nextToken?: string): Promise<GetFindingRecommendationCommandOutput> =>
    analyzer.send(new GetFindingRecommendationCommand({ analyzerArn, id, nextToken }), http);
  const { first, steps } = await wholeRecommendation(
    get,
    {
      status: (page) => required(page.status, 'status'),
      fault: (page) => page.error?.message,
      steps: (page) => required(page.recommendedSteps, 'recommendedSteps'),
      next: (page) => page.nextToken,
    },
    patience,
    http.abortSignal,
    `Access Analyzer does not finish its recommendation for the finding ${id}`,
  );
  return plain({ ...first, recommendedSteps: steps, nextToken: undefined });
}

/** Where the parts of a recommendation stand in a page of one of AWS's services. */
interface RecommendationPage<P> {
  readonly status: (page: P) => string;
  readonly fault: (page: P) => string | undefined;
  readonly steps: (page: P) => readonly object[];
  readonly next: (page: P) => string | undefined;
}

/**
 * Waits until a recommendation is ready, and returns the steps of all its pages.
 *
 * @param late the message if it is not finished in time
 * @throws NothingRecommended where it ended without success
 */
export async function wholeRecommendation<P>(
  get: (token?: string) => Promise<P>,
  { status, fault, steps, next }: RecommendationPage<P>,
  patience: Patience,
  signal: AbortSignal | undefined,
  late: string,
): Promise<{ readonly first: P; readonly steps: readonly object[] }> {
  const first = await untilDone(get, (page) => status(page) === 'IN_PROGRESS', patience, signal, late);
  if (status(first) !== 'SUCCEEDED')
    throw new NothingRecommended(fault(first) ?? `it ended with ${status(first)}`);
  const all: object[] = [];
  for await (const page of pages(
    (token) => (token === undefined ? Promise.resolve(first) : get(token)),
    next,
  ))
    for (const each of steps(page)) all.push(each);
  return { first, steps: all };
}
