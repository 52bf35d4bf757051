import type { JsonObject } from '../base/json.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import { editPolicy } from '../policy/edit.ts';
import { type Policy, policyFrom } from '../policy/policy.ts';
import { refinedEdits } from '../refine/refine.ts';
import type { Decisions } from '../review/decision.ts';
import type { PolicyDeviation } from '../review/deviation.ts';
import { type FinalPolicy, finalPolicy } from '../review/result.ts';
import type { ReviewSettings } from '../review/subject.ts';
import type { UnusedAction } from '../usage/finding.ts';
import { lowerOf, makeUnused, type Unused } from '../usage/unused.ts';
import { catalogOfRows } from './rows-catalog.ts';
import { isSame } from './same.ts';
import type { Again, UnusedArrays } from './types.ts';
import { unusedLists } from './unused-lists.ts';

/** A result to be made again, with all that it was made from. */
export interface Made {
  readonly final: FinalPolicy;
  /** The policy value that came of it; null where nothing is left. */
  readonly refined: JsonObject | null;
  /** Its catalogue has the actions that only the finding names. */
  readonly settings: ReviewSettings;
  /** The rows that the verifier is given of that catalogue. */
  readonly reach: readonly string[];
  readonly decisions: Decisions;
  /** Under the operator's own changes. */
  readonly unused: Unused;
  readonly deviations: readonly PolicyDeviation[];
}

/**
 * Makes a result again for the verifier, which asks with other orders and larger lists of unused actions. Asked with
 * the very lists and rows that the result was made from, it gives that result: the one that is to be written.
 */
export function againFor({ final, refined, settings, reach, decisions, unused, deviations }: Made): Again {
  const { subject } = final;
  const known = unusedLists(unused);
  // `known` has the decisions on single actions in it already. What is decided on rows is applied as it was; a
  // pattern whose row is no proposal any more has no effect, and must not get one.
  const decided = new Set(
    final.entries.flatMap(({ decidedRows, unitAt }) => decidedRows.map((row) => unitAt.get(row)?.decision)),
  );
  const rows = decisions.filter(
    (each) => each.kind !== 'keep' && (each.kind !== 'edit' || decided.has(each)),
  );
  const isProposal = rows.every(({ kind }) => kind === 'accept');
  return (original, lists, actions) => {
    const isCatalog = isSame(actions, reach);
    const catalog = isCatalog ? settings.catalog : catalogOfRows(actions, settings.catalog);
    if (original !== subject.policy.value) {
      // The result refined once more: what was let through on purpose is to be left alone.
      const kept = deviations.filter(({ kind }) => kind === 'kept');
      const spared = retaining(
        unusedOf(lists),
        kept.flatMap(({ action, actions: named }) => [action, ...named]),
      );
      return propose(policyFrom(original, '', 'the result'), spared, { ...settings, catalog });
    }
    if (isCatalog && isSameLists(lists, known)) return refined;
    const enlarged =
      lists.actions.length > known.actions.length || lists.services.length > known.services.length;
    const lost = enlarged
      ? deviations.flatMap(({ kind, actions: named }) => (kind === 'removed' ? named : []))
      : [];
    const base = unusedOf(lost.length === 0 ? lists : withActions(lists, lost));
    // The proposal as it stands needs no trees for people.
    if (isProposal) return propose(subject.policy, base, { ...settings, catalog });
    const result = finalPolicy({ ...subject, unused: base }, { ...settings, catalog }, rows);
    return editPolicy(subject.policy, result.edits);
  };
}

function propose(policy: Policy, unused: Unused, { catalog, generalize }: ReviewSettings): JsonObject | null {
  // Whatever is unused here was known when the catalogue was put together, or is one of its actions.
  return editPolicy(policy, refinedEdits(policy, unused, catalog, generalize));
}

function isSameLists(a: UnusedArrays, b: UnusedArrays): boolean {
  return isSame(a.services, b.services) && isSame(a.actions, b.actions) && isSame(a.retained, b.retained);
}

/** The lists with these actions unused as well, also where they were retained. */
function withActions(lists: UnusedArrays, actions: readonly string[]): UnusedArrays {
  const gone = new Set(actions.map(fold));
  return {
    ...lists,
    actions: [...lists.actions, ...actions],
    retained: lists.retained.filter((action) => !gone.has(fold(action))),
  };
}

function unusedOf(lists: UnusedArrays): Unused {
  const services = new Set(lists.services.map(fold));
  const actions = new Map<string, UnusedAction>();
  for (const action of lists.actions) actions.set(lowerOf(action), { action });
  return retaining(makeUnused(services, actions, new Set(), new Map()), lists.retained);
}

/** The same unused actions without those that some pattern matches. */
function retaining(unused: Unused, written: readonly string[]): Unused {
  if (written.length === 0) return unused;
  const patterns = written.map(parsePattern);
  const exact = new Set(patterns.map(({ lower }) => lower));
  const wild = patterns.filter(({ kind }) => kind !== 'exact');
  const spared = (lower: string): boolean =>
    exact.has(lower) || wild.some((pattern) => matches(pattern, lower));
  return {
    ...unused,
    retained: new Set([...unused.retained, ...exact]),
    has: (action) => unused.has(action) && !spared(fold(action)),
  };
}
