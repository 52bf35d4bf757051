import { visible } from '../../base/visible.ts';
import { patternEffect, patternRefusal } from '../../review/state/dialog.ts';
import type { Mode, Question } from '../../review/state/mode.ts';
import { count } from '../../review/state/say.ts';
import type { Scene } from '../scene.ts';
import { EMPTY_LINE, type Line, paragraph, piece } from './text.ts';

type FieldMode = Extract<Mode, { kind: 'field' }>;

/** What a field asks for. */
export function questionTitle(question: Question): string {
  switch (question.kind) {
    case 'pattern':
      return `Edit ${visible(question.row)}`;
    case 'path':
      return `Write as ${question.format} to`;
    case 'until':
      return 'Until when? (YYYY-MM-DD; empty: for good)';
    case 'reason':
      return reasonTitle(question);
  }
}

function reasonTitle({ intent, required }: Extract<Question, { kind: 'reason' }>): string {
  const optional = required ? '' : ' (may stay empty)';
  switch (intent.kind) {
    case 'keep':
      return `Why keep what is unused?${optional}`;
    case 'widen':
      return `Why widen to ${visible(intent.row)}?${optional}`;
    case 'edit':
      return `Why let unused actions back in?${optional}`;
    case 'drop':
      return `Why remove what nobody reported?${optional}`;
    default:
      return `Why?${optional}`;
  }
}

/** What to know below a field: what an answer would do, and why the last one was refused. */
export function questionLines(scene: Scene, mode: FieldMode, width: number): Line[] {
  const { question, refusal } = mode;
  const lines: Line[] =
    refusal === undefined
      ? []
      : [...paragraph(`${scene.theme.glyphs.warning} ${refusal}`, width, 'error'), EMPTY_LINE];
  switch (question.kind) {
    case 'pattern':
      return [...lines, ...preview(scene, question.row, mode.value.trim(), width, refusal === undefined)];
    case 'reason':
      if (question.back.length === 0) return lines;
      return [
        ...lines,
        [
          piece(
            `${count(question.back.length, 'unused action')} come back:`.replace(
              '1 unused action come',
              '1 unused action comes',
            ),
            'mixed',
          ),
        ],
        ...question.back.map((action): Line => [piece(`  ${visible(action)}`)]),
      ];
    case 'until':
      return [...lines, ...paragraph('From that day on a check reports it again.', width, 'dim')];
    case 'path':
      return [
        ...lines,
        ...paragraph(
          'The decision record is written beside it. A file that exists is not replaced unasked.',
          width,
          'dim',
        ),
      ];
  }
}

/** What a pattern would do in the place of a grant, while it is being typed. */
function preview(scene: Scene, row: string, pattern: string, width: number, showRefusal: boolean): Line[] {
  const { context, state, theme } = scene;
  const refused = patternRefusal(context, state, row, pattern);
  const effect = patternEffect(context, state, row, pattern);
  if (refused !== undefined)
    return showRefusal ? paragraph(`${theme.glyphs.warning} ${refused}`, width, 'error') : [];
  if (effect === undefined) return [];
  const lines: Line[] = [[piece(`matches ${count(effect.matches, 'known action')}`, 'safe')]];
  if (effect.back.length === 0) lines.push([piece('brings nothing unused back', 'safe')]);
  else {
    lines.push([piece(`brings ${count(effect.back.length, 'unused action')} back:`, 'mixed')]);
    lines.push(...effect.back.map((action): Line => [piece(`  ${visible(action)}`)]));
  }
  if (effect.lost.length > 0) {
    lines.push([
      piece(`no longer grants ${count(effect.lost.length, 'action')} that nobody reported:`, 'mixed'),
    ]);
    lines.push(...effect.lost.map((action): Line => [piece(`  ${visible(action)}`)]));
  }
  return lines;
}
