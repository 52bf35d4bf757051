import { visible } from '../../base/visible.ts';
import { againstQuota, counted, thousands } from '../../base/words.ts';
import { quotaSize } from '../../policy/size.ts';
import type { SessionContext } from '../../review/session/context.ts';
import { totalApproved } from '../../review/session/decide.ts';
import { TREE_FILTERS } from '../../review/session/filter.ts';
import { overviewRowsOf } from '../../review/session/overview.ts';
import { rowAt } from '../../review/session/row.ts';
import type { PolicyTree } from '../../review/session/tree.ts';
import type { Frame } from '../frame.ts';
import { type Line, lineWidth, type Piece, painted, piece, spread, widthOf } from '../picture/text.ts';
import type { Theme } from '../theme.ts';
import { moment } from './meaning.ts';
import { shortName } from './overview-rows.ts';
import { readingTitle } from './reading.ts';
import { rememberByResult } from './remember.ts';

/** The three rows at the top: where one is and how far, what it comes to, and a rule with what is lastingly so. */
export function topRows(frame: Frame): string[] {
  const { columns } = frame.layout.size;
  return [titleLine(frame, columns), secondLine(frame, columns), ruleLine(frame, columns)].map((line) =>
    painted(line, columns, frame.theme),
  );
}

function titleLine(frame: Frame, width: number): Line {
  const { context, view, theme } = frame;
  const isAll = isOverAll(frame);
  const catalog = context.policies[0]?.case.catalog.date;
  const count = isAll || view === undefined ? allCount(frame) : approvedCount(view.tree.outcome);
  const whereIn = (room: number): Line =>
    isAll || view === undefined
      ? [piece('all policies', 'strong')]
      : placeLine(view.tree, theme.glyphs, room);
  const where = whereIn(Number.POSITIVE_INFINITY);
  const day: Line = catalog === undefined ? [] : [piece(`catalogue ${catalog}   `, 'dim')];
  const name = [piece(' '), piece('coppice', 'good'), piece('  ')];
  const forms: readonly (readonly [Line, Line])[] = [
    [
      [...name, ...where],
      [...day, ...count],
    ],
    [[...name, ...where], count],
    [[piece(' '), ...where], count],
    [[piece(' '), ...whereIn(width - lineWidth(count.slice(1)) - 3)], count.slice(1)],
  ];
  const fitting = forms.find(([left, right]) => lineWidth(left) + lineWidth(right) + 2 <= width);
  const [left, right] = fitting ?? forms[forms.length - 1] ?? [[], []];
  return spread(left, right, width, theme.glyphs.ellipsis);
}

function approvedCount({ approved, total }: { readonly approved: number; readonly total: number }): Line {
  const isDone = approved === total;
  return [
    piece('approved '),
    piece(`${thousands(approved)}/${thousands(total)}`, isDone ? 'good' : 'strong'),
    piece(' '),
  ];
}

/** What is approved in all policies, as soon as all are looked through. */
function allCount({ context, state, looked }: Frame): Line {
  const all = context.policies.length;
  if (looked >= all || state.mode.kind !== 'overview')
    return approvedCount(
      context.memory.remember([state.decisions], 'all', () => totalApproved(context, state)),
    );
  return [
    piece('looking through '),
    piece(`${thousands(looked)} of ${thousands(all)}`, 'warning'),
    piece(' '),
  ];
}

/** The overview is in front, or lies below what is. */
function isOverAll({ state: { mode }, context }: Frame): boolean {
  return mode.kind === 'overview' || (context.policies.length > 1 && mode.kind === 'writing');
}

/** Whose policy and which; where that is too long, its own name stays whole. */
function placeLine({ policy }: PolicyTree, { way, ellipsis }: Theme['glyphs'], room: number): Line {
  const { principal, name } = policy.case;
  const own = visible(name);
  const whole = principal === undefined ? own : `${visible(principal)} ▸ ${own}`;
  const before = shortName(whole, room, ellipsis).slice(0, -own.length - 3);
  return [...(before === '' ? [] : [piece(before), piece(` ${way} `, 'dim')]), piece(own, 'strong')];
}

function secondLine(frame: Frame, width: number): Line {
  const { context, view, theme } = frame;
  const title = readingTitle(frame);
  if (title !== undefined) return [piece(` ${title}`, 'strong')];
  if (isOverAll(frame)) return overviewLine(frame);
  if (view === undefined) return [piece(' nothing to review')];
  const { tree } = view;
  const risks = rowAt(context, tree, view.folds, { head: 0, node: 0 }).risks.open;
  const { warning } = theme.glyphs;
  const statements = tree.policy.case.policy.statements.length;
  const left: Line = [
    piece(` ${counted(statements, 'statement')}   `),
    piece(`${warning} ${counted(risks, 'risk')} open`, risks > 0 ? 'error' : 'plain'),
  ];
  const forms = sizeForms(
    tree,
    context.memory.remember([tree], 'sizes', () => sizesOf(context, tree)),
  );
  const form =
    forms.find((each) => lineWidth(left) + 3 + lineWidth(each) <= width) ?? forms[forms.length - 1] ?? [];
  return [...left, piece('   '), ...form];
}

/** Characters before and after, as IAM counts them: the same as long as the statements become the same. */
function sizesOf(context: SessionContext, tree: PolicyTree): readonly [number, number] {
  const { policy, outcome } = tree;
  return rememberByResult(context, tree, 'sizes', () => [
    quotaSize(policy.case.policy.text),
    quotaSize(outcome.text ?? ''),
  ]);
}

/** Size before and after against the quota, in full and shorter. */
function sizeForms({ policy }: PolicyTree, [sizeBefore, size]: readonly [number, number]): Line[] {
  const before = thousands(sizeBefore);
  const { quota } = policy;
  if (size === 0) return [[piece(`${before} characters → nothing left, to be detached`, 'warning')]];
  const after = thousands(size);
  const against = againstQuota(size, quota);
  if (quota !== undefined && size > quota) {
    return [
      [piece(`${before} → ${after} characters${against}`, 'error')],
      [piece(`${after} characters${against}`, 'error')],
      [piece(`${after} characters, ${thousands(size - quota)} over quota`, 'error')],
      [piece(`${thousands(size - quota)} over quota`, 'error')],
    ];
  }
  return [[piece(`${before} → ${after} characters${against}`)], [piece(`${before} → ${after}${against}`)]];
}

function overviewLine({ context, state }: Frame): Line {
  const { overview } = state;
  const rows = overviewRowsOf(context, state);
  const shown = rows.reduce(
    (sum, row) => sum + (row.kind === 'policy' ? 1 : row.folded ? row.policies : 0),
    0,
  );
  const all = context.policies.length;
  const count =
    shown === all
      ? counted(all, 'policy', 'policies')
      : `${thousands(shown)} of ${counted(all, 'policy', 'policies')}`;
  const parts = [
    count,
    ...(overview.filter === 'everything' ? [] : [`shown: ${overview.filter}`]),
    overview.sort === 'given' ? 'in the order given' : `sorted by ${overview.sort}`,
    ...(overview.query === '' || overview.typing ? [] : [`search: ${visible(overview.query)}`]),
  ];
  return [piece(` ${parts.join('   ')}`)];
}

/** A rule; what is lastingly so stands in it: what could not be saved, who has the review, what the filter hides. */
function ruleLine({ state, view, theme }: Frame, width: number): Line {
  const { rule, warning, ellipsis } = theme.glyphs;
  const labels: Piece[] = [];
  if (state.saved !== true)
    labels.push(piece(`${warning} not saved: ${visible(state.saved.failed)}`, 'error'));
  if (state.lookingOn !== undefined)
    labels.push(
      piece(
        `looking on: ${visible(state.lookingOn.by)} has it open since ${moment(state.lookingOn.since)}`,
        'warning',
      ),
    );
  if (
    state.filter.length > 0 &&
    state.help === undefined &&
    view !== undefined &&
    (state.mode.kind === 'tree' || state.mode.kind === 'search')
  ) {
    const names = TREE_FILTERS.filter(({ filter }) => state.filter.includes(filter)).map(
      ({ label }) => label,
    );
    labels.push(piece(`${counted(view.shown.hidden, 'row')} hidden: only ${names.join(' + ')}`, 'key'));
  }
  if (labels.length === 0) return [piece(rule.repeat(width), 'dim')];
  const line: Piece[] = [piece(rule.repeat(2), 'dim')];
  for (const label of labels) {
    const room = width - lineWidth(line) - 4;
    const text =
      widthOf(label.text) > room ? `${label.text.slice(0, Math.max(0, room - 1))}${ellipsis}` : label.text;
    line.push(piece(' '), piece(text, label.style), piece(` ${rule}`, 'dim'));
  }
  return [...line, piece(rule.repeat(Math.max(0, width - lineWidth(line))), 'dim')];
}
