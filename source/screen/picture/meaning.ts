import { visible } from '../../base/visible.ts';
import { fold } from '../../pattern/fold.ts';
import type { Decision } from '../../refine/decision.ts';
import { rowKey } from '../../refine/row.ts';
import { tableFor } from '../../review/result.ts';
import type { Current } from '../../review/state/current.ts';
import { whySettled } from '../../review/state/decide.ts';
import { trapOf } from '../../review/state/effect.ts';
import type { RowRole } from '../../review/state/role.ts';
import { count } from '../../review/state/say.ts';
import type { Unused } from '../../usage/unused.ts';
import { lastAccessedOf } from '../../usage/unused.ts';
import type { Style } from '../theme.ts';

/**
 * In two words, what a row is.
 *
 * @param isUnknown IAM tracks none of its actions, so that it cannot be called used
 */
export function statusOf(
  current: Current,
  role: RowRole,
  isUnknown: boolean,
): { readonly text: string; readonly style: Style } {
  const { review, view } = current;
  const own = review.trie.state(view.cursor);
  const state = own === 'safe' && isUnknown ? 'unknown' : own;
  if (review.original !== undefined && role.kind !== 'unused')
    return { text: `${state} · kept as it was`, style: 'adjusted' };
  switch (role.kind) {
    case 'unit':
    case 'part': {
      const decision = role.kind === 'unit' ? role.unit.decision : role.decision;
      const word = review.element === 'NotAction' ? 'to be listed' : state;
      if (decision === undefined)
        return role.kind === 'unit'
          ? { text: `${word} · proposed`, style: review.element === 'NotAction' ? 'mixed' : 'safe' }
          : { text: `${word} · stands`, style: 'safe' };
      return DECIDED[decision.kind];
    }
    case 'covered':
      return { text: `${state} · granted above`, style: 'safe' };
    case 'above':
      return { text: `${state} · not proposed`, style: 'mixed' };
    case 'unused':
      return { text: review.element === 'NotAction' ? 'unused' : 'unused · goes', style: 'unused' };
    case 'settled':
      return { text: own === 'safe' ? 'nothing unused' : own, style: own };
  }
}

const DECIDED = {
  accept: { text: 'accepted', style: 'accepted' },
  list: { text: 'rejected · listed', style: 'rejected' },
  drop: { text: 'rejected · removed', style: 'rejected' },
  narrow: { text: 'narrowed', style: 'adjusted' },
  widen: { text: 'widened', style: 'adjusted' },
  edit: { text: 'edited', style: 'adjusted' },
} as const satisfies Record<string, { text: string; style: Style }>;

/** What accepting a row means, or what became of it: a few sentences. */
export function meaningOf(current: Current, role: RowRole, unused: Unused): string[] {
  const { review, view, decisions } = current;
  const { trie } = review;
  const node = view.cursor;
  const sentences: string[] = [];
  if (review.original !== undefined)
    sentences.push(`${visible(review.text)} stays as it was. ${whoAndWhy(review.original)}`);
  switch (role.kind) {
    case 'unit':
      if (review.element === 'NotAction') sentences.push(...addition(current, role.unit.grants));
      else sentences.push(...grantMeaning(current, role));
      if (role.unit.decision !== undefined) sentences.push(whoAndWhy(role.unit.decision));
      break;
    case 'part':
      sentences.push(`Granted as a part of ${visible(role.unit.key)}, which was narrowed.`);
      if (role.decision !== undefined) sentences.push(whoAndWhy(role.decision));
      break;
    case 'covered':
      sentences.push(
        review.element === 'NotAction'
          ? `Listed by ${visible(rowKey(trie, role.by))}.`
          : `Granted by ${visible(rowKey(trie, role.by))} above.`,
      );
      break;
    case 'above':
      sentences.push(...mixedMeaning(current, role, unused));
      break;
    case 'unused':
      sentences.push(...unusedMeaning(current, unused));
      break;
    case 'settled':
      sentences.push(`${upper(whySettled(current))}.`);
      break;
  }
  if (trie.isLeaf(node)) {
    const change = tableFor(decisions).actions.get(fold(trie.prefix(node)));
    if (change?.kind === 'keep')
      sentences.push(
        `Kept although unused${change.until === undefined ? '' : `, until ${change.until}`}. ${whoAndWhy(change)}`,
      );
  }
  return sentences;
}

function grantMeaning({ review, view }: Current, role: Extract<RowRole, { kind: 'unit' }>): string[] {
  const { trie } = review;
  const node = view.cursor;
  const { grants, decision } = role.unit;
  if (decision?.kind === 'drop')
    return ['Its actions are removed from the policy although nobody reported them.'];
  const shown = grants.slice(0, 8).map(visible).join(', ');
  const more = grants.length > 8 ? ` and ${grants.length - 8} more` : '';
  const list = `${shown}${more}`;
  if (grants.length !== 1 || grants[0] !== rowKey(trie, node)) return [`Becomes ${list}.`];
  if (trie.isLeaf(node)) return ['Grants this one action.'];
  return [
    `Grants all of them, and whatever AWS adds under ${visible(trie.prefix(node).replace(/^[^:]*:/, ''))}… later.`,
  ];
}

function addition({ review, view }: Current, grants: readonly string[]): string[] {
  const { trie } = review;
  return [
    `This statement allows all that its NotAction list does not name. Accepting adds ${grants.map(visible).join(', ')} to the list, so that ${trie.isLeaf(view.cursor) ? 'this unused action is' : `these ${count(trie.total(view.cursor), 'unused action')} are`} no longer allowed.`,
  ];
}

function mixedMeaning(
  { review, view }: Current,
  role: Extract<RowRole, { kind: 'above' }>,
  unused: Unused,
): string[] {
  const { trie } = review;
  const node = view.cursor;
  const trap = trapOf(trie, unused, node);
  const [first] = trap;
  const sentences =
    first === undefined
      ? []
      : [
          `Nothing below it is unused, but ${visible(trie.prefix(node))}* would also match ${visible(first)}${trap.length > 1 ? ` and ${trap.length - 1} more` : ''}, which ${trap.length > 1 ? 'are' : 'is'}.`,
        ];
  const open = role.undecided === 0 ? 'all decided' : `${role.undecided.toLocaleString('en')} undecided`;
  const word = review.element === 'NotAction' ? 'addition' : 'grant';
  return [...sentences, `${upper(count(role.units, word))} below it, ${open}. A accepts what is left.`];
}

function unusedMeaning({ review, view, subject }: Current, unused: Unused): string[] {
  const { trie } = review;
  const node = view.cursor;
  if (!trie.isLeaf(node)) return [`All of it is unused and goes. e keeps it.`];
  const action = trie.prefix(node);
  if (!subject.unused.has(action)) return ['Removed from the policy although nobody reported it.'];
  const date = lastAccessedOf(unused, action);
  return [
    date === undefined
      ? 'Reported unused: no use within the time that IAM looks back on. It goes; e keeps it.'
      : `Reported unused: last used on ${date.slice(0, 10)}. It goes; e keeps it.`,
  ];
}

/** Who decided, when and why. */
function whoAndWhy({ by, at, reason }: Pick<Decision, 'by' | 'at' | 'reason'>): string {
  const why = reason === undefined ? '' : ` Why: ${visible(reason)}`;
  return `Decided by ${visible(by)} on ${at.slice(0, 10)}.${why}`;
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
