import type { JsonObject } from '../base/json.ts';
import { counted, quoted } from '../base/words.ts';
import type { PlainUnused } from '../refine/rerun.ts';
import { allowedOf, type Case } from './case.ts';
import { endOfHead, type KnownActions, marks, spansOf } from './known.ts';
import { type EntryList, PolicyReader, type ReadPolicy } from './statements.ts';
import { notApplicable, type Trial } from './trial.ts';
import type { Counterexample, LawVerdict } from './types.ts';

/**
 * Law 7: a larger U never allows more of C. There are too many larger U to try them all, so this is a sample: one more
 * action, every third of those that are still allowed, and every third whole service, from the largest one on.
 * Statements that are alike in all but their lists are taken together and compared.
 */
export function monotone(input: Case, trial: Trial | undefined): LawVerdict {
  const law = { law: 7, name: 'monotone' } as const;
  if (trial === undefined) return notApplicable(law);
  const smaller = allowedByKind(input);
  const samples = enlargements(input, smaller);
  const numbers = { samples: samples.length, actions: input.known.names.length };
  const checked = `a sample of ${counted(samples.length, 'larger finding')}, compared over ${counted(numbers.actions, 'known action')}`;
  for (const { what, lists } of samples) {
    const run = trial(input.original.value, lists);
    if (run.kind === 'failed')
      return { ...law, verdict: 'undecided', checked, numbers, counterexample: { message: run.message } };
    const example = moreThan(input, run.result, smaller, what);
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

/** What the statements of each kind (alike in all but their lists) allow: one byte for each known action. */
function allowedByKind(input: Case): Map<string, Uint8Array> {
  const kinds = new Map<string, Uint8Array>();
  for (const [rest, lists] of listsByKind(input.refined)) {
    const bytes = new Uint8Array(input.known.names.length);
    for (const list of lists) {
      const own = input.allowed(list);
      for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) | (own[i] as number);
    }
    kinds.set(rest, bytes);
  }
  return kinds;
}

function listsByKind(policy: ReadPolicy | null): Map<string, Set<EntryList>> {
  const kinds = new Map<string, Set<EntryList>>();
  for (const { rest, list } of policy?.statements ?? []) {
    if (list === undefined) continue;
    const lists = kinds.get(rest) ?? new Set();
    kinds.set(rest, lists.add(list));
  }
  return kinds;
}

interface Enlargement {
  readonly what: string;
  readonly lists: PlainUnused;
}

function enlargements(
  { known, unused, lists }: Case,
  allowed: ReadonlyMap<string, Uint8Array>,
): Enlargement[] {
  const size = known.names.length;
  const retained = marks(spansOf(known, unused.retained.globs), size);
  const isOpen = new Uint8Array(size);
  for (const bytes of allowed.values())
    for (let i = 0; i < size; i++)
      if (bytes[i] === 1 && unused.has[i] === 0 && retained[i] === 0) isOpen[i] = 1;
  const open = known.names.filter((_, i) => isOpen[i] === 1);
  const one = open[open.length >> 1];
  if (one === undefined) return [];
  const third = everyThird(open);
  const services = everyThird(openServices(known, isOpen));
  const [largest = '', ...others] = services;
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'service')} more`;
  return [
    { what: `${quoted(one)} unused as well`, lists: { ...lists, actions: [...lists.actions, one] } },
    {
      what: `${counted(third.length, 'more action')} unused`,
      lists: { ...lists, actions: [...lists.actions, ...third] },
    },
    {
      what: `the service ${quoted(largest)}${more} unused as well`,
      lists: { ...lists, services: [...lists.services, ...services] },
    },
  ];
}

function everyThird(list: readonly string[]): string[] {
  return list.filter((_, i) => i % 3 === 0);
}

/** The services with open actions, those with the most of them first. */
function openServices(known: KnownActions, isOpen: Uint8Array): string[] {
  const services: { readonly service: string; readonly open: number }[] = [];
  for (let from = 0; from < isOpen.length; ) {
    const first = known.lower[from] as string;
    const service = first.slice(0, first.indexOf(':'));
    const to = endOfHead(known, `${service}:`);
    let open = 0;
    for (let i = from; i < to; i++) open += isOpen[i] as number;
    if (open > 0) services.push({ service, open });
    from = to;
  }
  return services.sort((a, b) => b.open - a.open).map(({ service }) => service);
}

/** The first known action that a kind of statement allows and did not before. */
function moreThan(
  input: Case,
  result: JsonObject | null,
  smaller: ReadonlyMap<string, Uint8Array>,
  what: string,
): Counterexample | undefined {
  // Each sample has a reader of its own: nothing that it remembers helps with the next one.
  const policy = result === null ? null : new PolicyReader().read(result);
  for (const [rest, lists] of listsByKind(policy)) {
    const before = smaller.get(rest);
    for (const list of lists) {
      const more = allowedOf(input.known, list).findIndex((bit, i) => bit === 1 && before?.[i] !== 1);
      if (more === -1) continue;
      const action = input.known.names[more] as string;
      return {
        action,
        message: `with ${what}, the result allows ${quoted(action)}, which it did not before`,
      };
    }
  }
  return undefined;
}
