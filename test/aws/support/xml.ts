/** What a query-protocol answer consists of; dates are ISO 8601 texts. */
export type Shape =
  | string
  | number
  | boolean
  | readonly Shape[]
  | { readonly [name: string]: Shape | undefined };

/** An IAM answer: `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`, lists as `<member>`s. */
export function queryAnswer(
  operation: string,
  result: { readonly [name: string]: Shape | undefined },
): string {
  return `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${content(result)}</${operation}Result><ResponseMetadata><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ResponseMetadata></${operation}Response>`;
}

/** An IAM error, as the documentation of its common errors has it. */
export function queryError(code: string, message: string): string {
  return `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ErrorResponse>`;
}

function content(value: Shape): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${content(item)}</member>`).join('');
  if (typeof value !== 'object') return escaped(String(value));
  return Object.entries(value)
    .map(([name, item]) => (item === undefined ? '' : `<${name}>${content(item)}</${name}>`))
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
