import { visible } from '../../base/visible.ts';
import type { Statement } from '../../policy/policy.ts';
import { subjectProgress } from '../../review/state/context.ts';
import { count } from '../../review/state/say.ts';
import type { Scene } from '../scene.ts';
import { type Line, painted, piece, spread, widthOf } from './text.ts';

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
    draw(...entryLine(scene)),
  ];
}

function whereabouts({ context, state, theme }: Scene): { readonly way: string; readonly right: string } {
  const subject = context.subjects[state.place.subject];
  if (subject === undefined) return { way: '', right: '' };
  const { decided, total } = subjectProgress(context, state.decisions, subject);
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

function entryLine({ context, state, current, theme }: Scene): [Line, Line] {
  const subject = context.subjects[state.place.subject];
  if (current === undefined || subject === undefined)
    return [[piece(' '), piece('no Allow statement with actions', 'dim')], []];
  const { review } = current;
  const statement = subject.policy.statements[review.ref.statement];
  const { trie } = review;
  const dot = ` ${theme.glyphs.dot} `;
  const list = review.element === 'NotAction' ? 'NotAction ' : '';
  const numbers = [
    count(trie.total(0), 'action'),
    `${trie.unused(0).toLocaleString('en')} unused`,
    outcomeText(review.outcome, review.original !== undefined, review.units.length),
  ];
  return [
    [
      piece(' Statement '),
      piece(String(review.ref.statement + 1), 'strong'),
      piece(statement?.sid === undefined ? '' : ` ${visible(statement.sid)}`),
      piece('  Allow  '),
      piece(`${list}${visible(review.text)}`, 'strong'),
      piece(statement === undefined ? '' : ` on ${visible(resourceOf(statement))}`, 'dim'),
    ],
    [piece(numbers.join(dot), 'dim')],
  ];
}

function outcomeText(outcome: string, isOriginal: boolean, units: number): string {
  if (isOriginal) return 'kept as it was';
  switch (outcome) {
    case 'kept':
      return 'stays';
    case 'unknown':
      return 'unknown, stays';
    case 'removed':
      return 'goes';
    default:
      return count(units, 'grant');
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
