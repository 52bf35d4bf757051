import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import { totalApproved } from '../../review/session/decide.ts';
import { columnsOf, overviewRowsOf } from '../../review/session/overview.ts';
import { rowAt, type TreeRow } from '../../review/session/row.ts';
import type { Frame } from '../frame.ts';
import { KEY_TABLE, keyScopeOf, keyText } from '../keys/key-table.ts';
import { append, type Line, lineWidth } from '../picture/text.ts';
import { standingOf } from './meaning.ts';
import { panelLines } from './panel.ts';
import { readingText, readingTitle } from './reading.ts';
import { sheetOf } from './sheet.ts';
import { statementLabel } from './tree-rows.ts';

/** So many lines of the details are read out; J goes on from there. */
const READ_LINES = 12;

/** The review in sentences, for those who hear the screen: what was said and where one is first, then what is there. */
export function linearRows(frame: Frame): string[] {
  const { state, theme } = frame;
  const { message, lookingOn, saved } = state;
  const width = Math.max(40, frame.layout.size.columns - 1);
  const lines: string[] = [];
  if (message !== undefined) lines.push(message.text);
  if (saved !== true) lines.push(`Not saved: ${visible(saved.failed)}`);
  if (lookingOn !== undefined) lines.push(`Looking on: ${visible(lookingOn.by)} has the review.`);
  append(lines, placeRows(frame, width));
  const keys = KEY_TABLE.filter(
    ({ scope, label, applies }) =>
      scope === keyScopeOf(frame) && label !== undefined && applies?.(frame) !== false,
  ).map((binding) =>
    `${binding.command === 'letter' ? '' : keyText(binding.keys[0] ?? '')} ${binding.label ?? ''}`.trim(),
  );
  lines.push(`Keys: ${keys.join(', ')}.`);
  return lines.map((line) => theme.paint('plain', line));
}

function placeRows(frame: Frame, width: number): string[] {
  const title = readingTitle(frame);
  if (title !== undefined) {
    const { state, warnings } = frame;
    const top = warnings ?? state.help?.top ?? (state.mode.kind === 'reading' ? state.mode.top : 0);
    return [title, ...textOf((readingText(frame) ?? []).slice(top, top + frame.layout.body.height))];
  }
  const sheet = sheetOf(frame, width);
  if (sheet !== undefined) {
    const choices = sheet.choices.map(
      ({ lead, label, works }, i) =>
        `${i === sheet.cursor ? 'marked: ' : ''}${lead} ${label}${works ? '' : ', does not work here'}`,
    );
    const field = frame.line === undefined ? [] : [`Written: ${visible(frame.line.value)}`];
    return [...textOf(sheet.head), ...field, ...choices, ...textOf(sheet.below)];
  }
  const typed = frame.line === undefined ? [] : [`Search: ${visible(frame.line.value)}`];
  return [...typed, ...(frame.state.mode.kind === 'overview' ? overviewText(frame) : treeText(frame, width))];
}

function textOf(lines: readonly Line[]): string[] {
  return lines.filter((line) => lineWidth(line) > 0).map((line) => line.map(({ text }) => text).join(''));
}

function overviewText({ context, state }: Frame): string[] {
  const rows = overviewRowsOf(context, state);
  const { approved, total } = totalApproved(context, state);
  const where = `${counted(context.policies.length, 'policy', 'policies')}, ${thousands(approved)} of ${thousands(total)} changes approved.`;
  const row = rows[state.overview.cursor];
  if (row === undefined) return [where, 'No policy is shown.'];
  const at = `Row ${state.overview.cursor + 1} of ${rows.length}:`;
  if (row.kind === 'principal')
    return [
      where,
      `${at} ${visible(row.name)}, ${counted(row.policies, 'policy', 'policies')}, ${row.folded ? 'folded' : 'open'}.`,
    ];
  const columns = columnsOf(context, state, row.index);
  const counts =
    columns === undefined
      ? ''
      : `, ${columns.approved} of ${columns.changes} approved, ${columns.risks} ▲ stay, ${columns.unused} unused, ${columns.before} characters before and ${columns.size} after`;
  return [where, `${at} ${visible(row.name)}${counts}.`];
}

function treeText(frame: Frame, width: number): string[] {
  const { context, state, view } = frame;
  if (view === undefined) return ['There is nothing to review.'];
  const { tree, folds, place, shown, index } = view;
  const { outcome, policy } = tree;
  const row = rowAt(context, tree, folds, place);
  const owner = policy.case.principal === undefined ? '' : `${visible(policy.case.principal)}, `;
  const head = tree.heads[place.head];
  const statement =
    head?.kind === 'statement' ? policy.case.policy.statements[head.statement.index] : undefined;
  const name = statement === undefined ? visible(row.key) : statementLabel(statement, width);
  return [
    `${owner}${visible(policy.case.name)}, ${thousands(outcome.approved)} of ${thousands(outcome.total)} approved.`,
    `Row ${thousands(index + 1)} of ${thousands(shown.length)}, level ${row.depth + 1}: ${name}, ${rowText(row)}.`,
    ...textOf(panelLines(frame, width).slice(1 + state.panelTop, 1 + state.panelTop + READ_LINES)),
  ];
}

function rowText(row: TreeRow): string {
  const parts = [standingOf(row).text];
  if (row.shared !== '') parts.push(`all begin with ${visible(row.shared)} after that`);
  if (row.mark !== undefined) parts.push(row.mark.kind);
  else if (row.change !== undefined) parts.push(row.change.approved ? 'settled' : 'open');
  if (row.change === undefined && row.total > 0) parts.push(`${row.approved} of ${row.total} approved`);
  if (row.risks.stay > 0) parts.push(`${counted(row.risks.stay, 'risk')} stay`);
  if (row.fold !== 'none') parts.push(row.fold);
  return parts.join(', ');
}
