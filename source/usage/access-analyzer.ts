import {
  field,
  hasField,
  isObject,
  items,
  object,
  optionalDate,
  optionalText,
  type View,
} from '../base/view.ts';
import type { Finding, FindingOptions, FindingsRead } from './finding.ts';
import { notesOnRows, readRow } from './rows.ts';

/** Is it the output of `aws accessanalyzer get-finding-v2`, or a page of it, by its looks? */
export function isAccessAnalyzerFinding(view: View): boolean {
  return hasField(view, 'findingDetails');
}

/** Is it one of the things that `findingDetails` lists? */
export function isFindingDetail(view: View): boolean {
  return hasField(view, 'unusedPermissionDetails');
}

/**
 * Reads the output of `aws accessanalyzer get-finding-v2`. One that is not about unused permissions gives no finding
 * but a note. Whether it is still active is for `settleFindings` to judge, when all that are given are known.
 *
 * @throws InputError where a field has the wrong type
 */
export function readAccessAnalyzerFinding(view: View, options: FindingOptions): FindingsRead {
  const { file } = view;
  const id = optionalText(field(object(view), 'id'));
  const principal = optionalText(field(view, 'resource')) ?? options.principal;
  const status = optionalText(field(view, 'status'));
  const type = optionalText(field(view, 'findingType'));
  const analyzedAt = optionalDate(field(view, 'analyzedAt'));
  const error = optionalText(field(view, 'error'));
  const truncated = optionalText(field(view, 'nextToken')) !== undefined;
  const details = items(field(view, 'findingDetails'));
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
    ...(status === undefined ? {} : { status }),
    ...(analyzedAt === undefined ? {} : { analyzedAt }),
    services,
    notes,
    ...(truncated ? { truncated } : {}),
  };
  return { findings: [finding], notes: [] };
}

/** One note for each kind of detail that says nothing about permissions. @throws InputError where one is no object */
function otherDetails(details: readonly View[]): string[] {
  const counts = new Map<string, number>();
  for (const detail of details) {
    const { value } = object(detail);
    if (isFindingDetail(detail) || !isObject(value)) continue;
    const kind = Object.keys(value)[0] ?? 'nothing';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} × ${kind} left out: not about unused permissions`);
}
