import { type Glob, matchText, readGlob } from './glob.ts';
import { type KnownActions, marks, spansOf } from './known.ts';
import type { Deviation } from './types.ts';

/** The listed deviations of some kinds. */
export interface Deviations {
  /**
   * Tells which known actions a deviation names, in that statement of the original or everywhere: one byte for each.
   * `undefined` stands for a statement that has no original.
   */
  named(statement: number | undefined): Uint8Array;
  /** Their patterns, for actions that nobody knows. */
  globs(statement: number | undefined): readonly Glob[];
}

/** Gathers the deviations of these kinds, to be looked up by statement. */
export function listedDeviations(
  kinds: readonly Deviation['kind'][],
  deviations: readonly Deviation[],
  known: KnownActions,
): Deviations {
  const byStatement = Map.groupBy(
    deviations.filter(({ kind }) => kinds.includes(kind)),
    ({ statement }) => statement,
  );
  const listed = new Map(
    [...byStatement].map(([statement, list]) => [
      statement,
      {
        globs: list.map(({ action }) => readGlob(action)),
        spans: spansOf(known, list.flatMap(({ action, actions }) => actions ?? [action]).map(readGlob)),
      },
    ]),
  );
  const everywhere = listed.get(undefined) ?? { globs: [], spans: [] };
  const general = marks(everywhere.spans, known.names.length);
  const bytes = new Map<number | undefined, Uint8Array>();
  return {
    named(statement) {
      const here = statement === undefined ? undefined : listed.get(statement);
      if (here === undefined) return general;
      const made = bytes.get(statement) ?? marks([...everywhere.spans, ...here.spans], known.names.length);
      bytes.set(statement, made);
      return made;
    },
    globs(statement) {
      const here = statement === undefined ? undefined : listed.get(statement);
      return here === undefined ? everywhere.globs : [...everywhere.globs, ...here.globs];
    },
  };
}

/** Whether one of the patterns lets a text stay: an action, or the `text` of a pattern, in lower case. */
export function coveredBy(globs: readonly Glob[], text: string): boolean {
  return globs.some((glob) => matchText(glob, text));
}
