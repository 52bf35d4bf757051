import type { LoadedPolicy, LoadedPrincipal } from '../account/facts.ts';
import type { JsonValue } from '../base/json.ts';
import { invalid, type Located } from '../base/located.ts';
import type { Finding, UnusedAction } from '../usage/finding.ts';
import type { Recommendation } from '../usage/recommendation.ts';
import type { PolicyDocument } from './document.ts';

/** What `readInputs` gathers from the files, one after the other. */
export interface Collection {
  readonly policies: LoadedPolicy[];
  readonly principals: Gathered[];
  /** kind and name -> the principals, one in each account */
  readonly named: Map<string, Gathered[]>;
  /** ARN -> a user that a group lists as its member */
  readonly members: Map<string, { readonly name: string; readonly groups: Set<string> }>;
  readonly findings: Finding[];
  /** the actions that findings name without a date, by their spelling */
  readonly unusedActions: Map<string, UnusedAction>;
  readonly recommendations: Recommendation[];
  /** outputs about permission sets, most of which do not name their set */
  readonly ofSets: OfSet[];
  readonly warnings: string[];
  readonly notes: string[];
  readonly seen: Map<string, Seen>;
  /** the ARNs of policies that somebody has as a permissions boundary, wherever that is said */
  readonly boundaries: Set<string>;
  /** trust policies met and left alone */
  trustPolicies: number;
  /** pages of account details: the account, by the ARNs in them, and whether another page follows */
  readonly pages: Page[];
}

interface Page {
  /** '' where the page does not tell */
  readonly account: string;
  readonly goesOn: boolean;
}

/** An output of `aws sso-admin` and where it was found. */
export type OfSet = { readonly located: Located } & (
  | { readonly kind: 'set'; readonly name: string; readonly arn?: string }
  /** null: the set has none */
  | { readonly kind: 'inline'; readonly document: PolicyDocument | null }
  | { readonly kind: 'managed'; readonly arns: readonly string[] }
  | { readonly kind: 'accounts'; readonly accounts: readonly string[]; readonly goesOn: boolean }
  | { readonly kind: 'other' }
);

/** A principal that may still get inline policies. */
export type Gathered = Omit<LoadedPrincipal, 'inline'> & { readonly inline: number[] };

interface Seen {
  readonly file: string;
  readonly value: JsonValue | undefined;
}

export function emptyCollection(): Collection {
  return {
    policies: [],
    principals: [],
    named: new Map(),
    members: new Map(),
    findings: [],
    unusedActions: new Map(),
    recommendations: [],
    ofSets: [],
    warnings: [],
    notes: [],
    seen: new Map(),
    boundaries: new Set(),
    trustPolicies: 0,
    pages: [],
  };
}

/** A policy's facts, without its document and its place. */
export type PolicyFacts = Omit<LoadedPolicy, 'text' | 'value' | 'file' | 'path'>;

export function loadedPolicy(
  { file, path }: Located,
  facts: PolicyFacts,
  { value, text }: PolicyDocument,
): LoadedPolicy {
  return {
    ...facts,
    file,
    path,
    value,
    get text() {
      return text();
    },
  };
}

/**
 * Whether this is the first thing of that name. Pages and exports overlap, so the same thing may come twice, which is
 * noted.
 *
 * @param what its kind and name, such as `role arn:aws:iam::123456789012:role/MyRole`
 * @param value what is compared; the located value unless given
 * @param isExpected whether it often comes twice, so that no note is needed
 * @throws InputError if it comes a second time with other contents: one of the two must be out of date
 */
export function isNew(
  { seen, notes }: Collection,
  located: Located,
  what: string,
  value = located.value,
  isExpected = false,
): boolean {
  const before = seen.get(what);
  if (before === undefined) {
    seen.set(what, { file: located.file, value });
    return true;
  }
  if (JSON.stringify(before.value) !== JSON.stringify(value)) {
    throw invalid(
      located,
      `the ${what} is given twice with different contents`,
      `It is in ${before.file}, too; keep the newer one.`,
    );
  }
  if (!isExpected) notes.push(`${located.file}: the ${what} is given twice with the same contents`);
  return false;
}

/** Adds an inline policy to its principal, unless it is there already. */
export function addInline(
  collection: Collection,
  located: Located,
  principal: Gathered,
  name: string,
  document: PolicyDocument,
): void {
  const owner = principal.arn ?? principal.name;
  if (!isNew(collection, located, `inline policy ${name} of the ${principal.kind} ${owner}`, document.value))
    return;
  const { policies } = collection;
  principal.inline.push(policies.length);
  policies.push(loadedPolicy(located, { name, kind: 'inline', principal: owner }, document));
}

export function addPrincipal({ principals, named }: Collection, principal: Gathered): void {
  principals.push(principal);
  const key = `${principal.kind} ${principal.name}`;
  const namesakes = named.get(key);
  if (namesakes === undefined) named.set(key, [principal]);
  else namesakes.push(principal);
}

/**
 * The principal of that kind and name, for a policy whose file does not say more. Where several accounts have that
 * name, it is a new principal and none of theirs.
 */
export function principalNamed(collection: Collection, kind: Gathered['kind'], name: string): Gathered {
  const known = collection.named.get(`${kind} ${name}`) ?? [];
  const found = known.find(({ arn }) => arn === undefined) ?? (known.length === 1 ? known[0] : undefined);
  if (found !== undefined) return found;
  const made: Gathered = { kind, name, groups: [], attached: [], inline: [] };
  addPrincipal(collection, made);
  return made;
}
