import { sha256 } from '../base/digest.ts';
import { parseJson } from '../base/json.ts';

/**
 * What ties decisions and results to a policy document: SHA-256 of its value as JSON without any layout. Indentation and
 * the ends of lines make no difference; numbers keep their text, and keys their order.
 *
 * @param text the document
 * @throws InputError if it is not JSON
 */
export function policyDigest(text: string): string {
  return sha256(JSON.stringify(parseJson(text, '').value));
}

/**
 * Whether a digest is that of a policy document. Records of before have SHA-256 of the text; of these only other ends of
 * lines are told from another policy.
 */
export function isPolicyDigest(digest: string, text: string): boolean {
  if (digest === policyDigest(text)) return true;
  const lines = text.replaceAll('\r\n', '\n');
  return [text, lines, lines.replaceAll('\n', '\r\n')].some((each) => sha256(each) === digest);
}
