import type { RecommendedPolicy } from '../../account/recommended.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { overlaps } from '../../pattern/overlap.ts';
import { parsePattern } from '../../pattern/pattern.ts';
import { policyFrom, type Statement } from '../../policy/policy.ts';
import type { EntryOutcome } from '../../refine/outcome.ts';
import type { ProvenPolicy } from '../result.ts';

/** What becomes of one entry in AWS's recommendation. */
export interface AwsChoice {
  /** AWS's strings in the entry's place, sorted; none where nothing of the entry is left. */
  readonly grants: readonly string[];
  /** How that differs from the result, in a phrase; empty where it does not. */
  readonly differs: string;
}

/**
 * What AWS chose for each entry of a policy; undefined where there is no recommendation for the policy. Statements are
 * matched by everything but their actions.
 *
 * @param then the catalogue of the day of the recommendation, if there is one
 */
export function awsChoices(
  { outcome }: ProvenPolicy,
  then: Catalog | undefined,
): ((entry: EntryOutcome) => AwsChoice) | undefined {
  const { recommended, policy } = outcome.case;
  if (recommended === undefined) return undefined;
  const theirs = allowing(recommended);
  return (entry) => {
    const own = policy.statements[entry.ref.statement];
    const same = theirs.filter(({ value }) => own !== undefined && rest(value) === rest(own.value));
    const statements = same.length === 0 ? theirs : same;
    const lists = statements.map(({ element, entries }) => ({
      element,
      entries: entries.map((text) => ({ text, pattern: parsePattern(text) })),
    }));
    const isAllowed = (lower: string): boolean =>
      lists.some(
        ({ element, entries }) =>
          entries.some(({ pattern }) => matches(pattern, lower)) === (element === 'Action'),
      );
    const grants = lists.flatMap(({ element, entries }) => {
      if (element === 'NotAction') return [`all but ${entries.map(({ text }) => text).join(', ')}`];
      if (entry.element === 'NotAction') return entries.map(({ text }) => text);
      const written = parsePattern(entry.text);
      return entries.filter(({ pattern }) => overlaps(pattern, written)).map(({ text }) => text);
    });
    const sorted = [...new Set(grants)].sort();
    return { grants: sorted, differs: differenceOf(entry, sorted, isAllowed, outcome.unused.has, then) };
  };
}

function allowing({ value, file, policyId }: RecommendedPolicy): readonly Statement[] {
  if (value === null) return [];
  return policyFrom(value, '', `${file}, the policy for ${policyId}`).statements.filter(
    ({ effect, hasPrincipal }) => effect === 'Allow' && !hasPrincipal,
  );
}

/** Everything in a statement but its actions, as a text that does not depend on the order of the keys. */
function rest(statement: JsonObject): string {
  const kept = Object.entries(statement).filter(([key]) => key !== 'Action' && key !== 'NotAction');
  return JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))));
}

function differenceOf(
  entry: EntryOutcome,
  theirs: readonly string[],
  isAllowed: (lower: string) => boolean,
  isUnused: (action: string) => boolean,
  then: Catalog | undefined,
): string {
  const newer: string[] = [];
  const lost: string[] = [];
  const left: string[] = [];
  const kept: string[] = [];
  for (let node = 0; node < entry.trie.size; node++) {
    if (!entry.trie.isLeaf(node)) continue;
    const action = entry.trie.prefix(node);
    const stays = entry.fate(node).stays > 0;
    if (stays === isAllowed(fold(action))) continue;
    if (!stays) left.push(action);
    else if (isUnused(action)) kept.push(action);
    else if (then !== undefined && !then.has(action)) newer.push(action);
    else lost.push(action);
  }
  const phrases = [
    phrase('another catalogue: AWS could not know of', newer),
    phrase('lost: ', lost),
    phrase('unused and left: ', left),
    phrase('kept here on purpose or open, gone there: ', kept),
  ].filter((each) => each !== '');
  if (phrases.length > 0) return phrases.join('; ');
  if (entry.element === 'NotAction') return '';
  const ours = entry.grants;
  const isSame = ours.length === theirs.length && ours.every((each) => theirs.includes(each));
  return isSame ? '' : 'another cut: both allow the same of what is known';
}

const SHOWN = 3;

function phrase(says: string, actions: readonly string[]): string {
  if (actions.length === 0) return '';
  const more = actions.length - SHOWN;
  const names = actions.slice(0, SHOWN).join(', ');
  return `${says.endsWith(' ') ? says : `${says} `}${names}${more > 0 ? ` and ${more} more` : ''}`;
}
