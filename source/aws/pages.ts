import { InputError } from '../base/errors.ts';

/**
 * Goes through all pages of an answer.
 *
 * @param ask gets one page; the token is undefined for the first
 * @param next the token of the page after this one, undefined at the end
 * @throws InputError if a page leads back to itself, which would never end
 */
export async function* pages<T>(
  ask: (token: string | undefined) => Promise<T>,
  next: (page: T) => string | undefined,
): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    const following = next(page) || undefined;
    if (following !== undefined && following === token) {
      throw new InputError('AWS gives the same page again and again', { hint: 'Try again later.' });
    }
    token = following;
  } while (token !== undefined);
}

/** The next page's token as IAM gives it. */
export function marker(page: {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}): string | undefined {
  return page.IsTruncated === true ? page.Marker : undefined;
}

/**
 * Requires a part that every answer of AWS has. Where it is missing, the answer is not AWS's and must not be read as
 * "there is none".
 *
 * @param what its name in the AWS API
 * @throws InputError
 */
export function required<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new InputError(`the answer of AWS lacks ${what}`, {
    hint: 'Check AWS_ENDPOINT_URL, and whether a proxy or a sign-in page of the network answers instead.',
  });
}
