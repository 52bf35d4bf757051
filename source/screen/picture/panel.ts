import { visible } from '../../base/visible.ts';
import { fold } from '../../pattern/fold.ts';
import { rowKey } from '../../refine/row.ts';
import { tableFor } from '../../review/result.ts';
import type { Current } from '../../review/state/current.ts';
import type { RowRole } from '../../review/state/role.ts';
import { count } from '../../review/state/say.ts';
import { unusedAfter } from '../../review/subject.ts';
import { lastAccessedOf } from '../../usage/unused.ts';
import type { Scene } from '../scene.ts';
import type { Style } from '../theme.ts';
import { type Facts, factsOf } from './facts.ts';
import { meaningOf, statusOf } from './meaning.ts';
import { EMPTY_LINE, type Line, paragraph, piece, spread, wrapped } from './text.ts';

/** All lines of the detail panel: what the row is, what deciding on it means, and its actions. */
export function panelLines(scene: Scene, width: number): readonly Line[] {
  const { current, role } = scene;
  if (current === undefined || role === undefined) return emptyPolicy(scene, width);
  const known = cache.get(scene.state.decisions) ?? new Map<string, readonly Line[]>();
  cache.set(scene.state.decisions, known);
  const key = `${current.key} ${current.view.cursor} ${width} ${scene.theme.glyphs.safe}`;
  let lines = known.get(key);
  if (lines === undefined) {
    lines = compose(scene, current, role, width);
    // The panels of a few rows around the cursor are all that scrolling asks for again.
    if (known.size > 50) known.clear();
    known.set(key, lines);
  }
  return lines;
}

const cache = new WeakMap<object, Map<string, readonly Line[]>>();

function emptyPolicy({ context, state }: Scene, width: number): Line[] {
  const subject = context.subjects[state.place.subject];
  return paragraph(
    `${visible(subject?.name ?? 'This policy')} has no Allow statement with actions, so there is nothing to refine: Deny statements and policies of resources are left as they are.`,
    width,
  );
}

function compose(scene: Scene, current: Current, role: RowRole, width: number): Line[] {
  const { review, view, subject, decisions } = current;
  const { trie } = review;
  const node = view.cursor;
  const unused = unusedAfter(subject, decisions);
  const { ellipsis } = scene.theme.glyphs;
  const facts = factsOf(trie, node, {
    policy: subject.policy,
    unused,
    catalog: scene.context.settings.catalog,
    older: scene.older,
  });
  const title = visible(node === 0 ? review.text : rowKey(trie, node));
  const isUnknown = facts !== undefined && facts.untracked > 0 && facts.untracked === facts.actions.length;
  const status = statusOf(current, role, isUnknown);
  return [
    ...heading(title, status, width, ellipsis),
    ...numbers(scene, current, facts, width),
    EMPTY_LINE,
    ...meaningOf(current, role, unused).flatMap((text) => paragraph(text, width)),
    ...set([...keptFor(current, facts, width), ...warnings(scene, facts, width)]),
    ...(facts === undefined ? [] : actionList(scene, current, facts, width)),
  ];
}

/** Lines with an empty one above them, where there are any. */
function set(lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? lines : [EMPTY_LINE, ...lines];
}

function heading(
  title: string,
  status: { readonly text: string; readonly style: Style },
  width: number,
  ellipsis: string,
): Line[] {
  const right = piece(status.text, status.style);
  if (title.length + status.text.length + 2 <= width)
    return [spread([piece(title, 'strong')], [right], width, ellipsis)];
  return [...wrapped(title, width).map((line): Line => [piece(line, 'strong')]), [right]];
}

function numbers(scene: Scene, { review, view }: Current, facts: Facts | undefined, width: number): Line[] {
  const { trie } = review;
  const node = view.cursor;
  if (trie.isLeaf(node)) return [];
  const total = trie.total(node);
  const gone = trie.unused(node);
  const unused =
    gone === 0
      ? 'none reported unused'
      : gone === total
        ? 'all unused'
        : `${gone.toLocaleString('en')} unused`;
  const lines = [...paragraph(`${count(total, 'action')}, ${unused}`, width)];
  if (facts === undefined) return lines;
  const dot = ` ${scene.theme.glyphs.dot} `;
  const levels = ['Read', 'List', 'Write', 'Tagging', 'Permissions management'] as const;
  const counted = levels.flatMap((level) => {
    const number = facts.levels.get(level);
    return number === undefined ? [] : [`${number.toLocaleString('en')} ${level}`];
  });
  if (facts.untracked > 0) counted.push(`${facts.untracked.toLocaleString('en')} not tracked by IAM`);
  return [...lines, ...paragraph(counted.join(dot), width, 'dim')];
}

const SHOWN_NAMES = 6;

/** Names without their service, the first few of many. */
function names(actions: readonly string[]): string {
  const shown = actions.slice(0, SHOWN_NAMES).map((action) => visible(action.slice(action.indexOf(':') + 1)));
  const more = actions.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more.toLocaleString('en')} more` : shown.join(', ');
}

function warnings(scene: Scene, facts: Facts | undefined, width: number): Line[] {
  if (facts === undefined) return [];
  const { warning } = scene.theme.glyphs;
  const lines: Line[] = [];
  const flag = (text: string, style: Style): void => {
    wrapped(text, width - 2).forEach((line, i) => {
      lines.push([piece(i === 0 ? `${warning} ` : '  ', style), piece(line, style)]);
    });
  };
  if (facts.cameIn.length > 0 && scene.older !== undefined) {
    const came =
      facts.cameIn.length === facts.actions.length && facts.actions.length === 1
        ? `It came in after ${scene.older.date}.`
        : `${facts.cameIn.length.toLocaleString('en')} came in since ${scene.older.date}: ${names(facts.cameIn)}.`;
    lines.push(...paragraph(came, width));
  }
  if (facts.untracked > 0 && facts.untracked === facts.actions.length)
    flag('IAM tracks no use of this: that it is not reported says nothing', 'warning');
  if (facts.permissions.length > 0) flag(`Permissions management: ${names(facts.permissions)}`, 'warning');
  for (const { action, opens } of facts.escalations.slice(0, SHOWN_NAMES))
    flag(`Privilege escalation: ${visible(action)} ${opens}`, 'error');
  if (facts.escalations.length > SHOWN_NAMES)
    flag(
      `and ${facts.escalations.length - SHOWN_NAMES} more that are known for privilege escalation`,
      'error',
    );
  for (const { action, for: by } of facts.missing.slice(0, SHOWN_NAMES))
    flag(
      `${visible(by.slice(by.indexOf(':') + 1))} also needs ${visible(action)}, which is unused and goes`,
      'warning',
    );
  return lines;
}

/** Actions below that would go but for others who have the policy, or for an exception. */
function keptFor({ subject }: Current, facts: Facts | undefined, width: number): Line[] {
  const { heldBack = [], spared = [] } = subject;
  if (facts === undefined || heldBack.length + spared.length === 0) return [];
  const below = new Set(facts.actions.map(fold));
  const services = new Set([...below].map((action) => action.slice(0, action.indexOf(':'))));
  const isHere = (action: string): boolean =>
    below.has(fold(action)) || (action.endsWith(':*') && services.has(fold(action.slice(0, -2))));
  const held = heldBack
    .filter(({ action }) => isHere(action))
    .map(
      ({ action, by }) => `${visible(action)} is unused by some and stays for ${by.map(visible).join(', ')}.`,
    );
  const protectedOnes = spared
    .filter(({ action }) => isHere(action))
    .map(
      ({ action, exception: { reason, until } }) =>
        `${visible(action)} is unused and stays by an exception${until === undefined ? '' : ` until ${until}`}: ${visible(reason)}`,
    );
  const all = [...held, ...protectedOnes];
  const more = all.length > SHOWN_NAMES ? [`And ${all.length - SHOWN_NAMES} more like these.`] : [];
  return [...all.slice(0, SHOWN_NAMES), ...more].flatMap((text) => paragraph(text, width));
}

/** With more actions than these below a row, their descriptions are left to the rows themselves. */
const DESCRIBED_ACTIONS = 40;

function actionList(scene: Scene, current: Current, facts: Facts, width: number): Line[] {
  const { subject, decisions } = current;
  const unused = unusedAfter(subject, decisions);
  const { catalog } = scene.context.settings;
  const { ellipsis } = scene.theme.glyphs;
  const changes = tableFor(decisions).actions;
  const isAlone = facts.actions.length === 1;
  const lines: Line[] = [EMPTY_LINE];
  for (const action of facts.actions) {
    const details = catalog.details(action);
    const isUnused = unused.has(action);
    const change = changes.get(fold(action));
    const notes = [
      details?.accessLevel === 'Permissions management' ? 'Permissions' : (details?.accessLevel ?? 'unknown'),
    ];
    if (details?.tracked === false) notes.push('not tracked');
    if (change?.kind === 'keep') notes.push('kept');
    else if (change?.kind === 'drop') notes.push('removed');
    else if (isUnused) {
      const date = lastAccessedOf(subject.unused, action);
      notes.push(date === undefined ? 'unused' : `last used ${date.slice(0, 10)}`);
    }
    const name = visible(action.slice(action.indexOf(':') + 1));
    const style: Style = isUnused ? 'unused' : 'plain';
    lines.push(
      spread(
        [piece(name, isAlone ? 'strong' : style)],
        [piece(notes.join('  '), isUnused ? 'unused' : 'dim')],
        width,
        ellipsis,
      ),
    );
    if (details === undefined || facts.actions.length > DESCRIBED_ACTIONS) continue;
    lines.push(...paragraph(visible(details.description), width, 'dim', isAlone ? 0 : 2));
    if (isAlone && details.dependentActions.length > 0)
      lines.push(
        ...paragraph(`Needs as well: ${details.dependentActions.map(visible).join(', ')}`, width, 'dim'),
      );
  }
  return lines;
}
