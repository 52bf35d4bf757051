import { setWorksOf } from './permission-set.ts';
import type { ProvenPolicy } from './result.ts';

const SETS_FOLDER = 'permission-sets/';

/**
 * The folder of each result in formats that are put in place a folder at a time, with the credentials of one account:
 * that of its account, or the one of permission sets, which are changed from the account that manages them. '' where
 * all are of one place, and for what is of none.
 */
export function foldersOf(results: readonly ProvenPolicy[]): string[] {
  const works = setWorksOf(results);
  const places = results.map((result) => {
    const { account, attachedTo } = result.outcome.case;
    const isOfSet = attachedTo.some(({ kind }) => kind === 'permission-set');
    if (works.get(result)?.carrier === result || (account === undefined && isOfSet)) return SETS_FOLDER;
    return account === undefined ? '' : `${account}/`;
  });
  const isOfSeveral = new Set(places.filter((place) => place !== '')).size > 1;
  return isOfSeveral ? places : places.map(() => '');
}

/** Whether a folder is one of those, by its name. */
export function isPlace(folder: string): boolean {
  return /^\d{12}$/.test(folder) || `${folder}/` === SETS_FOLDER;
}
