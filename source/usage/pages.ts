import { field, type Located, optionalText } from '../base/located.ts';

/**
 * Whether an answer of AWS goes on with a further page. The API says so with `IsTruncated` and `Marker`, or with
 * `NextToken` and `nextToken`, which the AWS CLI also leaves where it stopped itself (`--max-items`).
 *
 * @throws InputError where a marker is not a string
 */
export function goesOn(located: Located): boolean {
  if (field(located, 'IsTruncated').value === true) return true;
  return ['Marker', 'NextToken', 'nextToken'].some((key) => optionalText(field(located, key)) !== undefined);
}
