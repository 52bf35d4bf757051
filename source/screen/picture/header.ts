import { visible } from '../../base/visible.ts';
import type { Statement } from '../../policy/policy.ts';
import type { EntryReview } from '../../review/entry.ts';
import { subjectProgress } from '../../review/state/context.ts';
import { count } from '../../review/state/say.ts';
import type { Scene } from '../scene.ts';
import { type Line, lineWidth, painted, piece, spread, widthOf } from './text.ts';

/** The two lines at the top: where one is, and how far. */
export function headerPicture(scene: Scene): string[] {
  const { context, layout, theme } = scene;
  const { columns } = layout.size;
  const draw = (left: Line, right: Line): string =>
    painted(spread(left, [...right, piece(' ')], columns, theme.glyphs.ellipsis), columns, theme);
  const { way, right } = whereabouts(scene);
  const date = `catalogue ${context.settings.catalog.date}`;
  const short = columns < widthOf(way) + widthOf(date) + widthOf(right) + 20;
  return [
    draw(
      [piece(' '), piece('coppice', 'key'), piece('  '), piece(way, 'strong')],
      [piece(short ? '' : `${date}   `, 'dim'), piece(right, 'strong')],
    ),
    draw(...entryLine(scene, columns)),
  ];
}

function whereabouts({ context, state, theme }: Scene): { readonly way: string; readonly right: string } {
  const subject = context.subjects[state.place.subject];
  if (subject === undefined) return { way: '', right: '' };
  const { decided, total } = subjectProgress(state.decisions, subject);
  const principal = subject.principal === undefined ? [] : [shortPrincipal(subject.principal)];
  const several =
    context.subjects.length > 1 ? `policy ${state.place.subject + 1}/${context.subjects.length}  ` : '';
  return {
    way: [...principal, subject.name].map(visible).join(` ${theme.glyphs.way} `),
    right: `${several}decided ${decided.toLocaleString('en')}/${total.toLocaleString('en')}`,
  };
}

/** A principal's ARN says the account and the partition too; its name is what people know it by. */
function shortPrincipal(principal: string): string {
  return principal.startsWith('arn:') ? principal.slice(principal.lastIndexOf('/') + 1) : principal;
}

function entryLine(scene: Scene, width: number): readonly [Line, Line] {
  const { context, state, current, theme } = scene;
  const subject = context.subjects[state.place.subject];
  if (current === undefined || subject === undefined)
    return [[piece(' '), piece('no Allow statement with actions', 'dim')], []];
  const { review } = current;
  const statement = subject.policy.statements[review.ref.statement];
  const { trie } = review;
  const outcome = outcomeText(review);
  const unused = `${trie.unused(0).toLocaleString('en')} unused`;
  const numbers = [count(trie.total(0), 'action'), unused, outcome];
  const list = review.element === 'NotAction' ? 'NotAction ' : '';
  const entry = piece(`${list}${visible(review.text)}`, 'strong');
  const place = [piece(' Statement '), piece(String(review.ref.statement + 1), 'strong')];
  const sid = piece(statement?.sid === undefined ? '' : ` ${visible(statement.sid)}`);
  const resource = piece(statement === undefined ? '' : ` on ${visible(resourceOf(statement))}`, 'dim');
  const allow = piece('  Allow  ');
  // From all there is to say to the least; the entry itself is never given up.
  const lefts: Line[] = [
    [...place, sid, allow, entry, resource],
    [...place, sid, allow, entry],
    [...place, allow, entry],
    [...place, piece('  '), entry],
  ];
  const rights = [numbers, numbers.slice(1), numbers.slice(2)].map(
    (texts): Line => [piece(texts.join(` ${theme.glyphs.dot} `), 'dim')],
  );
  const narrowest: readonly [Line, Line] = [lefts.at(-1) ?? [], rights.at(-1) ?? []];
  for (const right of rights)
    for (const left of lefts) if (lineWidth(left) + lineWidth(right) + 3 <= width) return [left, right];
  return narrowest;
}

function outcomeText({ outcome, original, units, element }: EntryReview): string {
  if (original !== undefined) return 'kept as it was';
  switch (outcome) {
    case 'kept':
      return 'stays';
    case 'unknown':
      return 'unknown, stays';
    case 'removed':
      return 'goes';
    case 'replaced':
      return count(units.length, element === 'NotAction' ? 'addition' : 'grant');
  }
}

/** What a statement is about, in few words. */
export function resourceOf({ value }: Statement): string {
  const resource = value['Resource'];
  if (typeof resource === 'string') return resource;
  if (Array.isArray(resource)) {
    const [first] = resource;
    return resource.length === 1 && typeof first === 'string' ? first : count(resource.length, 'resource');
  }
  return value['NotResource'] === undefined ? 'no resource' : 'all but some resources';
}
