import type { JsonObject } from '../../source/base/json.ts';
import { type Catalog, createCatalog } from '../../source/catalog/catalog.ts';
import { type Policy, readPolicy } from '../../source/policy/policy.ts';
import type { VerifyInput } from '../../source/proof/types.ts';
import { type PolicyCase, policyCase } from '../../source/refine/case.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Generalize } from '../../source/refine/grants.ts';
import type { Rerun } from '../../source/refine/rerun.ts';
import { readFinding } from '../../source/usage/read.ts';
import { makeUnused, type Unused, unusedFrom } from '../../source/usage/unused.ts';
import { actionsOf, type World as Given, namedBy } from './arbitraries.ts';
import { lower, reading, type World } from './refine.ts';

/** A catalogue of these actions. */
export function catalogOfNames(services: Readonly<Record<string, readonly string[]>>): Catalog {
  return createCatalog({
    date: '2026-01-01',
    digest: '',
    services: Object.keys(services),
    names: (service) => services[service] ?? [],
    details: () => new Map(),
  });
}

/** What the engine is given: through the readers, as the program does it. */
export function engineInput(given: Given): { policy: Policy; unused: Unused; catalog: Catalog } {
  return {
    policy: readPolicy(JSON.stringify(given.policy), 'policy.json'),
    unused: unusedFrom(readFinding([...given.finding], 'finding.json').findings, given),
    catalog: catalogOfNames(given.services),
  };
}

/** The same as a case. */
export function givenCase(given: Given, generalize: Generalize, facts: Partial<PolicyCase> = {}): PolicyCase {
  return policyCase({ id: 'p', name: 'p', ...engineInput(given), protections: [], generalize, ...facts });
}

/** The engine's result. */
export function refined(given: Given, generalize: Generalize): JsonObject | null {
  return derive(givenCase(given, generalize), []).value;
}

/** The same as the model sees it: C and U, read from the semantics and not by the program's readers. */
export function modelWorld(given: Given): World {
  const isService = (change: string): boolean => change.endsWith(':*');
  const named = given.finding.flatMap(namedBy);
  const changed = [...given.retained, ...given.removed].filter((change) => !isService(change));
  const known = new Map<string, string>();
  // The catalogue's spelling before that of findings and that before the operator's; of several the first by code unit.
  for (const action of [actionsOf(given.services), named, changed].flatMap((list) => [...list].sort())) {
    if (!known.has(lower(action))) known.set(lower(action), action);
  }
  const [retained, removed] = [given.retained, given.removed].map((list) => new Set(list.map(lower)));
  const reported = new Set(named.map(lower));
  const whole = new Set(
    given.finding
      .filter((row) => row['actions'] === undefined)
      .map((row) => lower(String(row['serviceNamespace']))),
  );
  for (const change of retained ?? []) if (isService(change)) whole.delete(change.slice(0, -2));
  for (const change of removed ?? []) if (isService(change)) whole.add(change.slice(0, -2));
  const isUnused = (action: string): boolean => {
    const own = lower(action);
    const service = `${own.slice(0, own.indexOf(':'))}:*`;
    // A change of one action counts before one of its service, a removal before a retention.
    if (removed?.has(own)) return true;
    if (retained?.has(own)) return false;
    if (removed?.has(service)) return true;
    if (retained?.has(service)) return false;
    return reported.has(own) || whole.has(service.slice(0, -2));
  };
  return {
    known: [...known.values()],
    whole,
    strange: new Set([...whole].filter((service) => (given.services[service]?.length ?? 0) === 0)),
    isUnused,
  };
}

/** One statement before and after a refinement. */
export interface StatementPair {
  readonly index: number;
  readonly element: 'Action' | 'NotAction';
  readonly before: readonly string[];
  /** undefined: the statement went. */
  readonly after: readonly string[] | undefined;
}

/** The statements that a refinement may change, with what became of them. */
export function statementPairs(given: Given, generalize: Generalize): StatementPair[] {
  const { edits, case: of } = derive(givenCase(given, generalize), []);
  return of.policy.statements.flatMap(({ index, effect, element, entries, hasPrincipal }) => {
    if (effect === 'Deny' || hasPrincipal) return [];
    const after = edits.get(index) ?? entries;
    return [
      { index, element, before: entries, after: edits.has(index) && after.length === 0 ? undefined : after },
    ];
  });
}

/** What a list allows, as a test of one action; by the model's reading of patterns. */
export function allowedBy(
  element: 'Action' | 'NotAction',
  entries: readonly string[] | undefined,
): (action: string) => boolean {
  if (entries === undefined) return () => false;
  const readings = entries.map(reading);
  return (action) => readings.some((each) => each.test(action)) === (element === 'Action');
}

/** What the verifier is told of a refinement, except for its result. */
export function verifierInput(given: Given, generalize: Generalize): Omit<VerifyInput, 'refined'> {
  const { unused } = engineInput(given);
  const again: Rerun = (original, lists, actions) => {
    const rows = Map.groupBy(actions, (action) => lower(action.slice(0, action.indexOf(':'))));
    const services = [...rows].map(([service, list]): [string, string[]] => [
      service,
      list.map((action) => action.slice(action.indexOf(':') + 1)),
    ]);
    const policy = readPolicy(JSON.stringify(original), 'policy.json');
    const reported = makeUnused(
      new Set(lists.services.map(lower)),
      new Map(lists.actions.map((action) => [lower(action), { action }])),
      new Set(lists.retained.map(lower)),
      new Map(),
    );
    const catalog = catalogOfNames(Object.fromEntries(services));
    return derive(givenCase(given, generalize, { policy, unused: reported, catalog }), []).value;
  };
  return {
    original: given.policy,
    actions: actionsOf(given.services),
    unused: {
      services: [...unused.services],
      actions: [...unused.actions.values()].map(({ action }) => action),
      retained: [...unused.retained],
    },
    again,
  };
}

/** The entries of each statement of a written policy, read without any code of the program. */
export function statementsIn(text: string | null): string[][] {
  if (text === null) return [];
  const list: unknown = JSON.parse(text).Statement;
  return (Array.isArray(list) ? list : [list]).map((statement) => {
    const entries = statement.Action ?? statement.NotAction ?? [];
    return Array.isArray(entries) ? entries : [entries];
  });
}
