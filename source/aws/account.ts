import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { type Keep, kept } from './keep.ts';
import { marker } from './pages.ts';
import { plain } from './plain.ts';
import type { AwsSession } from './session.ts';

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'];

/**
 * Reads all users, groups, roles and policies of an account, page by page. Each page is kept with the marker of the next
 * one, so that a stopped pull can go on from there.
 */
export async function* readAccount({ iam, http }: AwsSession, keep: Keep): AsyncGenerator<JsonObject> {
  let Marker: string | undefined;
  for (let number = 1; ; number++) {
    const page = await kept(keep, `account/page-${String(number).padStart(4, '0')}.json`, async () => {
      const answer = await iam.send(new GetAccountAuthorizationDetailsCommand({ Marker }), http);
      const made = plain(answer);
      if (!LISTS.some((list) => Array.isArray(made[list]))) {
        throw new InputError('the answer of AWS has none of the lists that account details consist of', {
          hint: 'Check AWS_ENDPOINT_URL, and whether a proxy or a sign-in page of the network answers instead.',
        });
      }
      return made;
    });
    yield page;
    const next = marker(page as { IsTruncated?: boolean; Marker?: string });
    if (next === undefined || next === '') return;
    if (next === Marker) {
      throw new InputError('AWS gives the same page again and again', { hint: 'Try again later.' });
    }
    Marker = next;
  }
}
