import { counted } from '../base/words.ts';
import { firstDifference } from './canonical.ts';
import type { Case } from './case.ts';
import { notApplicable, type Order, type Trial } from './trial.ts';
import type { LawVerdict } from './types.ts';

/** Law 6: the order of findings, of actions in them and of catalogue rows does not matter. Two other orders are tried. */
export function orderFree(input: Case, trial: Trial | undefined): LawVerdict {
  const law = { law: 6, name: 'order-free' } as const;
  if (trial === undefined) return notApplicable(law);
  const rows = input.known.rows;
  const orders = [reversed, rotated];
  const numbers = { orders: orders.length, rows: rows.length };
  const checked = `refined from the findings and ${counted(rows.length, 'catalogue row')} in ${orders.length} other orders`;
  const result = input.refined?.value ?? null;
  for (const order of orders) {
    const other = trial(input.original.value, input.lists, order);
    if (other.kind === 'failed')
      return { ...law, verdict: 'undecided', checked, numbers, counterexample: { message: other.message } };
    const difference = firstDifference(result, other.result);
    if (difference === undefined) continue;
    const path = difference.slice(1);
    const message = `with the findings and the catalogue ${order === reversed ? 'reversed' : 'rotated'}, ${path === '' ? 'the policy' : path} comes out differently`;
    const counterexample = { ...(path === '' ? {} : { path }), message };
    return { ...law, verdict: 'refuted', checked: `${checked}: another policy`, numbers, counterexample };
  }
  return { ...law, verdict: 'holds', checked: `${checked}: the same policy`, numbers };
}

const reversed: Order = (list) => list.toReversed();

const rotated: Order = (list) => {
  const by = Math.ceil(list.length / 3);
  return list.slice(by).concat(list.slice(0, by));
};
