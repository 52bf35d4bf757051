import { counted, quoted } from '../base/words.ts';
import type { Case } from './case.ts';
import { sameEntries } from './statements.ts';
import type { Counterexample, LawVerdict } from './types.ts';

/** Law 1: every known action that a statement allowed and that is not in U is still allowed by that statement. */
export function nothingLost(input: Case): LawVerdict {
  const { alignment, actions, known, removed, unused } = input;
  let statements = 0;
  let changed = 0;
  let needed = 0;
  let lost = 0;
  let smallest: { readonly action: string; readonly example: Counterexample } | undefined;
  for (const { before, after } of alignment.pairs) {
    if (before.element === 'fixed') continue;
    statements++;
    if (after !== undefined && sameEntries(before, after)) continue;
    changed++;
    const old = actions.allowed(before);
    const now = after === undefined ? undefined : actions.allowed(after);
    for (let i = 0; i < old.length; i++) {
      if (old[i] === 0) continue;
      if (unused.has[i] === 0) needed++;
      if (now?.[i] === 1 || removed.allowKnown(i, before.index) || unused.has[i] === 1) continue;
      lost++;
      const action = known.names[i] as string;
      if (smallest !== undefined && !isSmaller(action, smallest.action)) continue;
      const where =
        after === undefined
          ? 'the refined policy has not kept it'
          : `${after.path} of the refined policy does not`;
      const message = `${before.path} of the original allows ${quoted(action)}, which nobody reported unused; ${where}`;
      smallest = { action, example: { statement: before.index, action, path: before.path, message } };
    }
  }
  const deviations = removed.met();
  const took = deviations.length === 0 ? '' : `; ${counted(deviations.length, 'decision')} to remove more`;
  const kept = lost === 0 ? 'all still allowed there' : `${counted(lost, 'action')} lost`;
  return {
    law: 1,
    name: 'nothing lost',
    verdict: lost === 0 ? 'holds' : alignment.kind === 'unsure' ? 'undecided' : 'refuted',
    checked:
      `${counted(changed, 'changed statement')} of ${statements} allowed ` +
      `${counted(needed, 'known action')} that are not unused: ${kept}${took}`,
    numbers: { statements, changed, actions: needed, lost },
    ...(smallest === undefined ? {} : { counterexample: smallest.example }),
    deviations,
  };
}

/** The shorter string is the smaller one; of two that are as long, the one that is first by code unit. */
export function isSmaller(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
