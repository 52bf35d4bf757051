import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import { pool } from './pool.ts';

export interface DownloadOptions {
  /** How many files are requested at a time. */
  readonly concurrency?: number;
  /** How often a file is requested before it is an error; permanent failures are not tried again. */
  readonly attempts?: number;
  /** Milliseconds between the first attempt and the second; twice as long before each further one. */
  readonly delay?: number;
  /** Milliseconds after which a request is given up. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** Called whenever a file has come. */
  readonly onFile?: () => void;
}

/** More than any file of the service reference needs, and little enough to hold in memory. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Gets JSON files. Redirects are not followed: only the named hosts are asked.
 *
 * @param read reads a file as soon as it has come; it also gets the address, for errors
 * @returns what `read` made, in the order of the addresses
 * @throws InputError as soon as one file cannot be had, or is not JSON; what `read` throws; the reason of `signal`
 */
export async function download<T>(
  urls: readonly URL[],
  read: (value: JsonValue, url: string) => T,
  options: DownloadOptions = {},
): Promise<T[]> {
  return pool(urls, options.concurrency ?? 8, options.signal, async (url, signal) => {
    const made = read(await fetchJson(url, options, signal), url.href);
    options.onFile?.();
    return made;
  });
}

/** Thrown inside this module for failures that another attempt may overcome. */
class Passing extends Error {
  override readonly name = 'Passing';
}

async function fetchJson(url: URL, options: DownloadOptions, signal: AbortSignal): Promise<JsonValue> {
  const attempts = options.attempts ?? 4;
  for (let attempt = 1; ; attempt++) {
    try {
      return parse(await fetchText(url, options, signal), url);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      if (attempt >= attempts) throw new InputError(error.message, { hint: HINT });
      await wait((options.delay ?? 500) * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

const HINT =
  'Try again later; behind a proxy, set NODE_USE_ENV_PROXY=1 as well. Without a network: coppice catalog import.';

async function fetchText(
  url: URL,
  { timeout = 60_000 }: DownloadOptions,
  signal: AbortSignal,
): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  let response: Response;
  try {
    response = await fetch(url, { redirect: 'manual', signal: limit });
  } catch (error) {
    throw new Passing(`${url.host} cannot be reached: ${reasonOf(error)}`);
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    const says = `${url.href} answers ${response.status}`;
    if (response.status === 429 || response.status >= 500) throw new Passing(says);
    throw new InputError(says, { hint: HINT });
  }
  try {
    return await bodyText(response, url);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new Passing(`${url.href} did not come whole: ${reasonOf(error)}`);
  }
}

async function bodyText(response: Response, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new InputError(`${url.href} is larger than a service's file can be`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string, url: URL): JsonValue {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue;
  } catch {
    throw new InputError(`the answer of ${url.href} is not JSON`, {
      hint: 'Something else may answer in its place, such as the sign-in page of a network.',
    });
  }
}

/** The reason of an error, which Node hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
