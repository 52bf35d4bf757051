import { stemOf } from '../account/file-name.ts';
import { readPrincipalArn } from '../usage/arn.ts';
import type { Finding } from '../usage/finding.ts';
import type { Collection } from './collect.ts';

const ENDING = /(?<=.)\.last-accessed$/;

/**
 * Finds the principals of last-accessed reports that do not name one (product: "Nothing is guessed"). A file name that
 * *is* the name of a known principal, with or without `.last-accessed` after it, tells. Any other report is used, for
 * whatever it is given with, only where no principal is known and it is the only report. Otherwise it is left out, since
 * it may be about any of them.
 */
export function attributed({ findings, principals, warnings }: Collection): Finding[] {
  const isOpen = ({ source, principal }: Finding): boolean =>
    source === 'last-accessed' && principal === undefined;
  const reports = findings.filter(isOpen);
  if (reports.length === 0) return findings;
  const known = new Set(principals.map(({ name }) => name));
  for (const { principal } of findings)
    if (principal !== undefined) known.add(readPrincipalArn(principal)?.name ?? principal);
  const isAlone = known.size === 0 && new Set(reports.map(({ file }) => file)).size === 1;
  return findings.flatMap((finding) => {
    if (!isOpen(finding)) return [finding];
    const stem = stemOf(finding.file);
    const principal = [stem, stem.replace(ENDING, '')].find((name) => known.has(name));
    if (principal !== undefined) {
      const note = `it does not say whose it is; its file bears the name of ${principal}`;
      return [{ ...finding, principal, notes: [...finding.notes, note] }];
    }
    if (isAlone) return [finding];
    warnings.push(
      `${finding.file}: this report does not say whose it is, so it is not used; --principal says it, or the name of the file, where that is the principal's name`,
    );
    return [];
  });
}
