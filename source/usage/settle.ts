import type { Finding, FindingOptions, FindingsRead } from './finding.ts';

const OVER = new Set(['RESOLVED', 'ARCHIVED']);

/**
 * Puts the pages of each finding together. Where there are several readings of one finding, or of one principal's
 * last-accessed details, the newest counts: what an older one calls unused may have been used since. Then it leaves out
 * findings that are resolved or archived, unless asked for.
 *
 * The short form, and findings with neither id nor principal, are not compared with anything.
 */
export function settleFindings(findings: readonly Finding[], options: FindingOptions = {}): FindingsRead {
  const groups = new Map<string, Finding[]>();
  for (const [index, finding] of findings.entries()) {
    const key = keyOf(finding) ?? `alone ${index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const notes: string[] = [];
  const warnings: string[] = [];
  const joined = [...groups.values()].map((group) => joinGroup(group, notes, warnings));
  if (options.includeInactive === true) return { findings: joined, notes, warnings };
  const isOver = ({ status }: Finding): boolean => status !== undefined && OVER.has(status);
  for (const finding of joined.filter(isOver)) {
    notes.push(`${finding.file}: ${nameOf(finding)} is ${finding.status} and therefore left out`);
  }
  return { findings: joined.filter((finding) => !isOver(finding)), notes, warnings };
}

function keyOf({ source, id, principal, account = '' }: Finding): string | undefined {
  if (source === 'access-analyzer') return id === undefined ? undefined : `finding ${id}`;
  return source === 'last-accessed' && principal !== undefined
    ? `principal ${account} ${principal}`
    : undefined;
}

function joinGroup(group: readonly Finding[], notes: string[], warnings: string[]): Finding {
  const newest = group.map(momentOf).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const pages = group.filter((finding) => momentOf(finding) === newest);
  for (const older of group) {
    if (momentOf(older) !== newest)
      notes.push(`${older.file}: ${nameOf(older)} is left out, since a newer one is given`);
  }
  const [first] = pages;
  // A group always has a newest finding.
  if (first === undefined) throw new Error('a group of findings without a newest one');
  const { truncated: _, ...rest } = first;
  const isMissing = pages.every(({ truncated }) => truncated === true);
  if (isMissing) {
    warnings.push(
      `${first.file}: ${nameOf(first)} goes on with a page that is missing; what only that page calls unused stays`,
    );
  }
  return {
    ...rest,
    services: pages.flatMap(({ services }) => services),
    notes: [...new Set(pages.flatMap((page) => page.notes))],
    ...(isMissing ? { truncated: true } : {}),
  };
}

function momentOf({ analyzedAt }: Finding): number {
  return analyzedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(analyzedAt);
}

function nameOf({ id, principal, analyzedAt }: Finding): string {
  const what = id === undefined ? 'the list' : `finding ${id}`;
  const whose = principal === undefined ? '' : ` of ${principal}`;
  return `${what}${whose}${analyzedAt === undefined ? '' : ` from ${analyzedAt}`}`;
}
