import { counted, quoted, thousands } from '../base/words.ts';
import type { Case } from './case.ts';
import { oncePerList } from './statements.ts';
import type { Counterexample, LawVerdict } from './types.ts';

/** Law 1: every known action that a statement allowed and that is not in U is still allowed by that statement. */
export function nothingLost(input: Case): LawVerdict {
  const { alignment, known, removed, unused } = input;
  const due = oncePerList((before) =>
    input.allowed(before).reduce((sum, bit, i) => sum + (bit & ~(unused.has[i] as number)), 0),
  );
  let statements = 0;
  let changed = 0;
  let needed = 0;
  let taken = 0;
  let lost = 0;
  let smallest: { readonly action: string; readonly example: Counterexample } | undefined;
  for (const { before, after } of alignment.pairs) {
    if (before.list === undefined) continue;
    statements++;
    if (before.list === after?.list) continue;
    changed++;
    needed += due(before.list);
    const onPurpose = removed.named(before.index);
    for (const i of input.lost(before.list, after?.list)) {
      if (onPurpose[i] === 1) {
        taken++;
        // An action that the operator removed was not reported by anybody.
        needed += unused.has[i] as number;
        continue;
      }
      if (unused.has[i] === 1) continue;
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
  const fate =
    taken + lost === 0
      ? 'all still allowed there'
      : [
          `${thousands(needed - taken - lost)} still allowed there`,
          ...(taken === 0 ? [] : [`${thousands(taken)} removed on purpose`]),
          ...(lost === 0 ? [] : [`${thousands(lost)} lost`]),
        ].join(', ');
  return {
    law: 1,
    name: 'nothing lost',
    verdict: lost === 0 ? 'holds' : alignment.kind === 'unsure' ? 'undecided' : 'refuted',
    checked:
      `${counted(changed, 'changed statement')} of ${thousands(statements)} allowed ` +
      `${counted(needed, 'known action')} that nobody reported unused: ${fate}`,
    numbers: { statements, changed, actions: needed, removed: taken, lost },
    ...(smallest === undefined ? {} : { counterexample: smallest.example }),
  };
}

/** Whether a string is smaller than another: the shorter one is; of two of the same length, the first by code unit. */
export function isSmaller(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
