import type { JsonValue } from '../base/json.ts';
import { field, hasField, invalid, items, type Located, locate } from '../base/located.ts';
import { isAccessAnalyzerFinding, isFindingDetail, readAccessAnalyzerFinding } from './access-analyzer.ts';
import type { FindingOptions, FindingsRead, UnusedService } from './finding.ts';
import { isLastAccessed, readLastAccessedReport } from './last-accessed.ts';
import { refusal } from './refused.ts';
import { isRow, notesOnRows, readRow } from './rows.ts';

/** Whether it looks like a finding of any shape. */
export function isFinding(located: Located): boolean {
  return (
    isAccessAnalyzerFinding(located) ||
    isLastAccessed(located) ||
    isRow(located) ||
    isFindingDetail(located) ||
    isRows(located)
  );
}

/** Whether it is the short form: a list of rows. An empty list reports nothing. */
function isRows({ value, file, path }: Located): boolean {
  return Array.isArray(value) && value.every((item) => isShort(locate(item, file, path)));
}

function isShort(located: Located): boolean {
  // A finding may carry the field of a row by chance; it is a finding all the same.
  return (isRow(located) || isFindingDetail(located)) && !isAccessAnalyzerFinding(located);
}

/**
 * Reads unused access of any shape: the short form, `get-finding-v2`, `get-service-last-accessed-details`, and lists
 * of them.
 *
 * @param value the parsed file, or a part of it
 * @param file what to call it in errors
 * @throws InputError with a path such as `findingDetails[1].unusedPermissionDetails.actions[3]` where something has
 *   the wrong type; with the AWS CLI command to use for what names no actions; and for what is not a finding at all
 */
export function readFinding(value: JsonValue, file: string, options: FindingOptions = {}): FindingsRead {
  return readFindingAt(locate(value, file), options);
}

/** Like `readFinding`, for a part of a file. */
export function readFindingAt(located: Located, options: FindingOptions): FindingsRead {
  if (isAccessAnalyzerFinding(located)) return readAccessAnalyzerFinding(located, options);
  if (isLastAccessed(located)) return readLastAccessedReport(located, options);
  const refused = refusal(located);
  if (refused !== undefined) throw refused;
  if (isShort(located)) return readRows(located, [located], options);
  if (isRows(located)) return readRows(located, items(located), options);
  if (Array.isArray(located.value))
    return joinReads(items(located).map((item) => readFindingAt(item, options)));
  throw invalid(
    located,
    'this is not a finding',
    'Known are the output of aws accessanalyzer get-finding-v2, of aws iam get-service-last-accessed-details, and [{"serviceNamespace": "s3", "actions": ["GetObject"]}].',
  );
}

function readRows({ file }: Located, rows: readonly Located[], { principal }: FindingOptions): FindingsRead {
  const services: UnusedService[] = rows.map((row) =>
    readRow(hasField(row, 'unusedPermissionDetails') ? field(row, 'unusedPermissionDetails') : row),
  );
  const notes =
    rows.length === 0 ? ['the list is empty, so nothing counts as unused'] : notesOnRows(services);
  return {
    findings: [{ file, ...(principal === undefined ? {} : { principal }), services, notes }],
    notes: [],
  };
}

function joinReads(reads: readonly FindingsRead[]): FindingsRead {
  return {
    findings: reads.flatMap(({ findings }) => findings),
    notes: reads.flatMap(({ notes }) => notes),
  };
}
