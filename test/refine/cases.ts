import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import type { Catalog } from '../../source/catalog/catalog.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { policyCase } from '../../source/refine/case.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Generalize } from '../../source/refine/grants.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { catalogOfNames } from '../model/given.ts';

export interface Case {
  readonly catalog: Catalog | Readonly<Record<string, readonly string[]>>;
  readonly policy: JsonObject;
  /** In the short form. */
  readonly finding: JsonValue;
  readonly retained?: readonly string[];
  readonly removed?: readonly string[];
  readonly generalize?: Generalize;
}

export interface Result {
  readonly value: JsonObject | null;
  readonly warnings: readonly string[];
}

/** Refines as the program does: a policy text, a finding text, a catalogue. */
export function refine({ catalog, policy, finding, generalize = 'shortest', ...changes }: Case): Result {
  const read = readPolicy(JSON.stringify(policy), 'policy.json');
  const unused = unusedFrom(readFinding(finding, 'finding.json').findings, changes);
  const known =
    'services' in catalog && typeof catalog.services === 'function'
      ? (catalog as Catalog)
      : catalogOfNames(catalog as Readonly<Record<string, readonly string[]>>);
  const facts = { id: 'p', name: 'p', policy: read, unused, protections: [], catalog: known, generalize };
  const { value, warnings } = derive(policyCase(facts), []);
  return { value, warnings };
}

/** What becomes of the entries of one Allow statement; null: it goes. */
export function refineEntries(
  entries: JsonValue,
  rest: Omit<Case, 'policy'>,
  element = 'Action',
): JsonValue | null {
  const { value } = refine({
    ...rest,
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', [element]: entries, Resource: '*' }] },
  });
  const [statement] = (value?.['Statement'] ?? []) as JsonObject[];
  return statement?.[element] ?? null;
}
