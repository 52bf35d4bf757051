import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import type { Change, EntryOutcome } from '../../refine/outcome.ts';
import type { SessionRole } from '../../review/session/role.ts';
import type { TreeRow } from '../../review/session/row.ts';
import { keyOf, type PolicyTree } from '../../review/session/tree.ts';
import { type Line, piece, spread, wrapped } from '../picture/text.ts';
import type { Style } from '../theme.ts';

/** The standing of a row, in a word or two. */
export function standingOf(row: TreeRow): { readonly text: string; readonly style: Style } {
  const { stays, goes } = row;
  switch (row.fate) {
    case 'stays':
      return { text: row.mark?.kind === 'kept' ? 'stays, kept on purpose' : 'stays', style: 'stays' };
    case 'unknown':
      return { text: 'unknown, stays', style: 'stays' };
    case 'goes':
      return { text: row.mark?.kind === 'dropped' ? 'goes, removed on purpose' : 'goes', style: 'goes' };
    case 'some':
      return { text: `${thousands(goes)} go, ${thousands(stays)} stay`, style: 'some' };
  }
}

/**
 * What the row is, and what accepting it means, in sentences. `cameIn`: how many of its actions are new, since when.
 */
export function meaningOf(
  tree: PolicyTree,
  row: TreeRow,
  role: SessionRole,
  cameIn: { readonly count: number; readonly since: string } | undefined,
): string[] {
  switch (role.kind) {
    case 'policy':
    case 'statement':
      return [];
    case 'change':
      return [...changeMeaning(role.entry, role.change, row, cameIn), ...markMeaning(row)];
    case 'part':
      return [
        'It is a grant of its own, since the grant above was narrowed to its next words.',
        ...markMeaning(row),
      ];
    case 'covered': {
      const by = visible(keyOf(role.entry, role.by));
      return [
        `${by} speaks for it: what is decided there holds here. e keeps or drops this alone.`,
        ...markMeaning(row),
      ];
    }
    case 'above':
      return [...aboveMeaning(role.entry, role.node, row), ...markMeaning(row)];
    case 'unused':
      return [
        row.stays + row.goes > 1
          ? 'All of it is reported unused and goes with its entry. e keeps some of it, or all.'
          : 'It is reported unused and goes with its entry. e keeps it.',
        ...markMeaning(row),
      ];
    case 'settled':
      return [...settledMeaning(tree, role.entry, role.node), ...markMeaning(row)];
  }
}

function changeMeaning(
  entry: EntryOutcome,
  change: Change,
  row: TreeRow,
  cameIn: { readonly count: number; readonly since: string } | undefined,
): string[] {
  if (entry.original !== undefined)
    return [`The original entry ${visible(entry.text)} is kept, so nothing changes here.`];
  const { decision } = change;
  const start = decision === undefined ? 'Accepting it: ' : '';
  const all = counted(row.stays + row.goes, 'action');
  switch (change.kind) {
    case 'entry-goes':
      return [
        upper(
          `${start}the entry ${visible(entry.text)} goes${row.stays + row.goes === 0 ? '' : `, with ${row.goes === 1 && row.stays === 0 ? 'the one action' : `all ${all}`} that it allows`}. ${row.stays === 0 ? 'Nothing comes in later.' : `${counted(row.stays, 'action')} of it stay by other entries of the statement.`}`,
        ),
      ];
    case 'addition':
      return [
        upper(
          `${start}${list(change.grants)} ${change.grants.length === 1 ? 'is' : 'are'} added to NotAction, so ${row.goes === 1 ? 'that action goes' : `${thousands(row.goes)} actions go`}.`,
        ),
      ];
    case 'grant': {
      const wild = change.grants.filter((grant) => /[*?]/.test(grant));
      const isAll = row.goes === 0;
      const stay =
        row.stays === 0
          ? 'nothing stays'
          : isAll
            ? row.stays === 1
              ? 'the action stays'
              : `all ${thousands(row.stays)} stay`
            : `${thousands(row.stays)} stay and ${thousands(row.goes)} go`;
      const came =
        cameIn === undefined || cameIn.count === 0
          ? ''
          : ` (${thousands(cameIn.count)} came since ${cameIn.since})`;
      const later =
        wild.length === 0
          ? ', and nothing else comes in later'
          : `, and whatever AWS adds under ${wild.slice(0, 3).map(underIt).join(', ')}${wild.length > 3 ? ` and ${wild.length - 3} more` : ''} later${came}`;
      const [only] = change.grants;
      const asWritten =
        change.grants.length === 1 && only === change.key
          ? []
          : change.grants.length === 0
            ? []
            : [`Written as ${list(change.grants)}.`];
      return [upper(`${start}${stay}${later}.`), ...asWritten];
    }
  }
}

/** `s3:GetObject*` as what comes under it. */
function underIt(grant: string): string {
  return visible(grant.replace(/\*$/, '…'));
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function list(texts: readonly string[], most = 6): string {
  const shown = texts.slice(0, most).map(visible).join(', ');
  return texts.length > most ? `${shown} and ${thousands(texts.length - most)} more` : shown;
}

function aboveMeaning(entry: EntryOutcome, node: number, row: TreeRow): string[] {
  if (entry.original !== undefined)
    return node === 0
      ? ['The entry stays as its author wrote it.']
      : ['The original entry is kept, so nothing changes here.'];
  const { approved, total } = entry.changesBelow(node);
  const done = total === 0 ? '' : ` ${thousands(approved)} of ${counted(total, 'change')} approved.`;
  if (node > 0) return [`Of it, ${thousands(row.goes)} go and ${thousands(row.stays)} stay.${done}`];
  if (entry.element === 'NotAction')
    return [`The list gets ${counted(entry.grants.length, 'addition')}: ${list(entry.grants)}.${done}`];
  const { grants } = entry;
  const becomes =
    grants.length === 0 ? 'It goes.' : `It becomes ${counted(grants.length, 'grant')}: ${list(grants, 8)}.`;
  return [`${thousands(row.goes)} of ${counted(row.stays + row.goes, 'action')} go. ${becomes}${done}`];
}

function settledMeaning(tree: PolicyTree, entry: EntryOutcome, node: number): string[] {
  const { notRefined } = tree.policy.case;
  if (notRefined !== undefined) return [`Nothing of this policy goes: ${visible(notRefined.message)}`];
  switch (entry.proposal) {
    case 'unknown':
      return [
        `It matches no action of the catalogue of ${tree.policy.case.catalog.date}, so it stays, with a warning.`,
      ];
    case 'stays':
      return [
        node === 0
          ? 'Nothing of it is reported unused, so it stays letter for letter. There is nothing to sign off.'
          : `It stays with ${visible(entry.text)}, of which nothing is reported unused.`,
      ];
    case 'goes':
    case 'replaced':
      return ['No change stands here.'];
  }
}

const MARK_TEXTS = {
  accepted: 'Accepted',
  listed: 'Listed one by one',
  narrowed: 'Narrowed',
  widened: 'Widened, on purpose,',
  edited: 'Edited',
  kept: 'Kept on purpose',
  dropped: 'Removed on purpose',
  original: 'Kept as written, on purpose,',
} as const satisfies Record<NonNullable<TreeRow['mark']>['kind'], string>;

function markMeaning({ mark }: TreeRow): string[] {
  if (mark === undefined) return [];
  const until = mark.until === undefined ? '' : ` until ${visible(mark.until)}`;
  const how = mark.bulk ? ', together with others' : '';
  const reason = mark.reason === undefined ? '' : `: ${visible(mark.reason)}`;
  return [`${MARK_TEXTS[mark.kind]}${until} by ${visible(mark.by)}, ${moment(mark.at)}${how}${reason}`];
}

/** A panel's first line: what it is about, and how it stands. */
export function heading(
  title: string,
  { text, style }: { readonly text: string; readonly style: Style },
  width: number,
  ellipsis: string,
): Line[] {
  const right = piece(text, style);
  if (title.length + text.length + 2 <= width)
    return [spread([piece(title, 'strong')], [right], width, ellipsis)];
  return [...wrapped(title, width).map((line): Line => [piece(line, 'strong')]), [right]];
}

/** A time as people write it; the zone is UTC. */
export function moment(iso: string): string {
  return iso.length >= 16 ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : visible(iso);
}
