import { visible } from '../../base/visible.ts';
import { againstQuota, counted, longest, thousands } from '../../base/words.ts';
import type { Certificate } from '../../proof/certificate.ts';
import type { LawVerdict } from '../../proof/types.ts';
import type { Style, Theme } from '../../screen/theme.ts';

function markOf(verdict: LawVerdict['verdict'], { glyphs }: Theme): string {
  switch (verdict) {
    case 'holds':
      return glyphs.holds;
    case 'refuted':
      return glyphs.fails;
    case 'undecided':
      return '?';
    case 'not-applicable':
      return glyphs.dot;
  }
}

const STYLES: Readonly<Record<LawVerdict['verdict'], Style>> = {
  holds: 'good',
  refuted: 'error',
  undecided: 'warning',
  'not-applicable': 'dim',
};

/** Verdicts as lines: the law, the verdict, what was checked, and the counterexample if there is one. */
export function lawLines(laws: readonly LawVerdict[], theme: Theme): string[] {
  const width = longest(laws, ({ name }) => name.length);
  return laws.flatMap(({ law, name, verdict, checked, counterexample }) => [
    `${theme.paint(STYLES[verdict], markOf(verdict, theme))} ${law} ${name.padEnd(width)}  ${visible(checked)}`,
    ...(counterexample === undefined ? [] : [`    ${theme.paint('error', visible(counterexample.message))}`]),
  ]);
}

/** A certificate as lines: the laws, the deviations on purpose, numbers and sizes, and what it was made with. */
export function certificateLines(certificate: Certificate, theme: Theme): string[] {
  const { laws, counts, deviations, size, catalog, tool } = certificate;
  return [
    ...lawLines(laws, theme),
    ...deviations.map(({ kind, action, by, reason }) =>
      visible(
        kind === 'open'
          ? `  open: ${action}`
          : `  ${kind} on purpose: ${action}, by ${by}${reason === undefined ? '' : ` (${reason})`}`,
      ),
    ),
    `  ${counted(counts.before, 'known action')} allowed before, ${thousands(counts.now)} now: ${countsText(counts)}`,
    `  ${thousands(size.before)} characters become ${thousands(size.after)}${againstQuota(size.after, size.quota)}, as IAM counts them`,
    visible(
      `  catalogue ${catalog.date} (sha256 ${catalog.sha256.slice(0, 12)}…), ${tool.name} ${tool.version}`,
    ),
  ];
}

/** What became of the known actions, in words. */
function countsText({ gone, goneOnPurpose, keptOnPurpose, open }: Certificate['counts']): string {
  return [
    `${thousands(gone)} gone as reported`,
    ...(goneOnPurpose === 0 ? [] : [`${thousands(goneOnPurpose)} gone on purpose`]),
    ...(keptOnPurpose === 0 ? [] : [`${thousands(keptOnPurpose)} kept on purpose`]),
    ...(open === 0 ? [] : [`${thousands(open)} open`]),
  ].join(', ');
}

/** The laws that do not hold, as one sentence. */
export function brokenLaws(laws: readonly LawVerdict[]): string {
  return laws
    .filter(({ verdict }) => verdict === 'refuted' || verdict === 'undecided')
    .map(
      ({ law, name, verdict, counterexample }) =>
        `law ${law} (${name}) is ${verdict}${counterexample === undefined ? '' : `: ${counterexample.message}`}`,
    )
    .join('; ');
}
