import { type Glob, readGlob } from './glob.ts';
import { type GlobList, globList } from './glob-list.ts';
import { type Budget, listIncludes, looksLikeAction, shorterEscape } from './inclusion.ts';
import type { EntryList } from './statements.ts';

/** What a statement allows, over all strings, that its original did not. */
export interface Escapes {
  /** A shortest string that shows it, and its entry: of the refined statement, or, for NotAction, of the original. */
  readonly found: { readonly entry: number; readonly action: string } | undefined;
  readonly undecided: number | undefined;
  /** How many patterns were compared. */
  readonly patterns: number;
}

/** Compares a list before and after; both Action or both NotAction. */
export function escapesOf(before: EntryList, after: EntryList, budget: Budget): Escapes {
  if (before === after) return { found: undefined, undecided: undefined, patterns: 0 };
  // What NotAction no longer lists is newly allowed, so there the old list must be within the new one.
  const [inner, outer] = before.element === 'Action' ? [after, before] : [before, after];
  // A list that matches everything includes any other.
  if (outer.globs.covers(EVERYTHING.text))
    return { found: undefined, undecided: undefined, patterns: inner.entries.length };
  return escapes(inner.globs.globs, outer.globs, budget);
}

function escapes(globs: readonly Glob[], outer: GlobList, budget: Budget): Escapes {
  let found: Escapes['found'];
  let undecided: number | undefined;
  for (let entry = 0; entry < globs.length; entry++) {
    const glob = globs[entry] as Glob;
    if (found !== undefined && looksLikeAction(found.action)) {
      const action = shorterEscape(outer, glob, budget, found.action.length);
      if (action !== undefined) found = { entry, action };
      continue;
    }
    const result = listIncludes(outer, glob, budget);
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
const NOTHING = globList([]);

/** The same for a statement that has no original: whatever it allows is new. */
export function escapesOfStranger({ element, globs }: EntryList, budget: Budget): Escapes {
  return element === 'Action' ? escapes(globs.globs, NOTHING, budget) : escapes([EVERYTHING], globs, budget);
}
