import { InputError } from '../base/errors.ts';

/** When coppice gives up on an answer. */
export interface AnswerLimits {
  readonly bytes: number;
  /** The time until the answer begins, and again until all of it has come. */
  readonly milliseconds: number;
}

/** Far more than any answer of AWS needs, and little enough to hold in memory. */
export const ANSWER_LIMITS: AnswerLimits = { bytes: 64 * 1024 * 1024, milliseconds: 120_000 };

/**
 * Reads the whole body of an answer. A server that is not AWS may send without end, or very slowly.
 *
 * @param body the stream, or a body that has been read already
 * @throws InputError if it is too long or takes too long; then nothing more of it is read
 */
export async function wholeAnswer(body: unknown, host: string, limits: AnswerLimits): Promise<unknown> {
  if (!isStream(body)) return body;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    body.destroy();
  }, limits.milliseconds);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > limits.bytes) throw tooMuch(host, limits);
      chunks.push(chunk);
    }
  } catch (error) {
    throw isLate ? tooSlow(host, limits) : error;
  } finally {
    clearTimeout(timer);
  }
  if (isLate) throw tooSlow(host, limits);
  return new Uint8Array(Buffer.concat(chunks));
}

interface BodyStream extends AsyncIterable<Uint8Array> {
  destroy(): void;
}

function isStream(body: unknown): body is BodyStream {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
}

const HINT = 'Check AWS_ENDPOINT_URL: something that is not AWS may answer in its place.';

function tooMuch(host: string, { bytes }: AnswerLimits): InputError {
  const megabytes = Math.ceil(bytes / (1024 * 1024));
  return new InputError(`${host} does not stop answering: more than ${megabytes} MB came`, { hint: HINT });
}

function tooSlow(host: string, { milliseconds }: AnswerLimits): InputError {
  const seconds = Math.ceil(milliseconds / 1000);
  return new InputError(`${host} does not come to an end with its answer: ${seconds} seconds have passed`, {
    hint: HINT,
  });
}
