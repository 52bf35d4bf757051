import { visible } from '../../base/visible.ts';
import { againstQuota, counted, thousands } from '../../base/words.ts';
import type { Certificate, CertifiedCalls } from '../../proof/certificate.ts';
import type { Frame } from '../frame.ts';
import { append, EMPTY_LINE, type Line, paragraph, piece } from '../picture/text.ts';
import type { Style } from '../theme.ts';
import { moment } from './meaning.ts';

/** The proof of the policy as it stands: law by law, and where it departs from what was reported. */
export function verificationLines(frame: Frame, width: number): Line[] {
  const { proof, run } = frame;
  return [
    ...proofLines(frame, proof, width),
    ...toldLines('Warnings', run.warnings, width),
    ...toldLines('Notes', run.notes, width),
  ];
}

function toldLines(title: string, texts: readonly string[], width: number): Line[] {
  if (texts.length === 0) return [];
  return [
    EMPTY_LINE,
    [piece(title, 'strong')],
    ...texts.flatMap((text) => paragraph(visible(text), width, 'plain', 2)),
  ];
}

function proofLines(frame: Frame, proof: Frame['proof'], width: number): Line[] {
  switch (proof?.kind) {
    case undefined:
    case 'working':
      return [[piece('The laws are being checked …', 'strong')]];
    case 'failed':
      return paragraph(`It could not be checked: ${visible(proof.why)}`, width, 'error');
    case 'done':
      return certificateView(frame, proof.certificate, width);
  }
}

const VERDICT_TEXTS = {
  holds: { text: 'holds', style: 'good' },
  refuted: { text: 'refuted', style: 'error' },
  undecided: { text: 'undecided, which counts as refuted', style: 'error' },
  'not-applicable': { text: 'does not apply', style: 'dim' },
} as const satisfies Record<string, { readonly text: string; readonly style: Style }>;

function certificateView({ theme: { glyphs } }: Frame, certificate: Certificate, width: number): Line[] {
  const { laws, ok, counts, deviations, size, catalog, tool, calls } = certificate;
  const lines: Line[] = [
    ok
      ? [piece(`${glyphs.holds} `, 'good'), piece('Every law holds for what would be written now.', 'strong')]
      : [
          piece(`${glyphs.fails} `, 'error'),
          piece('A law is broken: this result will not be written.', 'error'),
        ],
    ...paragraph(
      `${thousands(counts.before)} actions allowed before, ${thousands(counts.now)} now: ${thousands(counts.gone)} gone as reported, ${thousands(counts.goneOnPurpose)} gone on purpose, ${thousands(counts.keptOnPurpose)} kept on purpose, ${thousands(counts.open)} open.`,
      width,
    ),
    EMPTY_LINE,
  ];
  for (const { law, name, verdict, checked, counterexample } of laws) {
    const { text, style } = VERDICT_TEXTS[verdict];
    lines.push([piece(`${law} `, 'dim'), piece(visible(name), 'strong'), piece('  '), piece(text, style)]);
    append(lines, paragraph(visible(checked), width, 'dim', 2));
    if (counterexample !== undefined)
      append(lines, paragraph(visible(counterexample.message), width, 'error', 2));
  }
  lines.push(EMPTY_LINE, [piece('Deviations', 'strong')]);
  if (deviations.length === 0)
    append(lines, paragraph('None: what was reported goes, and all else stays.', width, 'dim', 2));
  for (const deviation of deviations) {
    const where = deviation.statement === undefined ? '' : ` in statement ${deviation.statement + 1}`;
    const what = `${visible(deviation.action)}${where}`;
    append(
      lines,
      paragraph(
        deviation.kind === 'open'
          ? `open: ${what} stays until somebody decides`
          : deviationText(deviation, what),
        width,
        'plain',
        2,
      ),
    );
  }
  if (calls !== undefined) append(lines, [EMPTY_LINE, ...paragraph(callsText(calls), width)]);
  append(lines, [
    EMPTY_LINE,
    ...paragraph(
      `${thousands(size.before)} characters before, ${thousands(size.after)} after${againstQuota(size.after, size.quota)}, as IAM counts them. Catalogue of ${catalog.date}; ${tool.name} ${tool.version}.`,
      width,
      'dim',
    ),
  ]);
  return lines;
}

function callsText({ events, first, last, kept, denied }: CertifiedCalls): string {
  const days =
    first === undefined || last === undefined ? '' : ` of ${first.slice(0, 10)} to ${last.slice(0, 10)}`;
  const stays = `${counted(kept.length, 'action')} kept because of them`;
  return `${counted(events, 'call')}${days} looked at: ${stays}, ${counted(denied.length, 'called action')} no longer allowed. Only actions are compared.`;
}

function deviationText(
  { kind, by, at, reason, until }: Exclude<Certificate['deviations'][number], { kind: 'open' }>,
  what: string,
): string {
  const how = kind === 'kept' ? 'kept on purpose' : 'removed on purpose';
  const end = until === undefined ? '' : ` until ${visible(until)}`;
  const why = reason === undefined ? '' : `: ${visible(reason)}`;
  return `${how}${end}: ${what}, by ${visible(by)}, ${moment(at)}${why}`;
}
