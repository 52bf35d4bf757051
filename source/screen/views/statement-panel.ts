import { diffLines } from 'diff';
import { writeJson } from '../../base/json.ts';
import { visible } from '../../base/visible.ts';
import { shaped } from '../../policy/edit.ts';
import type { StatementOutcome } from '../../refine/outcome.ts';
import type { TreeRow } from '../../review/session/row.ts';
import type { PolicyTree } from '../../review/session/tree.ts';
import type { Frame } from '../frame.ts';
import { append, EMPTY_LINE, type Line, paragraph, piece, wrapped } from '../picture/text.ts';
import { signedLine, signsOf } from './diff.ts';
import { heading, standingOf } from './meaning.ts';

/**
 * The panel of a statement's row: the statement itself, as the diff would show it. Its actions come last, however many
 * there are: on which resources it is and under which conditions is read before them.
 */
export function statementPanel(
  frame: Frame,
  tree: PolicyTree,
  outcome: StatementOutcome,
  row: TreeRow,
  width: number,
): Line[] {
  const { policy } = tree.policy.case;
  const statement = policy.statements[outcome.index];
  if (statement === undefined) return [];
  const { [statement.element]: actions, ...others } = statement.value;
  const ordered = actions === undefined ? others : { ...others, [statement.element]: actions };
  const before = writeJson(ordered, policy.text, ' ');
  const after =
    outcome.fate === 'goes'
      ? ''
      : outcome.fate === 'stays'
        ? before
        : writeJson(
            { ...others, [statement.element]: shaped(statement, [...outcome.result]) },
            policy.text,
            ' ',
          );
  const signs = signsOf(outcome.entries);
  const lines: Line[] = heading(
    `Statement ${outcome.index + 1}${statement.sid === undefined ? '' : ` ${visible(statement.sid)}`}`,
    standingOf(row),
    width,
    frame.theme.glyphs.ellipsis,
  );
  const why = whyUnchanged(outcome);
  if (why !== undefined) append(lines, paragraph(why, width));
  lines.push(EMPTY_LINE);
  for (const { added, removed, value } of diffLines(before, after)) {
    if (value === '') continue;
    const sign = added ? '+' : removed ? '-' : ' ';
    for (const text of value.replace(/\n$/, '').split('\n')) {
      const [first = '', ...rest] = wrapped(
        visible(text).replace(/^ +/, (blanks) => '\u00a0'.repeat(blanks.length)),
        width - 4,
      );
      lines.push(signedLine(sign, first.replaceAll('\u00a0', ' '), signs, frame.theme.glyphs, text));
      for (const more of rest)
        lines.push([
          piece(`      ${more.replaceAll('\u00a0', ' ')}`, added ? 'added' : removed ? 'removed' : 'plain'),
        ]);
    }
  }
  return lines;
}

function whyUnchanged({ kind, why, fate }: StatementOutcome): string | undefined {
  if (kind === 'untouched') {
    if (why === 'deny') return 'A Deny statement is never changed.';
    if (why === 'principal')
      return 'It names who it is for, so it belongs to a resource or a trust policy: it is never changed.';
    return 'It is never changed.';
  }
  if (fate === 'stays') return 'It stays as it is.';
  return fate === 'goes' ? 'Nothing of it is left, so the statement goes.' : undefined;
}
