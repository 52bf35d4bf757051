import type { JsonObject } from '../base/json.ts';
import type { Case } from './case.ts';
import { marks } from './known.ts';
import { notApplicable, type Trial } from './rerun.ts';
import { type ReadStatement, readPolicyValue } from './statements.ts';
import type { Counterexample, LawVerdict, UnusedArrays } from './types.ts';
import { counted, quoted } from './words.ts';

/**
 * Law 7: a larger U never allows more of C. There are too many larger U to try them all, so this is a sample: one more
 * action, a third of what is still allowed, and one more whole service. Compared are statements that are alike in all
 * but their lists, taken together.
 */
export function monotone(input: Case, trial: Trial | undefined): LawVerdict {
  const law = { law: 7, name: 'monotone', deviations: [] } as const;
  if (trial === undefined) return notApplicable(law);
  const base = trial.base();
  if (base.kind === 'failed') {
    return {
      ...law,
      verdict: 'undecided',
      checked: 'refined again',
      numbers: { samples: 0 },
      counterexample: { message: base.message },
    };
  }
  const smaller = allowedByKind(input, base.result);
  const samples = enlargements(input, smaller);
  const numbers = { samples: samples.length, actions: input.known.names.length };
  const checked = `a sample of ${counted(samples.length, 'larger finding')}, compared over ${counted(numbers.actions, 'known action')}`;
  for (const { what, lists } of samples) {
    const run = trial.run(input.original.value, lists, input.known.rows);
    if (run.kind === 'failed')
      return { ...law, verdict: 'undecided', checked, numbers, counterexample: { message: run.message } };
    const example = moreThan(input, allowedByKind(input, run.result), smaller, what);
    if (example === undefined) continue;
    return {
      ...law,
      verdict: 'refuted',
      checked: `${checked}: more allowed`,
      numbers,
      counterexample: example,
    };
  }
  return { ...law, verdict: 'holds', checked: `${checked}: none allows more`, numbers };
}

/** For each kind of statement (all but its list) the known actions that those of this kind allow. */
function allowedByKind(input: Case, policy: JsonObject | null): Map<string, Uint8Array> {
  const kinds = new Map<string, Uint8Array>();
  for (const statement of statementsOf(input, policy)) {
    if (statement.element === 'fixed') continue;
    const allowed = input.actions.allowed(statement);
    const others = kinds.get(statement.rest);
    if (others === undefined) kinds.set(statement.rest, allowed);
    else for (let i = 0; i < allowed.length; i++) if (allowed[i] === 1) others[i] = 1;
  }
  return kinds;
}

/** Of the refined policy itself, they are read already. */
function statementsOf({ refined }: Case, policy: JsonObject | null): readonly ReadStatement[] {
  if (policy === null) return [];
  return policy === refined?.value ? refined.statements : readPolicyValue(policy).statements;
}

interface Enlargement {
  readonly what: string;
  readonly lists: UnusedArrays;
}

function enlargements(input: Case, allowed: ReadonlyMap<string, Uint8Array>): Enlargement[] {
  const { known, unused, lists, actions } = input;
  const retained = marks(actions.find.spans(unused.retained.globs), known.names.length);
  const open: string[] = [];
  const kinds = [...allowed.values()];
  known.names.forEach((name, i) => {
    const isAllowed = kinds.some((kind) => kind[i] === 1);
    if (isAllowed && unused.has[i] === 0 && retained[i] === 0) open.push(name);
  });
  const one = open[open.length >> 1];
  if (one === undefined) return [];
  const third = open.filter((_, i) => i % 3 === 0);
  const service = largestService(open);
  return [
    { what: `${quoted(one)} unused as well`, lists: { ...lists, actions: [...lists.actions, one] } },
    {
      what: `${counted(third.length, 'more action')} unused`,
      lists: { ...lists, actions: [...lists.actions, ...third] },
    },
    {
      what: `the service ${quoted(service)} unused as well`,
      lists: { ...lists, services: [...lists.services, service] },
    },
  ];
}

/** Of the actions, which are sorted, so that those of a service stand together. */
function largestService(actions: readonly string[]): string {
  let [largest, most] = ['', 0];
  for (let from = 0; from < actions.length; ) {
    const prefix = (actions[from] ?? '').slice(0, (actions[from] ?? '').indexOf(':') + 1);
    let to = from + 1;
    while (actions[to]?.startsWith(prefix)) to++;
    if (to - from > most) [largest, most] = [prefix.slice(0, -1), to - from];
    from = to;
  }
  return largest;
}

function moreThan(
  { known }: Case,
  larger: ReadonlyMap<string, Uint8Array>,
  smaller: ReadonlyMap<string, Uint8Array>,
  what: string,
): Counterexample | undefined {
  for (const [kind, allowed] of larger) {
    const before = smaller.get(kind);
    const more = allowed.findIndex((bit, i) => bit === 1 && before?.[i] !== 1);
    if (more === -1) continue;
    const action = known.names[more] as string;
    return { action, message: `with ${what}, the result allows ${quoted(action)}, which it did not before` };
  }
  return undefined;
}
