import { counted, quoted } from '../base/words.ts';
import type { Case } from './case.ts';
import { type Escapes, escapesOf, escapesOfStranger } from './escapes.ts';
import { entryPath, hasList, type ListStatement, oncePerList } from './statements.ts';
import type { Counterexample, LawVerdict } from './types.ts';

/** Law 3: a statement allows no string that it did not allow before, not even an action that does not exist yet. */
export function nothingNew(input: Case): LawVerdict {
  const { alignment } = input;
  const budget = { left: input.states };
  const compared = oncePerList((before, after) => escapesOf(before, after ?? before, budget));
  const tally: Tally = { patterns: 0, statements: 0, broken: 0, example: undefined, doubt: undefined };
  for (const { before, after } of alignment.pairs) {
    if (after === undefined || !hasList(after) || !hasList(before)) continue;
    if (before.list.element !== after.list.element) continue;
    tally.statements++;
    const at = (entry: number): string => entryPath(before.list.element === 'Action' ? after : before, entry);
    note(
      tally,
      compared(before.list, after.list),
      before.index,
      (entry, action) =>
        before.list.element === 'Action'
          ? `${at(entry)} of the refined policy allows ${quoted(action)}, which ${before.path} of the original does not`
          : `${at(entry)} of the original keeps ${quoted(action)} out, ${after.path} of the refined policy does not`,
      at,
    );
  }
  for (const stranger of strangersOf(input)) {
    tally.statements++;
    const at = (entry: number): string =>
      stranger.list.element === 'Action' ? entryPath(stranger, entry) : `${stranger.path}.NotAction`;
    note(
      tally,
      escapesOfStranger(stranger.list, budget),
      stranger.index,
      (entry, action) =>
        `${at(entry)} of the refined policy allows ${quoted(action)}, and no statement of the original is its like`,
      at,
    );
  }
  const { patterns, statements, broken, example, doubt } = tally;
  const states = input.states - Math.max(budget.left, 0);
  const refuted = broken > 0;
  const result = refuted
    ? `more allowed in ${counted(broken, 'statement')}`
    : doubt
      ? 'not all decided'
      : 'nothing added';
  const counterexample = example ?? doubt;
  return {
    law: 3,
    name: 'nothing new, ever',
    verdict: refuted
      ? alignment.kind === 'unsure'
        ? 'undecided'
        : 'refuted'
      : doubt === undefined
        ? 'holds'
        : 'undecided',
    checked:
      `${counted(patterns, 'changed pattern')} in ${counted(statements, 'statement')} ` +
      `compared over all strings, ${counted(states, 'automaton state')}: ${result}`,
    numbers: { statements, patterns, states, broken },
    ...(counterexample === undefined ? {} : { counterexample }),
  };
}

interface Tally {
  patterns: number;
  statements: number;
  broken: number;
  example: Counterexample | undefined;
  doubt: Counterexample | undefined;
}

function note(
  tally: Tally,
  { found, undecided, patterns }: Escapes,
  statement: number,
  message: (entry: number, action: string) => string,
  at: (entry: number) => string,
): void {
  tally.patterns += patterns;
  if (found !== undefined) {
    tally.broken++;
    const { action, entry } = found;
    const best = tally.example?.action;
    if (best !== undefined && best.length <= action.length) return;
    tally.example = { statement, action, path: at(entry), message: message(entry, action) };
  } else if (undecided !== undefined) {
    const path = at(undecided);
    tally.doubt ??= { statement, path, message: `${path} takes too much work to decide` };
  }
}

/** Allow statements of the refined policy that have no counterpart in the original, or one of another kind. */
function strangersOf({ alignment }: Case): ListStatement[] {
  const changed = alignment.pairs.flatMap(({ before, after }) =>
    after !== undefined && before.list?.element !== after.list?.element ? [after] : [],
  );
  return [...changed, ...alignment.strangers].filter(hasList);
}
