import type { SessionContext } from '../../review/session/context.ts';
import type { PolicyTree } from '../../review/session/tree.ts';

/** Of a policy with more changed statements, what follows from its result is worked out after each decision. */
const MOST_STATEMENTS = 30;

/** What follows from a policy's result alone: most decisions sign it off and leave it as it is. */
export function rememberByResult<T>(
  { memory }: SessionContext,
  { policy, outcome }: PolicyTree,
  name: string,
  make: () => T,
): T {
  const { edits } = outcome;
  if (edits.size > MOST_STATEMENTS) return memory.remember([outcome], name, make);
  return memory.remember([policy, ...edits.values()], `${name} of ${[...edits.keys()].join(' ')}`, make);
}
