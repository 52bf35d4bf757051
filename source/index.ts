/**
 * coppice as a library: refine IAM policies, prove refinements, look at the trie of a pattern.
 *
 * @example
 * import { refinePolicy, verifyRefinement } from 'coppice';
 *
 * const original = {
 *   Version: '2012-10-17',
 *   Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
 * };
 * const unused = ['s3:GetBucketAcl', 's3:GetBucketPolicy'];
 * const { policy } = refinePolicy(original, unused);
 * verifyRefinement(original, policy, unused).ok; // true
 *
 * @module
 */
import { join } from 'node:path';
import { InputError } from './base/errors.ts';
import { isObject, JsonNumber, type JsonValue, parseJson } from './base/json.ts';
import { bundledCatalogsFolder, catalogDates, openCatalogFolder as openFolder } from './catalog/bundled.ts';
import type { Catalog } from './catalog/catalog.ts';
import { type Policy, policyFrom, readPolicy } from './policy/policy.ts';
import { prove } from './proof/prove.ts';
import type { Verification } from './proof/types.ts';
import { trieOf as build } from './refine/build-trie.ts';
import { policyCase } from './refine/case.ts';
import { derive } from './refine/derive.ts';
import type { Generalize } from './refine/grants.ts';
import { catalogOf } from './refine/scope.ts';
import type { Trie } from './refine/trie.ts';
import { readFinding } from './usage/read.ts';
import { settleFindings } from './usage/settle.ts';
import { isUnusedRow, type Unused, unusedFrom } from './usage/unused.ts';

export type { ErrorPlace } from './base/errors.ts';
export { InputError } from './base/errors.ts';
export { JsonNumber } from './base/json.ts';
export type { AccessLevel, ActionDetails, Catalog } from './catalog/catalog.ts';
export type { Counterexample, LawNumber, LawVerdict, Verification } from './proof/types.ts';
export type { Generalize } from './refine/grants.ts';
export type { NodeState, Trie } from './refine/trie.ts';

/** A policy document: its JSON text, or the value that `JSON.parse` returns for it. */
export type PolicyInput = string | object;

/**
 * What is unused: actions such as `s3:GetObject` and whole services such as `ec2:*`, in any letter case; or findings
 * as AWS gives them, parsed or as JSON text: `aws accessanalyzer get-finding-v2`, `aws iam
 * get-service-last-accessed-details`, `[{"serviceNamespace": "s3", "actions": ["GetObject"]}]`. All findings count,
 * no matter which principal they are about, except those that are resolved or archived.
 */
export type UnusedInput = readonly string[] | string | object;

export interface LibraryOptions {
  /**
   * The known actions: a catalogue, or the date of a bundled one, `YYYY-MM-DD`, opened anew. Default: the newest
   * bundled.
   */
  readonly catalog?: Catalog | string;
  /**
   * How far new wildcards may go. `shortest` (default): the highest nodes of the trie that let in nothing unused, as
   * AWS's own recommendations do. `tightest`: each extended to all that its actions share. `exact`: none.
   * `compact`: the fewest characters.
   */
  readonly generalize?: Generalize;
}

/** A refined policy. */
export interface Refinement {
  /**
   * The new document; null where nothing is left and the policy is to be detached, since IAM has no empty policy. A
   * number that JavaScript would write differently, such as `1.50`, is a `JsonNumber`.
   */
  readonly policy: Readonly<Record<string, unknown>> | null;
  /**
   * Its JSON. If the original was given as text, every byte that was not edited is kept; else it is indented by two.
   */
  readonly text: string | null;
  readonly changed: boolean;
  /** What is odd about the policy, in sentences; the policy was refined all the same. */
  readonly warnings: readonly string[];
}

/**
 * Refines an identity policy. Each `Allow` statement keeps all that it allowed, less what is unused; wildcards are
 * replaced by the fewest and shortest prefixes that let in nothing unused. Everything else stays as it is.
 *
 * @throws InputError for a document that is not a policy, a finding that is not one, and an unknown date of a catalogue
 */
export function refinePolicy(
  policy: PolicyInput,
  unused: UnusedInput,
  options: LibraryOptions = {},
): Refinement {
  const given = policyCase({
    id: '',
    name: '',
    policy: toPolicy(policy, 'policy'),
    unused: toUnused(unused),
    protections: [],
    catalog: toCatalog(options.catalog),
    generalize: options.generalize ?? 'shortest',
  });
  const { value, text, edits, warnings } = derive(given, []);
  return {
    policy: value === null ? null : (withNumbers(value) as Record<string, unknown>),
    text,
    changed: edits.size > 0,
    warnings,
  };
}

/**
 * Proves or refutes that one policy is a right refinement of another, no matter who made it, with code that shares
 * nothing with the refinement. Laws 1 to 5 are decided: nothing lost, nothing unused left, nothing new over all strings,
 * structure kept, idempotent. Laws 6 and 7 are about how results are made and do not apply to a pair.
 *
 * @param refined null: the policy is to be detached
 * @returns a verdict for each law, with a counterexample where it is refuted
 * @throws InputError as `refinePolicy`
 */
export function verifyRefinement(
  original: PolicyInput,
  refined: PolicyInput | null,
  unused: UnusedInput,
  options: Pick<LibraryOptions, 'catalog'> = {},
): Verification {
  return prove({
    original: toPolicy(original, 'original').value,
    refined: refined === null ? null : toPolicy(refined, 'refined').value,
    unused: toUnused(unused),
    catalog: toCatalog(options.catalog),
  });
}

/**
 * Builds the namespace trie of an action pattern: the known actions that it matches, cut in words below its literal
 * start. Each node is safe, mixed or unused.
 *
 * @param pattern such as `s3:Get*`
 * @throws InputError as `refinePolicy`
 */
export function buildTrie(
  pattern: string,
  unused: UnusedInput,
  options: Pick<LibraryOptions, 'catalog'> = {},
): Trie {
  const reported = toUnused(unused);
  return build(pattern, reported, catalogOf(toCatalog(options.catalog), reported));
}

/** The dates of the bundled catalogues, oldest first, `YYYY-MM-DD`. */
export function bundledCatalogs(): string[] {
  return catalogDates(bundledCatalogsFolder());
}

/**
 * Opens a bundled catalogue; it is read service by service when needed, and keeps what it has read. For many policies,
 * open it once and pass it in the options.
 *
 * @param date default: the newest
 * @throws InputError if there is no catalogue of that date
 */
export function openCatalog(date?: string): Catalog {
  const dates = bundledCatalogs();
  const wanted = date ?? dates.at(-1) ?? '';
  if (!dates.includes(wanted)) {
    throw new InputError(`there is no catalogue of ${wanted}`, { hint: `There are ${dates.join(', ')}.` });
  }
  return openFolder(join(bundledCatalogsFolder(), wanted));
}

function toCatalog(catalog: Catalog | string | undefined): Catalog {
  return typeof catalog === 'object' ? catalog : openCatalog(catalog);
}

function toPolicy(input: PolicyInput, name: string): Policy {
  if (typeof input === 'string') return readPolicy(input, name);
  const text = JSON.stringify(input, null, 2);
  // The value is written and read back: this drops what JSON cannot hold and leaves the caller's object untouched.
  return policyFrom(parseJson(text, name).value, text, name);
}

/** A value with JavaScript's numbers, except where those would be written differently. */
function withNumbers(value: JsonValue): unknown {
  if (value instanceof JsonNumber) {
    const number = Number(value.text);
    return JSON.stringify(number) === value.text ? number : value;
  }
  if (Array.isArray(value)) return value.map(withNumbers);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item)]));
}

function toUnused(input: UnusedInput): Unused {
  if (Array.isArray(input) && input.every((row) => typeof row === 'string')) {
    const wrong = input.findIndex((row) => !isUnusedRow(row));
    if (wrong === -1) return unusedFrom([], { removed: input });
    throw new InputError(`"${input[wrong]}" is neither an action nor a service`, {
      file: 'unused',
      at: `[${wrong}]`,
      hint: 'Write "s3:GetObject", or "ec2:*" for a whole service.',
    });
  }
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const value: JsonValue = parseJson(text, 'unused').value;
  return unusedFrom(settleFindings(readFinding(value, 'unused').findings).findings);
}
