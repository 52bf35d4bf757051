import { protectorOf } from '../../account/exceptions.ts';
import { visible } from '../../base/visible.ts';
import { childrenOf, rowKey } from '../../refine/row.ts';
import type { Unused } from '../../usage/unused.ts';
import { unusedAfter } from '../subject.ts';
import type { ReviewContext } from './context.ts';
import { type Current, currentEntry, cursorRow } from './current.ts';
import { whySettled } from './decide.ts';
import { effectOfWidening } from './effect.ts';
import { BACK, openMenu } from './menu.ts';
import type { Intent, MenuItem } from './mode.ts';
import { type RowRole, roleOf } from './role.ts';
import { count, refuse } from './say.ts';
import type { ReviewState } from './state.ts';

function item(label: string, intent: Intent): MenuItem {
  return { label, step: { kind: 'intent', intent } };
}

/** The menu of `r`, or why there is none. */
export function rejectMenu(context: ReviewContext, state: ReviewState): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return refuse(state, 'nothing in this policy can be reviewed');
  const { review, subject, decisions } = current;
  const role = roleOf(review, decisions, current.view.cursor);
  const row = cursorRow(current);
  const original = item(`keep the original entry ${visible(review.text)}`, { kind: 'original' });
  if (review.original !== undefined)
    return refuse(state, 'the entry is kept as it was; a on a grant, or u, refines it again');
  switch (role.kind) {
    case 'unit':
    case 'part': {
      const unused = unusedAfter(subject, decisions);
      return openMenu(state, {
        title: `Reject ${visible(row)}`,
        about: protection(current),
        items: [...rejections(current, role, row, unused), original],
      });
    }
    case 'above':
      return openMenu(state, {
        title: `Reject what is proposed for ${visible(review.text)}`,
        about: [`${visible(row)} is above ${count(role.units, 'grant')}; each of them has its own menu.`],
        items: [original, BACK],
      });
    case 'covered':
      return refuse(
        state,
        `${visible(row)} is covered by ${visible(rowKey(review.trie, role.by))}: reject that row, or remove this one with e`,
      );
    case 'unused':
      if (review.outcome === 'removed')
        return openMenu(state, {
          title: `Reject the removal of ${visible(review.text)}`,
          about: ['All that it grants is unused.'],
          items: [original, BACK],
        });
      return refuse(state, `${visible(row)} is unused and goes; e keeps it`);
    case 'settled':
      return refuse(state, whySettled(current));
  }
}

function rejections(
  current: Current,
  role: Extract<RowRole, { kind: 'unit' | 'part' }>,
  row: string,
  unused: Unused,
): MenuItem[] {
  const { review, view } = current;
  const { trie } = review;
  const all = trie.actions(view.cursor);
  const decision = role.kind === 'unit' ? role.unit.decision : role.decision;
  const items: MenuItem[] = [];
  if (review.element === 'NotAction') {
    if (all.length > 1)
      items.push(item(`list its ${count(all.length, 'action')} one by one`, { kind: 'list', row }));
    items.push(
      item(
        all.length === 1
          ? 'leave it allowed although unused'
          : `leave its ${count(all.length, 'action')} allowed although unused`,
        {
          kind: 'keep',
          row,
          actions: all,
        },
      ),
    );
    return items;
  }
  if (decision?.kind === 'drop' || decision?.kind === 'widen')
    items.push(
      item(`take it back: ${decision.kind === 'widen' ? 'do not widen' : 'do not remove'}`, {
        kind: 'withdraw',
        row,
      }),
    );
  const kept = removable(current, unused);
  if (all.length > 1 && decision?.kind !== 'widen' && decision?.kind !== 'list' && decision?.kind !== 'drop')
    items.push(item(`list its ${count(all.length, 'action')} one by one`, { kind: 'list', row }));
  if (decision?.kind !== 'drop' && kept.length > 0)
    items.push(
      item(kept.length === 1 ? 'remove it' : `remove its ${count(kept.length, 'action')}`, {
        kind: 'drop',
        row,
        actions: kept,
      }),
    );
  return items;
}

/** The menu of `e`, or why there is none. */
export function adjustMenu(context: ReviewContext, state: ReviewState): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return refuse(state, 'nothing in this policy can be reviewed');
  const { review, subject, decisions, view } = current;
  const role = roleOf(review, decisions, view.cursor);
  const row = cursorRow(current);
  const unused = unusedAfter(subject, decisions);
  const about: string[] = protection(current);
  const items: MenuItem[] = [];
  if (review.original !== undefined)
    about.push('The entry is kept as it was; to adjust a row refines it again.');
  switch (role.kind) {
    case 'unit':
    case 'part':
      if (review.element === 'NotAction') {
        about.push(
          'This is an addition to a NotAction list. It cannot be narrowed, widened or edited: it names exactly what is unused.',
        );
        items.push(...rejections(current, role, row, unused));
      } else items.push(...adjustments(current, role, row, unused));
      break;
    case 'covered':
      if (review.element !== 'NotAction') items.push(...removal(current, row, unused));
      about.push(`It is covered by ${visible(rowKey(review.trie, role.by))}.`);
      break;
    case 'above':
      if (view.cursor > 0 && review.element !== 'NotAction')
        items.push(...widening(current, view.cursor, unused));
      if (view.cursor > 0 && review.element !== 'NotAction') items.push(...removal(current, row, unused));
      if (view.cursor === 0)
        items.push(item(`keep the original entry ${visible(review.text)}`, { kind: 'original' }));
      break;
    case 'unused': {
      const actions = review.trie.actions(view.cursor);
      if (review.original === undefined)
        items.push(
          item(
            actions.length === 1
              ? 'keep it although unused'
              : `keep its ${count(actions.length, 'action')} although unused`,
            {
              kind: 'keep',
              row,
              actions,
            },
          ),
        );
      break;
    }
    case 'settled':
      if (review.trie.total(0) > 0 && review.element !== 'NotAction')
        items.push(...removal(current, row, unused));
      about.push(`${capital(whySettled(current))}.`);
      break;
  }
  if (items.length === 0) return refuse(state, `nothing can be adjusted on ${visible(row)}`);
  return openMenu(state, { title: `Adjust ${visible(row)}`, about, items: [...items, BACK] });
}

function adjustments(
  current: Current,
  role: Extract<RowRole, { kind: 'unit' | 'part' }>,
  row: string,
  unused: Unused,
): MenuItem[] {
  const { review, view } = current;
  const { trie } = review;
  const decision = role.kind === 'unit' ? role.unit.decision : role.decision;
  const items: MenuItem[] = [];
  if (decision?.kind === 'drop') return [item('take it back: do not remove', { kind: 'withdraw', row })];
  const isWidened = decision?.kind === 'widen';
  if (isWidened) items.push(item('take it back: do not widen', { kind: 'withdraw', row }));
  const children = childrenOf(trie, view.cursor);
  if (!isWidened && decision?.kind !== 'narrow' && children.length > 0)
    items.push(item(`narrow to its next words: ${namesOf(current, children)}`, { kind: 'narrow', row }));
  const parent = trie.parent(role.unit.node);
  if (role.kind === 'unit' && parent > 0) items.push(...widening(current, parent, unused));
  if (!isWidened) {
    const pattern = decision?.kind === 'edit' ? decision.pattern : (grantOf(current, role) ?? row);
    items.push({ label: 'edit the pattern', step: { kind: 'edit-pattern', row, pattern } });
  }
  items.push(...removal(current, row, unused));
  return items;
}

function grantOf(
  { review, view }: Current,
  role: Extract<RowRole, { kind: 'unit' | 'part' }>,
): string | undefined {
  if (role.kind === 'unit' && role.unit.grants.length === 1) return role.unit.grants[0];
  return rowKey(review.trie, view.cursor);
}

function namesOf({ review: { trie } }: Current, nodes: readonly number[]): string {
  const names = nodes.slice(0, 3).map((node) => visible(rowKey(trie, node).replace(/^[^:]*:/, '')));
  return nodes.length > 3 ? `${names.join(', ')} and ${nodes.length - 3} more` : names.join(', ');
}

function widening({ review: { trie } }: Current, node: number, unused: Unused): MenuItem[] {
  const { back } = effectOfWidening(trie, unused, node);
  const row = rowKey(trie, node);
  return [
    item(`widen to ${visible(row)}: ${count(back.length, 'unused action')} come back`, {
      kind: 'widen',
      row,
    }),
  ];
}

function removal(current: Current, row: string, unused: Unused): MenuItem[] {
  const actions = removable(current, unused);
  if (actions.length === 0) return [];
  const label = actions.length === 1 ? 'remove it' : `remove its ${count(actions.length, 'action')}`;
  return [item(`${label} although not reported unused`, { kind: 'drop', row, actions })];
}

/** The actions at and below the cursor that are not unused and that no exception protects. */
function removable({ review: { trie }, subject, view }: Current, unused: Unused): string[] {
  const exceptions = subject.protections;
  return trie
    .actions(view.cursor)
    .filter((action) => !unused.has(action) && protectorOf(exceptions, action) === undefined);
}

/** What to know of exceptions at and below the cursor before removing. */
function protection({ review: { trie }, subject, view }: Current): string[] {
  const exceptions = subject.protections;
  if (exceptions.length === 0) return [];
  const protectors = trie.actions(view.cursor).flatMap((action) => protectorOf(exceptions, action) ?? []);
  return [...new Set(protectors)].map(
    ({ action, reason }) => `An exception protects ${visible(action)}: ${visible(reason)}`,
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
