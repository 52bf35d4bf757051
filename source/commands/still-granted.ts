import type { PolicySubject } from '../account/subjects.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Statement } from '../policy/policy.ts';
import { buildTrie } from '../refine/build-trie.ts';
import { refineEntry } from '../refine/entry.ts';
import { refineNotAction } from '../refine/not-action.ts';
import type { Trie } from '../refine/trie.ts';
import { scopeOf } from '../review/entry.ts';

/** An entry that still grants something unused. */
export interface StillGranted {
  /** such as `Statement[1].Action[3]` */
  readonly at: string;
  readonly sid?: string;
  /** the entry as written; a NotAction list is one entry, its strings joined by commas */
  readonly entry: string;
  /** how many known actions it grants */
  readonly granted: number;
  /** the known ones of them that are unused, sorted; empty where only unknown actions of an unused service are granted */
  readonly unused: readonly string[];
}

/** The entries of a policy that still grant something unused, in their order. */
export function stillGranted({ policy, unused }: PolicySubject, catalog: Catalog): StillGranted[] {
  const scope = scopeOf(catalog, unused);
  const listed = Array.isArray(policy.value['Statement']);
  const ofTrie = (trie: Trie): Pick<StillGranted, 'granted' | 'unused'> => ({
    granted: trie.total(0),
    unused: trie
      .actions(0)
      .filter((action) => unused.has(action))
      .sort(),
  });
  const ofStatement = (statement: Statement): StillGranted[] => {
    if (statement.effect !== 'Allow' || statement.hasPrincipal) return [];
    const { index, sid, element, entries, shape } = statement;
    const at = `${listed ? `Statement[${index}]` : 'Statement'}.${element}`;
    const whose = sid === undefined ? {} : { sid };
    switch (element) {
      case 'none':
        return [];
      case 'Action':
        return entries.flatMap((entry, i) => {
          const { kind } = refineEntry(entry, unused, scope, 'shortest');
          if (kind === 'kept' || kind === 'unknown') return [];
          const trie = buildTrie(entry, unused, scope, { shallow: true });
          return [{ at: shape === 'array' ? `${at}[${i}]` : at, ...whose, entry, ...ofTrie(trie) }];
        });
      case 'NotAction': {
        if (refineNotAction(entries, unused, scope, 'shortest').kind === 'kept') return [];
        const patterns = entries.map(parsePattern);
        const only = (action: string): boolean => !patterns.some((each) => matches(each, fold(action)));
        const trie = buildTrie('*', unused, scope, { shallow: true, only });
        return [{ at, ...whose, entry: entries.join(', '), ...ofTrie(trie) }];
      }
    }
  };
  return policy.statements.flatMap(ofStatement);
}
