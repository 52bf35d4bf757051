import type { JsonObject } from '../base/json.ts';
import { align } from './align.ts';
import { firstDifference } from './canonical.ts';
import type { Case } from './case.ts';
import { coveredBy } from './deviations.ts';
import type { EntryList, ReadPolicy, ReadStatement } from './statements.ts';
import type { Trial } from './trial.ts';
import type { Counterexample, LawVerdict } from './types.ts';

/**
 * Law 5: refining the result once more with the same finding changes nothing, except what stays on purpose or is open.
 * It is tried where the refinement can be made again. It is also decided from the result itself: where nothing unused
 * is left (law 2), there is nothing to change.
 */
export function idempotent(input: Case, trial: Trial | undefined, left: LawVerdict): LawVerdict {
  const { refined } = input;
  const verdict = (
    verdict: LawVerdict['verdict'],
    checked: string,
    counterexample?: Counterexample,
  ): LawVerdict => ({
    law: 5,
    name: 'idempotent',
    verdict,
    checked,
    numbers: { runs: trial === undefined || refined === null ? 0 : 1 },
    ...(counterexample === undefined ? {} : { counterexample }),
  });
  if (refined === null) return verdict('holds', 'nothing is left that could be refined once more');
  if (left.verdict !== 'holds') {
    const checked = 'decided from the result: what law 2 found would go in a second refinement';
    return verdict(left.verdict, checked, left.counterexample);
  }
  if (trial === undefined)
    return verdict(
      'holds',
      'decided from the result: law 2 found nothing that would go in a second refinement',
    );
  // Equal statements are refined once; only where something changes is the whole policy refined.
  const distinct = withoutRepeats(refined);
  const first = distinct === refined.value ? undefined : trial(distinct, input.lists);
  if (first?.kind === 'made' && firstDifference(distinct, first.result) === undefined)
    return verdict('holds', 'refined once more with the same finding: the same policy');
  const run = trial(refined.value, input.lists);
  if (run.kind === 'failed') return verdict('undecided', 'refined once more', { message: run.message });
  const difference = firstDifference(refined.value, run.result);
  if (difference === undefined) {
    return verdict('holds', 'refined once more with the same finding: the same policy');
  }
  if (run.result !== null && isExplained(input, refined, input.reader.read(run.result))) {
    const checked = 'refined once more with the same finding: only what stays on purpose or is open would go';
    return verdict('holds', checked);
  }
  const path = run.result === null ? 'Statement' : difference.slice(1);
  const message =
    run.result === null
      ? 'refined once more, nothing of the policy is left'
      : `refined once more, ${path} of the refined policy changes again`;
  return verdict('refuted', 'refined once more with the same finding: another policy', { path, message });
}

/** The policy with one of each of its statements; itself where none repeats another. */
function withoutRepeats({ value, shape, statements }: ReadPolicy): JsonObject {
  if (shape !== 'array') return value;
  const seen = new Map<EntryList | undefined, Set<string>>();
  const distinct = statements.filter(({ list, rest }) => {
    const known = seen.get(list) ?? new Set();
    seen.set(list, known);
    const before = known.size;
    return before < known.add(rest).size;
  });
  if (distinct.length === statements.length) return value;
  return { ...value, Statement: distinct.map((statement) => statement.value) };
}

/** Whether a second refinement takes away no more than what was decided to stay, or is open. */
function isExplained(input: Case, refined: ReadPolicy, second: ReadPolicy): boolean {
  const origins = new Map<number, number>();
  for (const { before, after } of input.alignment.pairs)
    if (after !== undefined) origins.set(after.index, before.index);
  const explains = (before: ReadStatement, after: ReadStatement | undefined): boolean => {
    if (before.list === undefined || before.list === after?.list) return true;
    const origin = origins.get(before.index);
    const lost = input.lost(before.list, after?.list);
    const named = input.spared.named(origin);
    if (lost.length > 0) return lost.every((i) => named[i] === 1);
    const stays = new Set(after?.list?.entries);
    const globs = input.spared.globs(origin);
    return before.list.globs.globs.every(({ raw, text }) => stays.has(raw) || coveredBy(globs, text));
  };
  const { pairs, strangers, kind } = align(refined, second, (before, after) =>
    explains(before, after) ? 0 : 1,
  );
  return (
    kind === 'sound' && strangers.length === 0 && pairs.every((pair) => explains(pair.before, pair.after))
  );
}
