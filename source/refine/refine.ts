import type { Catalog } from '../catalog/catalog.ts';
import { hasServiceWildcard, parsePattern } from '../pattern/pattern.ts';
import type { PolicyEdits } from '../policy/edit.ts';
import type { Policy, Statement } from '../policy/policy.ts';
import type { Unused } from '../usage/unused.ts';
import { type EntryOutcome, refineEntry } from './entry.ts';
import type { Generalize } from './grants.ts';
import { type NotActionOutcome, refineNotAction } from './not-action.ts';
import { type Candidate, withoutRedundant } from './redundant.ts';
import { catalogOf } from './scope.ts';

export interface RefineOptions {
  /** How far wildcards may go; `shortest` unless told otherwise. */
  readonly generalize?: Generalize;
}

/** What became of one statement. */
type RefinedStatement =
  | { readonly kind: 'untouched'; readonly index: number; readonly why: 'deny' | 'principal' | 'no-element' }
  | { readonly kind: 'action'; readonly index: number; readonly entries: readonly EntryOutcome[] }
  | { readonly kind: 'not-action'; readonly index: number; readonly outcome: NotActionOutcome };

/** A refined policy: what became of each statement and entry, and the edits that make it from the original. */
export interface RefinedPolicy {
  readonly statements: readonly RefinedStatement[];
  /** To be applied with `editPolicy` or `printPolicy`, which give null where nothing is left to attach. */
  readonly edits: PolicyEdits;
  readonly warnings: readonly string[];
}

/**
 * Refines a policy: every Allow statement of it grants what it granted, less what is unused.
 *
 * @param unused what is reported unused, the operator's changes included
 * @param catalog the known actions
 */
export function refinePolicy(
  policy: Policy,
  unused: Unused,
  catalog: Catalog,
  options: RefineOptions = {},
): RefinedPolicy {
  const generalize = options.generalize ?? 'shortest';
  const scope = catalogOf(catalog, unused);
  const statements = policy.statements.map((statement) =>
    refineStatement(statement, unused, scope, generalize),
  );
  return {
    statements,
    edits: editsOf(policy, statements),
    warnings: [...policy.warnings, ...statements.flatMap((refined) => warningsOf(policy, refined))],
  };
}

/**
 * The edits of a refinement and nothing else.
 *
 * @param catalog the known actions, including those that only the finding names (`catalogOf`)
 */
export function refinedEdits(
  policy: Policy,
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): PolicyEdits {
  return editsOf(
    policy,
    policy.statements.map((statement) => refineStatement(statement, unused, catalog, generalize)),
  );
}

/** Refines one statement; `catalog` includes what only the finding names. */
function refineStatement(
  statement: Statement,
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): RefinedStatement {
  const { index } = statement;
  if (statement.effect !== 'Allow') return { kind: 'untouched', index, why: 'deny' };
  if (statement.hasPrincipal) return { kind: 'untouched', index, why: 'principal' };
  switch (statement.element) {
    case 'none':
      return { kind: 'untouched', index, why: 'no-element' };
    case 'Action':
      return {
        kind: 'action',
        index,
        entries: statement.entries.map((entry) => refineEntry(entry, unused, catalog, generalize)),
      };
    case 'NotAction':
      return {
        kind: 'not-action',
        index,
        outcome: refineNotAction(statement.entries, unused, catalog, generalize),
      };
  }
}

function editsOf(policy: Policy, statements: readonly RefinedStatement[]): PolicyEdits {
  const edits = new Map<number, readonly string[]>();
  for (const refined of statements) {
    const entries = policy.statements[refined.index]?.entries ?? [];
    const edited = editedEntries(entries, refined);
    if (edited !== undefined) edits.set(refined.index, edited);
  }
  return edits;
}

/** The new entries of a statement; undefined where they are the old ones, empty where the statement goes. */
function editedEntries(entries: readonly string[], refined: RefinedStatement): readonly string[] | undefined {
  switch (refined.kind) {
    case 'untouched':
      return undefined;
    case 'action': {
      const [only] = refined.entries;
      // Of the grants of one entry none covers another.
      if (only?.kind === 'replaced' && entries.length === 1) return only.grants;
      return composeEntries(entries, refined.entries.map(keptOrGrants));
    }
    case 'not-action':
      switch (refined.outcome.kind) {
        case 'kept':
          return undefined;
        case 'removed':
          return [];
        case 'extended':
          return [...entries, ...refined.outcome.added];
      }
  }
}

function keptOrGrants(outcome: EntryOutcome): 'keep' | readonly string[] {
  switch (outcome.kind) {
    case 'kept':
    case 'unknown':
      return 'keep';
    case 'removed':
      return [];
    case 'replaced':
      return outcome.grants;
  }
}

/**
 * Puts a statement's entries together again: each entry stays or gives way to its grants, in its place, and grants
 * that something else in the statement covers are left out.
 *
 * @returns undefined where every entry stays
 */
export function composeEntries(
  entries: readonly string[],
  outcomes: readonly ('keep' | readonly string[])[],
): readonly string[] | undefined {
  if (outcomes.every((outcome) => outcome === 'keep')) return undefined;
  const candidates: Candidate[] = [];
  entries.forEach((entry, i) => {
    const outcome = outcomes[i];
    if (outcome === undefined || outcome === 'keep') candidates.push({ text: entry, produced: false });
    else for (const text of outcome) candidates.push({ text, produced: true });
  });
  return withoutRedundant(candidates).map(({ text }) => text);
}

function warningsOf(policy: Policy, refined: RefinedStatement): string[] {
  const statement = policy.statements[refined.index];
  if (statement === undefined) return [];
  const at = Array.isArray(policy.value['Statement']) ? `Statement[${statement.index}]` : 'Statement';
  const place = (i: number): string =>
    statement.shape === 'array' ? `${at}.${statement.element}[${i}]` : `${at}.${statement.element}`;
  const warnings: string[] = [];
  if (refined.kind === 'untouched' && refined.why === 'principal') {
    warnings.push(
      `${at} names a Principal, so it is no statement of an identity policy; it is left as it is`,
    );
  }
  if (refined.kind === 'action') {
    refined.entries.forEach((outcome, i) => {
      if (outcome.kind === 'unknown')
        warnings.push(`${place(i)}: ${statement.entries[i] ?? ''} matches no known action; it is kept`);
    });
  }
  if (refined.kind !== 'untouched') {
    statement.entries.forEach((entry, i) => {
      if (hasServiceWildcard(parsePattern(entry)))
        warnings.push(
          `${place(i)}: ${entry} has a wildcard in its service prefix, which IAM does not document`,
        );
    });
  }
  return warnings;
}
