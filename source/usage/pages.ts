import { field, type Located, optionalText } from '../base/located.ts';

/**
 * Does an answer of AWS go on with a page that is not in it? `IsTruncated` and `Marker` are what the API says,
 * `NextToken` and `nextToken` also what the AWS CLI leaves where it stopped itself (`--max-items`).
 *
 * @throws InputError where a marker is not a string
 */
export function goesOn(located: Located): boolean {
  if (field(located, 'IsTruncated').value === true) return true;
  return ['Marker', 'NextToken', 'nextToken'].some((key) => optionalText(field(located, key)) !== undefined);
}
