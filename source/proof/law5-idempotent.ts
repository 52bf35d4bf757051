import { align } from './align.ts';
import { firstDifference, isEqual } from './canonical.ts';
import type { Case } from './case.ts';
import type { Trial } from './rerun.ts';
import { type ReadPolicy, type ReadStatement, readPolicyValue, sameEntries } from './statements.ts';
import type { Counterexample, Deviation, LawVerdict } from './types.ts';

/**
 * Law 5: refining the result with the same finding changes nothing. Decided by doing so, if there is a way to, and in
 * any case from the result itself: with nothing unused left (law 2) there is nothing to change.
 */
export function idempotent(input: Case, trial: Trial | undefined, left: LawVerdict): LawVerdict {
  const { refined } = input;
  const verdict = (
    verdict: LawVerdict['verdict'],
    checked: string,
    counterexample?: Counterexample,
    deviations: readonly Deviation[] = left.deviations,
  ): LawVerdict => ({
    law: 5,
    name: 'idempotent',
    verdict,
    checked,
    numbers: { runs: trial === undefined || refined === null ? 0 : 1 },
    ...(counterexample === undefined ? {} : { counterexample }),
    deviations,
  });
  if (refined === null) return verdict('holds', 'nothing is left that could be refined once more');
  if (left.verdict !== 'holds') {
    const checked = 'decided from the result: what law 2 found would go in a second refinement';
    return verdict(left.verdict, checked, left.counterexample);
  }
  if (trial === undefined)
    return verdict('holds', 'decided from the result: no unused action is left to refine');
  const run = trial.run(refined.value, input.lists);
  if (run.kind === 'failed') return verdict('undecided', 'refined once more', { message: run.message });
  if (run.result !== null && isEqual(run.result, refined.value)) {
    return verdict('holds', 'refined once more with the same finding: the same policy');
  }
  if (run.result !== null && isDecided(input, refined, readPolicyValue(run.result))) {
    const checked = 'refined once more with the same finding: only what was kept on purpose would go';
    return verdict('holds', checked, undefined, input.kept.met());
  }
  const path =
    run.result === null ? 'Statement' : (firstDifference(refined.value, run.result) ?? '').slice(1);
  const message =
    run.result === null
      ? 'refined once more, nothing of the policy is left'
      : `refined once more, ${path} of the refined policy changes again`;
  return verdict('refuted', 'refined once more with the same finding: another policy', { path, message });
}

/** Whether a second refinement takes away no more than what an operator decided to keep. */
function isDecided(input: Case, refined: ReadPolicy, second: ReadPolicy): boolean {
  const origins = new Map<number, number>();
  for (const { before, after } of input.alignment.pairs)
    if (after !== undefined) origins.set(after.index, before.index);
  const explains = (before: ReadStatement, after: ReadStatement | undefined): boolean => {
    if (before.element === 'fixed' || (after !== undefined && sameEntries(before, after))) return true;
    const origin = origins.get(before.index);
    const lost = input.actions.lost(before, after);
    if (lost.length > 0) return lost.every((i) => input.kept.allowKnown(i, origin));
    const stays = new Set(after?.entries);
    return before.list.globs.every(({ raw, text }) => stays.has(raw) || input.kept.allow(text, origin));
  };
  const { pairs, strangers, kind } = align(refined, second, (before, after) =>
    explains(before, after) ? 0 : 1,
  );
  return (
    kind === 'sound' && strangers.length === 0 && pairs.every((pair) => explains(pair.before, pair.after))
  );
}
