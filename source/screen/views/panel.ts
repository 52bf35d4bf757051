import type { JsonValue } from '../../base/json.ts';
import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { type Pattern, parsePattern } from '../../pattern/pattern.ts';
import type { Statement } from '../../policy/policy.ts';
import type { EntryOutcome, StatementOutcome } from '../../refine/outcome.ts';
import { escalationOf } from '../../review/escalation.ts';
import type { ReviewedPolicy, SessionContext } from '../../review/session/context.ts';
import {
  ACCESS_LEVELS,
  factsOf,
  isRisk,
  NEW,
  placeBefore,
  recommendedBy,
  UNTRACKED,
  UNUSED,
} from '../../review/session/facts.ts';
import type { TreeView } from '../../review/session/move.ts';
import type { SessionRole } from '../../review/session/role.ts';
import { rowAt, type TreeRow } from '../../review/session/row.ts';
import type { PolicyTree } from '../../review/session/tree.ts';
import { lastAccessedOf } from '../../usage/unused.ts';
import type { Frame } from '../frame.ts';
import { append, EMPTY_LINE, type Line, paragraph, piece, spread, wrapped } from '../picture/text.ts';
import type { Style } from '../theme.ts';
import { heading, meaningOf, standingOf } from './meaning.ts';
import { policyPanel } from './policy-panel.ts';
import { rememberByResult } from './remember.ts';
import { statementPanel } from './statement-panel.ts';
import { entryTitle } from './tree-rows.ts';

/** How far the panel can be scrolled. */
export function lastPanelLineOf(frame: Frame): number {
  const { width, height } = frame.layout.panel;
  return Math.max(0, panelLines(frame, width).length - height);
}

/** All lines of the panel: what the cursor's row is, what accepting it means, and its actions. */
export function panelLines(frame: Frame, width: number): readonly Line[] {
  const { view, role, context, theme } = frame;
  if (view === undefined || role === undefined) return [];
  const { place, tree } = view;
  const name = `panel ${place.head} ${place.node} ${width} ${theme.glyphs.stays}`;
  return context.memory.remember([tree], name, () => composed(frame, view, role, width));
}

function composed(frame: Frame, view: TreeView, role: SessionRole, width: number): readonly Line[] {
  const { context } = frame;
  const { tree, folds, place } = view;
  const row = rowAt(context, tree, folds, place);
  switch (role.kind) {
    case 'policy':
      return policyPanel(frame, tree, row, width);
    case 'statement':
      return statementPanel(frame, tree, role.statement, row, width);
    default: {
      const head = tree.heads[place.head];
      if (head?.kind !== 'entry') return [];
      return entryPanel(
        frame,
        { tree, row, role, entry: head.entry, statement: head.statement, node: place.node },
        width,
      );
    }
  }
}

interface Subtree {
  readonly tree: PolicyTree;
  readonly row: TreeRow;
  readonly role: SessionRole;
  readonly entry: EntryOutcome;
  readonly statement: StatementOutcome;
  readonly node: number;
}

function entryPanel(frame: Frame, at: Subtree, width: number): Line[] {
  const { row, tree, role } = at;
  const numbers = numbersOf(frame.context, at);
  const older = frame.context.older;
  const cameIn = older === undefined ? undefined : { count: numbers.cameIn, since: older.date };
  return [
    ...heading(
      at.node === 0 ? entryTitle(at.entry) : visible(row.key),
      standingOf(row),
      width,
      frame.theme.glyphs.ellipsis,
    ),
    ...meaningOf(tree, row, role, cameIn).flatMap((text) => paragraph(text, width)),
    ...blankBefore(countLines(frame, numbers, width)),
    ...blankBefore([...riskLines(frame, at, width), ...factLines(frame, at, numbers, width)]),
    ...actionLines(frame, at, width),
  ];
}

function blankBefore(lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? lines : [EMPTY_LINE, ...lines];
}

interface Numbers {
  readonly levels: readonly (readonly [string, number])[];
  readonly untracked: number;
  readonly cameIn: number;
  readonly reported: number;
  readonly total: number;
}

function numbersOf(context: SessionContext, { tree, entry, node }: Subtree): Numbers {
  const { trie } = entry;
  const { bits, byLevel } = factsOf(context, tree.policy, trie);
  const end = trie.skip(node);
  const of = { untracked: 0, cameIn: 0, reported: 0 };
  for (let each = node; each < end; each++) {
    const bit = bits[each] ?? 0;
    if ((bit & UNTRACKED) !== 0) of.untracked++;
    if ((bit & NEW) !== 0) of.cameIn++;
    if ((bit & UNUSED) !== 0) of.reported++;
  }
  const levels = ACCESS_LEVELS.flatMap((level, i): [string, number][] => {
    const rows = byLevel[i] ?? [];
    const count = placeBefore(rows, end) - placeBefore(rows, node);
    return count === 0 ? [] : [[level, count]];
  });
  return { ...of, levels, total: trie.total(node) };
}

function countLines({ theme }: Frame, numbers: Numbers, width: number): Line[] {
  const { total, reported, levels, untracked } = numbers;
  if (total < 2) return [];
  const unused =
    reported === 0
      ? 'none reported unused'
      : reported === total
        ? 'all reported unused'
        : `${thousands(reported)} reported unused`;
  const parts = levels.map(([level, count]) => `${thousands(count)} ${level}`);
  if (untracked > 0) parts.push(`${thousands(untracked)} not tracked by IAM`);
  return [
    ...paragraph(`${counted(total, 'action')}, ${unused}`, width),
    ...paragraph(parts.join(` ${theme.glyphs.dot} `), width, 'dim'),
  ];
}

const SHOWN = 6;

function flagged(text: string, width: number, glyph: string, style: Style): Line[] {
  return wrapped(text, width - 2).map((line, i) => [
    piece(i === 0 ? `${glyph} ` : '  ', style),
    piece(line, style),
  ]);
}

function riskLines(frame: Frame, { tree, entry, statement, node }: Subtree, width: number): Line[] {
  const { context, theme } = frame;
  const { trie } = entry;
  const { risks } = factsOf(context, tree.policy, trie);
  const staying = risks
    .slice(placeBefore(risks, node), placeBefore(risks, trie.skip(node)))
    .filter((leaf) => entry.fate(leaf).stays > 0)
    .map((leaf) => trie.prefix(leaf));
  const lines = staying
    .slice(0, SHOWN)
    .flatMap((action) =>
      flagged(
        `${visible(action)} ${escalationOf(action) ?? 'manages permissions'}`,
        width,
        theme.glyphs.warning,
        'error',
      ),
    );
  if (staying.length > SHOWN)
    append(
      lines,
      flagged(`and ${counted(staying.length - SHOWN, 'more ▲ action')} that stay`, width, ' ', 'error'),
    );
  const original = tree.policy.case.policy.statements[statement.index];
  if (
    staying.some((action) => fold(action) === 'iam:passrole') &&
    original !== undefined &&
    !hasPassedToService(original)
  )
    append(
      lines,
      flagged(
        'iam:PassRole stands without a condition on iam:PassedToService: its roles can be lent to every service',
        width,
        theme.glyphs.warning,
        'error',
      ),
    );
  return lines;
}

/** Whether a statement's conditions ask which service a role is passed to. */
function hasPassedToService({ value }: Statement): boolean {
  const condition: JsonValue | undefined = value['Condition'];
  if (condition === undefined || condition === null || typeof condition !== 'object') return false;
  return Object.values(condition).some(
    (keys) =>
      keys !== null &&
      typeof keys === 'object' &&
      Object.keys(keys).some((key) => fold(key) === 'iam:passedtoservice'),
  );
}

function factLines(frame: Frame, at: Subtree, numbers: Numbers, width: number): Line[] {
  const { context, theme } = frame;
  const { tree, entry, node } = at;
  const { trie } = entry;
  const { policy } = tree;
  const lines: Line[] = [];
  const say = (text: string, style: Style = 'plain'): void => {
    append(lines, paragraph(text, width, style));
  };
  if (numbers.untracked > 0 && numbers.untracked === numbers.total)
    say('IAM tracks no use of this: that it is not reported does not say that it is used.', 'warning');
  const [action] = numbers.total === 1 ? trie.actions(node) : [];
  if (action !== undefined) {
    if (policy.case.unused.has(action)) say(lastUse(policy, action));
    if (context.older !== undefined && numbers.cameIn > 0) say(`It came in after ${context.older.date}.`);
    const calls = policy.calls?.get(fold(action));
    if (calls !== undefined) {
      const last = calls.last === undefined ? '' : `, the last time ${calls.last.slice(0, 10)}`;
      say(`Called ${counted(calls.count, 'time')}${last}.`);
      if (calls.contradicts === true)
        append(
          lines,
          flagged(
            `It was called, and a finding says that it is unused: ${entry.fate(node).stays > 0 ? 'it is kept, unless you drop it' : 'it goes all the same'}.`,
            width,
            theme.glyphs.warning,
            'error',
          ),
        );
    }
  }
  append(lines, choiceLines(context, at, width));
  if (numbers.total <= MOST_LISTED)
    for (const { action, by } of missingFor(context, at).slice(0, SHOWN))
      append(
        lines,
        flagged(
          `${visible(nameOf(by))} also needs ${visible(action)}, which goes`,
          width,
          theme.glyphs.warning,
          'warning',
        ),
      );
  append(lines, keptForLines(at, numbers, width));
  return lines;
}

function lastUse({ case: { unused } }: ReviewedPolicy, action: string): string {
  const date = lastAccessedOf(unused, action);
  return date === undefined
    ? 'Reported unused: no use within the tracking period.'
    : `Reported unused: last used ${visible(date.slice(0, 10))}.`;
}

/** What AWS recommends here. */
function choiceLines(context: SessionContext, { tree, entry, node }: Subtree, width: number): Line[] {
  const allows = recommendedBy(context, tree.policy);
  if (allows === undefined) return [];
  const { trie } = entry;
  const actions = trie.actions(node);
  const kept = actions.filter(allows).length;
  const prefix = fold(trie.prefix(node));
  const written = (tree.policy.recommended?.statements ?? [])
    .flatMap(({ entries, effect }) => (effect === 'Allow' ? entries : []))
    .filter((each) => fold(each).startsWith(prefix));
  const names =
    written.length === 0
      ? ''
      : `: ${written.slice(0, SHOWN).map(visible).join(', ')}${written.length > SHOWN ? ' …' : ''}`;
  const says =
    actions.length === 1
      ? kept === 1
        ? 'it stays'
        : 'it goes'
      : `${thousands(kept)} of ${thousands(actions.length)} stay`;
  return paragraph(`AWS's recommendation: ${says}${names}`, width, 'key');
}

/** Actions that AWS says are needed by what stays, that the policy allowed, and that go. */
function missingFor(
  context: SessionContext,
  { tree, entry, node }: Subtree,
): readonly { action: string; by: string }[] {
  const { catalog } = tree.policy.case;
  const gone = rememberByResult(
    context,
    tree,
    'gone',
    () => new Set(tree.outcome.gone.map(({ action }) => fold(action))),
  );
  const missing = new Map<string, string>();
  const { trie } = entry;
  for (let leaf = node; leaf < trie.skip(node); leaf++) {
    if (!trie.isLeaf(leaf) || entry.fate(leaf).stays === 0) continue;
    const by = trie.prefix(leaf);
    for (const needed of catalog.details(by)?.dependentActions ?? [])
      if (gone.has(fold(needed))) missing.set(needed, by);
  }
  return [...missing].map(([action, by]) => ({ action, by }));
}

/** What stays only because of other holders of the policy, or because of an exception. */
function keptForLines({ tree, entry, node }: Subtree, numbers: Numbers, width: number): Line[] {
  const { heldBack, spared } = tree.policy.case;
  if (heldBack.length + spared.length === 0 || numbers.total > MOST_LISTED) return [];
  const actions = entry.trie.actions(node).map(fold);
  const isHere = (pattern: Pattern): boolean => actions.some((action) => matches(pattern, action));
  const held = heldBack
    .filter(({ action }) => isHere(parsePattern(action)))
    .map(({ action, by }) => `${visible(action)} stays for ${by.map(visible).join(', ')}, who may use it.`);
  const excepted = spared
    .filter(({ action }) => isHere(parsePattern(action)))
    .map(
      ({ action, exception: { reason, until } }) =>
        `${visible(action)} stays by an exception${until === undefined ? '' : ` until ${visible(until)}`}: ${visible(reason)}`,
    );
  const all = [...held, ...excepted];
  const more = all.length > SHOWN ? [`and ${all.length - SHOWN} more like these`] : [];
  return [...all.slice(0, SHOWN), ...more].flatMap((text) => paragraph(text, width));
}

/** With more actions than these, rows are told by numbers; with more than the second, by names without descriptions. */
const MOST_LISTED = 2_000;
const MOST_DESCRIBED = 60;

function nameOf(action: string): string {
  return action.slice(action.indexOf(':') + 1);
}

function actionLines(frame: Frame, { tree, entry, node }: Subtree, width: number): Line[] {
  const { policy } = tree;
  const { trie } = entry;
  const total = trie.total(node);
  if (total === 0) return [];
  if (total > MOST_LISTED)
    return [EMPTY_LINE, ...paragraph('Unfold it to see its actions; / searches all of them.', width, 'dim')];
  const { catalog } = policy.case;
  const isAlone = total === 1;
  const older = frame.context.older;
  const lines: Line[] = [EMPTY_LINE];
  for (let leaf = node; leaf < trie.skip(node); leaf++) {
    if (!trie.isLeaf(leaf)) continue;
    const action = trie.prefix(leaf);
    const details = catalog.details(action);
    const page = frame.run.pageOf?.(action);
    const goes = entry.fate(leaf).stays === 0;
    const notes = [
      details?.accessLevel === 'Permissions management' ? 'Permissions' : (details?.accessLevel ?? 'unknown'),
    ];
    if (details?.tracked === false) notes.push('not tracked');
    if (older !== undefined && !older.has(action)) notes.push('new');
    if (goes) notes.push('goes');
    const mark = isRisk(policy, action) ? ` ${frame.theme.glyphs.warning}` : '';
    const style: Style = goes ? 'goes' : isAlone ? 'strong' : 'plain';
    lines.push(
      spread(
        [
          { ...piece(visible(nameOf(action)), style), ...(page === undefined ? {} : { link: page }) },
          piece(mark, goes ? 'goes' : 'error'),
        ],
        [piece(notes.join('  '), 'dim')],
        width,
        frame.theme.glyphs.ellipsis,
      ),
    );
    if (details === undefined || total > MOST_DESCRIBED) continue;
    append(lines, paragraph(visible(details.description), width, 'dim', isAlone ? 0 : 2));
    if (isAlone && details.dependentActions.length > 0)
      append(
        lines,
        paragraph(`Needs as well: ${details.dependentActions.map(visible).join(', ')}`, width, 'dim'),
      );
  }
  return lines;
}
