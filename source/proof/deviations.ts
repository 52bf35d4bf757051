import { type Glob, matchText, readGlob } from './glob.ts';
import { type Finder, marks } from './known.ts';
import type { Deviation } from './types.ts';

/** The operator's decisions of one kind, found by action and statement, and which of them have been met. */
export interface Deviations {
  /** Whether one covers the action (lower case), or all that a pattern matches (`text`), in that statement. */
  allow(text: string, statement: number | undefined): boolean;
  /** The same for a known action, by its index. */
  allowKnown(index: number, statement: number | undefined): boolean;
  /** Those that hold in a statement and may match something of a kind of their own. */
  inStatement(statement: number | undefined): readonly { readonly glob: Glob; meet(): void }[];
  /** Those that allowed something, in the order given. */
  met(): Deviation[];
}

interface Indexed {
  readonly deviation: Deviation;
  readonly glob: Glob;
}

const NO_DEVIATIONS: Deviations = {
  allow: () => false,
  allowKnown: () => false,
  inStatement: () => [],
  met: () => [],
};

export function deviationsOf(
  kind: Deviation['kind'],
  deviations: readonly Deviation[],
  find: Finder,
): Deviations {
  if (deviations.length === 0) return NO_DEVIATIONS;
  const all = deviations
    .filter((deviation) => deviation.kind === kind)
    .map((deviation): Indexed => ({ deviation, glob: readGlob(deviation.action) }));
  const exact = Map.groupBy(
    all.filter(({ glob }) => glob.kind === 'exact'),
    ({ glob }) => glob.text,
  );
  const patterns = all.filter(({ glob }) => glob.kind !== 'exact');
  const known = marks(find.spans(all.map(({ deviation }) => deviation.action)), find.known.names.length);
  const met = new Set<Deviation>();
  const holdsIn = ({ deviation }: Indexed, statement: number | undefined): boolean =>
    deviation.statement === undefined || deviation.statement === statement;

  const allow = (text: string, statement: number | undefined): boolean => {
    let allowed = false;
    const take = (indexed: Indexed): void => {
      if (!holdsIn(indexed, statement)) return;
      met.add(indexed.deviation);
      allowed = true;
    };
    for (const indexed of exact.get(text) ?? []) take(indexed);
    for (const indexed of patterns) if (matchText(indexed.glob, text)) take(indexed);
    return allowed;
  };
  return {
    allow,
    allowKnown: (index, statement) =>
      known[index] === 1 && allow(find.known.lower[index] as string, statement),
    inStatement: (statement) =>
      all
        .filter((indexed) => holdsIn(indexed, statement))
        .map(({ deviation, glob }) => ({ glob, meet: () => met.add(deviation) })),
    met: () => deviations.filter((deviation) => met.has(deviation)),
  };
}
