import { structuredPatch } from 'diff';
import { visible } from '../../base/visible.ts';
import { outcomeOf } from '../../review/result.ts';
import { decisionsOf } from '../../review/state/context.ts';
import type { Scene } from '../scene.ts';
import { EMPTY_LINE, type Line, paragraph, piece } from './text.ts';

/** The policy as it now stands against what it was. */
export function diffLines(scene: Scene, width: number): readonly Line[] {
  const { context, state } = scene;
  const subject = context.subjects[state.place.subject];
  if (subject === undefined) return [];
  const list = decisionsOf(state.decisions, subject);
  const { text } = outcomeOf(subject, list);
  return compose(subject.policy.text, text, width);
}

function compose(before: string, after: string | null, width: number): Line[] {
  if (after === null)
    return [
      ...paragraph(
        'Nothing of the policy is left: it is to be detached, since IAM has no empty policy.',
        width,
        'strong',
      ),
      EMPTY_LINE,
      ...before.split('\n').map((line): Line => [piece(`- ${visible(line)}`, 'removed')]),
    ];
  if (before === after) return paragraph('The policy stays as it is.', width, 'strong');
  const { hunks } = structuredPatch('before', 'after', before, after, undefined, undefined, { context: 4 });
  const lines: Line[] = [];
  for (const { oldStart, oldLines, newStart, newLines, lines: hunk } of hunks) {
    if (lines.length > 0) lines.push(EMPTY_LINE);
    lines.push([piece(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, 'key')]);
    for (const line of hunk) {
      const text = `${line.slice(0, 1)} ${visible(line.slice(1).replace(/\r$/, ''))}`;
      lines.push([piece(text, line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'plain')]);
    }
  }
  return lines;
}
