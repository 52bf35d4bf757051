import type { AccessLevel, Catalog } from '../catalog/catalog.ts';
import { actionsSince, matchedSince } from '../catalog/compare.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Policy, Statement } from '../policy/policy.ts';

/** An action that an entry has come to allow. */
export interface CameIn {
  /** `service:Name` */
  readonly action: string;
  readonly accessLevel: AccessLevel;
  readonly description: string;
}

/** An entry that allows more than it did. */
export interface EntryDrift {
  /** such as `Statement[1].Action[3]` */
  readonly at: string;
  readonly sid?: string;
  readonly element: 'Action' | 'NotAction';
  /** The entry as written; a NotAction list is one entry, its strings joined by commas. */
  readonly entry: string;
  /** The most dangerous access levels first, then by name. */
  readonly actions: readonly CameIn[];
}

/** The access levels, the most dangerous first. */
export const DANGER: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

/**
 * What the wildcards of a policy have come to allow between two catalogues, though nobody changed the policy: for each
 * entry of its Allow statements, the actions that only the newer catalogue knows. A NotAction list allows all new
 * actions that it does not name. An action that is written out was meant, whenever it came. Deny statements are left
 * out: what they take back depends on their conditions and resources.
 */
export function driftOf(policy: Policy, older: Catalog, newer: Catalog): EntryDrift[] {
  const prefix = (index: number): string =>
    Array.isArray(policy.value['Statement']) ? `Statement[${index}]` : 'Statement';
  return policy.statements
    .filter(({ effect, hasPrincipal }) => effect === 'Allow' && !hasPrincipal)
    .flatMap((statement) => ofStatement(statement, prefix(statement.index), older, newer))
    .filter(({ actions }) => actions.length > 0);
}

function ofStatement(statement: Statement, place: string, older: Catalog, newer: Catalog): EntryDrift[] {
  const { sid, element, entries, shape } = statement;
  if (element === 'none') return [];
  const at = `${place}.${element}`;
  const whose = sid === undefined ? {} : { sid };
  const patterns = entries.map(parsePattern);
  if (element === 'NotAction') {
    const fresh = [...actionsSince(older, newer).values()]
      .flat()
      .filter((action) => !patterns.some((pattern) => matches(pattern, fold(action))));
    return [{ at, ...whose, element, entry: entries.join(', '), actions: inOrder(fresh, newer) }];
  }
  return patterns.flatMap((pattern, i) => {
    if (pattern.kind === 'exact') return [];
    const actions = inOrder(matchedSince(pattern, older, newer), newer);
    const its = shape === 'array' ? `${at}[${i}]` : at;
    return [{ at: its, ...whose, element, entry: entries[i] ?? '', actions }];
  });
}

function inOrder(actions: readonly string[], catalog: Catalog): CameIn[] {
  return actions
    .map((action) => {
      const details = catalog.details(action);
      const { accessLevel = 'Write', description = '' } = details ?? {};
      return { action, accessLevel, description };
    })
    .sort((a, b) => {
      const level = DANGER.indexOf(a.accessLevel) - DANGER.indexOf(b.accessLevel);
      return level !== 0 ? level : fold(a.action) < fold(b.action) ? -1 : 1;
    });
}
