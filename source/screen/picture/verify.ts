import { visible } from '../../base/visible.ts';
import type { Certificate } from '../../proof/certificate.ts';
import type { Scene } from '../scene.ts';
import type { Glyphs, Style } from '../theme.ts';
import { EMPTY_LINE, type Line, paragraph, piece } from './text.ts';

/** The proof of the policy as it now stands: law by law, and what departs from the finding on purpose. */
export function verifyLines(scene: Scene, width: number): Line[] {
  const { notes } = scene;
  const lines = proofLines(scene, width);
  if (notes.length === 0) return lines;
  const told = notes.flatMap((note) => paragraph(visible(note), width, 'plain', 2));
  return [...lines, EMPTY_LINE, [piece('Notes on the inputs', 'strong')], ...told];
}

function proofLines({ proof, theme }: Scene, width: number): Line[] {
  switch (proof?.kind) {
    case undefined:
    case 'working':
      return [[piece('Checking the laws…', 'strong')]];
    case 'failed':
      return paragraph(`It could not be checked: ${visible(proof.message)}`, width, 'error');
    case 'done':
      return certificateLines(proof.certificate, width, theme.glyphs);
  }
}

type Verdict = Certificate['laws'][number]['verdict'];

const VERDICTS: Readonly<Record<Verdict, { readonly text: string; readonly style: Style }>> = {
  holds: { text: 'holds', style: 'safe' },
  refuted: { text: 'refuted', style: 'error' },
  undecided: { text: 'undecided, which counts as refuted', style: 'error' },
  'not-applicable': { text: 'does not apply', style: 'dim' },
};

function certificateLines(certificate: Certificate, width: number, glyphs: Glyphs): Line[] {
  const { laws, ok, deviations, size, catalog, tool } = certificate;
  const lines: Line[] = [
    ok
      ? [
          piece(`${glyphs.holds} `, 'safe'),
          piece('Every law holds for the policy as it now stands.', 'strong'),
        ]
      : [
          piece(`${glyphs.fails} `, 'error'),
          piece('A law is broken, so the result will not be written.', 'error'),
        ],
    EMPTY_LINE,
  ];
  for (const { law, name, verdict, checked, counterexample } of laws) {
    const { text, style } = VERDICTS[verdict];
    lines.push([piece(`${law} `, 'dim'), piece(visible(name), 'strong'), piece('  '), piece(text, style)]);
    lines.push(...paragraph(visible(checked), width, 'dim', 2));
    if (counterexample !== undefined)
      lines.push(...paragraph(visible(counterexample.message), width, 'error', 2));
  }
  lines.push(EMPTY_LINE, [piece('Departures on purpose', 'strong')]);
  if (deviations.length === 0)
    lines.push(...paragraph('None: the result is what the finding asks for.', width, 'dim', 2));
  for (const { kind, action, statement, reason, by } of deviations) {
    const where = statement === undefined ? '' : ` in statement ${statement + 1}`;
    const why = reason === undefined ? '' : `: ${visible(reason)}`;
    lines.push(
      ...paragraph(
        `${kind === 'kept' ? 'Keeps' : 'Removes'} ${visible(action)}${where}, decided by ${visible(by ?? '')}${why}`,
        width,
        'plain',
        2,
      ),
    );
  }
  lines.push(
    EMPTY_LINE,
    ...paragraph(
      `${size.before.toLocaleString('en')} characters before, ${size.after.toLocaleString('en')} after, as IAM counts them. Catalogue of ${catalog.date}; ${tool.name} ${tool.version}.`,
      width,
      'dim',
    ),
  );
  return lines;
}
