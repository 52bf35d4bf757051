import type { SetWorks } from './permission-set.ts';
import type { ProvenPolicy } from './result.ts';

const SETS_FOLDER = 'permission-sets/';

/**
 * The folder of each result, in formats whose folders are put in place one by one with the credentials of one account:
 * the folder of its account, or the one for permission sets, which are changed from the account that manages them. '' if
 * all results belong to one place, and for a result without a place.
 */
export function foldersOf(results: readonly ProvenPolicy[], works: SetWorks): string[] {
  const places = results.map((result) => {
    const { account, attachedTo } = result.outcome.case;
    const isOfSet = attachedTo.some(({ kind }) => kind === 'permission-set');
    if (works.get(result)?.carrier === result || (account === undefined && isOfSet)) return SETS_FOLDER;
    return account === undefined ? '' : `${account}/`;
  });
  const isOfSeveral = new Set(places.filter((place) => place !== '')).size > 1;
  return isOfSeveral ? places : places.map(() => '');
}

/** Whether a folder's name is one that `foldersOf` makes. */
export function isPlace(folder: string): boolean {
  return /^\d{12}$/.test(folder) || `${folder}/` === SETS_FOLDER;
}
