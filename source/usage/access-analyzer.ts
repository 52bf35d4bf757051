import { isObject } from '../base/json.ts';
import { field, hasField, items, type Located, object, optionalDate, optionalText } from '../base/located.ts';
import { isArn } from './arn.ts';
import type { Finding, FindingOptions, FindingsRead } from './finding.ts';
import { goesOn } from './pages.ts';
import { notesOnRows, readRow } from './rows.ts';

/** Whether it looks like the output of `aws accessanalyzer get-finding-v2`, or a page of it. */
export function isAccessAnalyzerFinding(located: Located): boolean {
  return hasField(located, 'findingDetails');
}

/** Whether it is an item of `findingDetails`. */
export function isFindingDetail(located: Located): boolean {
  return hasField(located, 'unusedPermissionDetails');
}

/**
 * Reads the output of `aws accessanalyzer get-finding-v2`. If it is not about unused permissions, the result is a note
 * and no finding. `settleFindings` decides whether a finding is still active, once all findings are known.
 *
 * @throws InputError where a field has the wrong type
 */
export function readAccessAnalyzerFinding(located: Located, options: FindingOptions): FindingsRead {
  const { file } = located;
  const id = optionalText(field(object(located), 'id'));
  const principal = optionalText(field(located, 'resource')) ?? options.principal;
  const account = optionalText(field(located, 'resourceOwnerAccount'));
  const status = optionalText(field(located, 'status'));
  const type = optionalText(field(located, 'findingType'));
  const analyzedAt = optionalDate(field(located, 'analyzedAt'));
  const error = optionalText(field(located, 'error'));
  const truncated = goesOn(located);
  const details = items(field(located, 'findingDetails'));
  const name = ['finding', id, principal && `of ${principal}`].filter(Boolean).join(' ');

  const about = details.filter(isFindingDetail);
  const services = about.map((detail) => readRow(field(detail, 'unusedPermissionDetails')));
  const notes = [
    ...notesOnRows(services),
    ...otherDetails(details),
    ...(error === undefined
      ? []
      : [`Access Analyzer met the error ${error}, so the finding may be incomplete`]),
  ];

  if (about.length === 0 && (details.length > 0 || (type !== undefined && type !== 'UnusedPermission'))) {
    const what = type === undefined ? '' : ` but ${type}`;
    return {
      findings: [],
      notes: [`${file}: ${name} is not about unused permissions${what} and therefore left out`],
    };
  }
  const finding: Finding = {
    file,
    source: 'access-analyzer',
    ...(id === undefined ? {} : { id }),
    ...(principal === undefined ? {} : { principal }),
    // An ARN names its account itself.
    ...(account === undefined || principal === undefined || isArn(principal) ? {} : { account }),
    ...(status === undefined ? {} : { status }),
    ...(analyzedAt === undefined ? {} : { analyzedAt }),
    services,
    notes,
    ...(truncated ? { truncated } : {}),
  };
  return { findings: [finding], notes: [] };
}

/**
 * One note for each kind of detail that says nothing about permissions. @throws InputError where one is not an object
 */
function otherDetails(details: readonly Located[]): string[] {
  const counts = new Map<string, number>();
  for (const detail of details) {
    const { value } = object(detail);
    if (isFindingDetail(detail) || !isObject(value)) continue;
    const kind = Object.keys(value)[0] ?? 'nothing';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} × ${kind} left out: not about unused permissions`);
}
