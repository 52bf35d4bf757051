import { type Glob, readGlob } from './glob.ts';
import { globList } from './glob-list.ts';
import { type Budget, includes, looksLikeAction, shorterEscape } from './inclusion.ts';
import { type ReadStatement, sameEntries } from './statements.ts';

/** What a statement allows and its original did not, over all strings. */
export interface Escapes {
  /** The entry that shows it: of the refined statement, for NotAction of the original, and a shortest string. */
  readonly found: { readonly entry: number; readonly action: string } | undefined;
  readonly undecided: number | undefined;
  /** How many patterns were compared. */
  readonly patterns: number;
}

/** Compares the lists of a statement before and after; both Action or both NotAction. */
export function escapesOf(before: ReadStatement, after: ReadStatement, budget: Budget): Escapes {
  if (sameEntries(before, after)) return { found: undefined, undecided: undefined, patterns: 0 };
  // What NotAction no longer lists is newly allowed, so there the old list must be within the new one.
  const [inner, outer] = before.element === 'Action' ? [after, before] : [before, after];
  // Nothing is beyond everything.
  if (outer.list.covers(EVERYTHING.text))
    return { found: undefined, undecided: undefined, patterns: inner.entries.length };
  return escapes(inner.list.globs, outer, budget);
}

function escapes(globs: readonly Glob[], outer: Pick<ReadStatement, 'list'>, budget: Budget): Escapes {
  let found: Escapes['found'];
  let undecided: number | undefined;
  for (let entry = 0; entry < globs.length; entry++) {
    const glob = globs[entry] as Glob;
    if (found !== undefined && looksLikeAction(found.action)) {
      const action = shorterEscape(outer.list, glob, budget, found.action.length);
      if (action !== undefined) found = { entry, action };
      continue;
    }
    const result = includes(outer.list, glob, budget);
    if (result.kind === 'undecided') undecided ??= entry;
    if (result.kind !== 'escapes') continue;
    const { action } = result;
    if (found === undefined || looksLikeAction(action) || action.length < found.action.length) {
      found = { entry, action };
    }
  }
  return { found, undecided, patterns: globs.length };
}

const EVERYTHING = readGlob('*');
const NOTHING = { list: globList([]) };

/** The same for a statement that has no original: whatever it allows is new. */
export function escapesOfStranger(stranger: ReadStatement, budget: Budget): Escapes {
  return stranger.element === 'Action'
    ? escapes(stranger.list.globs, NOTHING, budget)
    : escapes([EVERYTHING], stranger, budget);
}
