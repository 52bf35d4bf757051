import type { JsonObject } from '../base/json.ts';
import { counted, quoted } from '../base/words.ts';
import type { Case } from './case.ts';
import { endOfHead, type KnownActions, marks } from './known.ts';
import { notApplicable, type Trial } from './rerun.ts';
import { type ReadStatement, readPolicyValue } from './statements.ts';
import type { Counterexample, LawVerdict, UnusedArrays } from './types.ts';

/**
 * Law 7: a larger U never allows more of C. There are too many larger U to try them all, so this is a sample: one more
 * action, every third of those that are still allowed, and every third whole service from the largest one on. Compared
 * are statements that are alike in all but their lists, taken together.
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
    const run = trial.run(input.original.value, lists);
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

/** What the statements of one kind allow together. */
interface Allowed {
  /** One byte for each known action. */
  readonly bytes: Uint8Array;
  /** The strings of `Action` lists among them: who lists one of these allows nothing more by it. */
  readonly listed: string[];
}

/** For each kind of statement (all but its list) what those of this kind allow. */
function allowedByKind(input: Case, policy: JsonObject | null): Map<string, Allowed> {
  const kinds = new Map<string, Allowed>();
  for (const statement of statementsOf(input, policy)) {
    if (statement.element === 'fixed') continue;
    const bytes = input.actions.allowed(statement);
    const kind = kinds.get(statement.rest) ?? { bytes, listed: [] };
    kinds.set(statement.rest, kind);
    if (kind.bytes !== bytes) for (let i = 0; i < bytes.length; i++) if (bytes[i] === 1) kind.bytes[i] = 1;
    if (statement.element === 'Action') for (const entry of statement.entries) kind.listed.push(entry);
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

function enlargements(
  { known, unused, lists, actions }: Case,
  allowed: ReadonlyMap<string, Allowed>,
): Enlargement[] {
  const size = known.names.length;
  const retained = marks(actions.find.spans(lists.retained), size);
  const isOpen = new Uint8Array(size);
  for (const { bytes } of allowed.values())
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
    const to = endOfHead(known, `${service}:`, from);
    let open = 0;
    for (let i = from; i < to; i++) open += isOpen[i] as number;
    if (open > 0) services.push({ service, open });
    from = to;
  }
  return services.sort((a, b) => b.open - a.open).map(({ service }) => service);
}

function moreThan(
  input: Case,
  result: JsonObject | null,
  smaller: ReadonlyMap<string, Allowed>,
  what: string,
): Counterexample | undefined {
  for (const statement of statementsOf(input, result)) {
    if (statement.element === 'fixed') continue;
    const more = firstMore(input, statement, smaller.get(statement.rest));
    if (more === undefined) continue;
    const action = input.known.names[more] as string;
    return { action, message: `with ${what}, the result allows ${quoted(action)}, which it did not before` };
  }
  return undefined;
}

/** The first known action that a statement allows and those of its kind did not. */
function firstMore(
  { actions }: Case,
  statement: ReadStatement,
  before: Allowed | undefined,
): number | undefined {
  if (statement.element === 'NotAction' || before === undefined) {
    const more = actions.allowed(statement).findIndex((bit, i) => bit === 1 && before?.bytes[i] !== 1);
    return more === -1 ? undefined : more;
  }
  const spans = actions.find.spans(notListed(statement.entries, before));
  let first: number | undefined;
  for (let k = 0; k < spans.length; k += 2)
    for (let i = spans[k] as number; i < (spans[k + 1] as number); i++)
      if (before.bytes[i] !== 1 && (first === undefined || i < first)) first = i;
  return first;
}

/**
 * The entries of which the texts do not tell that they were allowed before, since they are listed there or begin with
 * what a listed one lets in. Where both lists are sorted, few are left.
 */
function notListed(entries: readonly string[], { listed }: Allowed): string[] {
  const found: string[] = [];
  let next = 0;
  /** What the last wildcard begins with. */
  let head: string | undefined;
  const pass = (entry: string): void => {
    if (entry.endsWith('*')) head = entry.slice(0, -1);
    next++;
  };
  for (const entry of entries) {
    let before = listed[next];
    while (before !== undefined && before !== entry && before < entry) {
      pass(before);
      before = listed[next];
    }
    if (before === entry) pass(entry);
    else if (head === undefined || !entry.startsWith(head)) found.push(entry);
  }
  return found;
}
