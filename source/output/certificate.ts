import { quotaSize } from '../account/quota.ts';
import type { JsonObject } from '../base/json.ts';
import { createCatalog } from '../catalog/catalog.ts';
import type { Unused } from '../finding/unused.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import { editPolicy } from '../policy/edit.ts';
import { policyFrom } from '../policy/policy.ts';
import { refinePolicy } from '../refine/refine.ts';
import type { Decisions } from '../review/decision.ts';
import { deviationsOf, type PolicyDeviation } from '../review/deviation.ts';
import { scopeOf } from '../review/entry.ts';
import { type FinalPolicy, finalPolicy } from '../review/result.ts';
import { type ReviewSettings, type Subject, unusedAfter } from '../review/subject.ts';
import type { Again, LawVerdict, UnusedArrays } from '../verify/types.ts';
import { verifyRefinement } from '../verify/verify.ts';
import { actionsInReach } from './reach.ts';
import { unusedLists } from './unused-lists.ts';

/** The proof that goes with a written policy: the laws, what was departed from on purpose, and what it was made with. */
export interface Certificate {
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly laws: readonly LawVerdict[];
  /** Every law holds, or does not apply. */
  readonly ok: boolean;
  readonly deviations: readonly PolicyDeviation[];
  /** Characters as IAM counts them for its quotas: white space left out. `after` is 0 for a policy to be detached. */
  readonly size: { readonly before: number; readonly after: number };
}

/**
 * Checks a final policy, law by law, with the verifier, which shares no code with what made it.
 *
 * @param version of the tool, for the record
 */
export function certify(
  subject: Subject,
  settings: ReviewSettings,
  decisions: Decisions,
  version: string,
): Certificate {
  const final = finalPolicy(subject, settings, decisions);
  const unused = unusedAfter(subject, decisions);
  const scope = scopeOf(settings.catalog, unused);
  const deviations = deviationsOf(final, decisions);
  const refined = editPolicy(subject.policy, final.edits);
  const { laws, ok } = verifyRefinement({
    original: subject.policy.value,
    refined,
    actions: actionsInReach(scope, [subject.policy.value, refined]),
    unused: unusedLists(unused),
    deviations: deviations.map(({ kind, action, statement, reason, by }) => ({
      kind,
      action,
      by,
      ...(statement === undefined ? {} : { statement }),
      ...(reason === undefined ? {} : { reason }),
    })),
    again: againFor(final, settings, decisions, unused, deviations),
  });
  return {
    tool: { name: 'coppice', version },
    catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
    laws,
    ok,
    deviations,
    size: { before: quotaSize(subject.policy.text), after: quotaSize(final.text ?? '') },
  };
}

/** Makes the result again for the verifier, which asks with other orders and larger lists of unused actions. */
function againFor(
  final: FinalPolicy,
  settings: ReviewSettings,
  decisions: Decisions,
  unused: Unused,
  deviations: readonly PolicyDeviation[],
): Again {
  const { subject } = final;
  const known = unusedLists(unused);
  // `known` has the decisions on single actions in it already. What is decided on rows is applied as it was; a
  // pattern whose row is no proposal any more has no effect, and must not get one.
  const units = new Set(final.entries.flatMap((entry) => entry.units.map(({ decision }) => decision)));
  const rows = decisions.filter((each) => each.kind !== 'keep' && (each.kind !== 'edit' || units.has(each)));
  return (original, lists, actions) => {
    const catalog = settings.catalog;
    const reordered = catalogOfRows(actions, catalog.date, catalog.digest);
    const again = unusedOf(lists);
    if (original !== subject.policy.value) {
      // The result refined once more: what was let through on purpose is to be left alone.
      const kept = deviations.filter(({ kind }) => kind === 'kept');
      const spared = retaining(
        again,
        kept.flatMap(({ action, actions: named }) => [action, ...named]),
      );
      return refined(original, spared, { ...settings, catalog: reordered });
    }
    const enlarged =
      lists.actions.length > known.actions.length || lists.services.length > known.services.length;
    const lost = enlarged
      ? deviations.flatMap(({ kind, actions: named }) => (kind === 'removed' ? named : []))
      : [];
    const gone = new Set(lost.map(fold));
    const base = unusedOf({
      ...lists,
      actions: [...lists.actions, ...lost],
      retained: lists.retained.filter((action) => !gone.has(fold(action))),
    });
    const result = finalPolicy({ ...subject, unused: base }, { ...settings, catalog: reordered }, rows);
    return editPolicy(subject.policy, result.edits);
  };
}

function refined(original: JsonObject, unused: Unused, settings: ReviewSettings): JsonObject | null {
  const policy = policyFrom(original, '', 'the result');
  return editPolicy(policy, refinePolicy(policy, unused, settings.catalog, settings).edits);
}

/** A catalogue of the very rows that the verifier gives, in its order. */
function catalogOfRows(actions: readonly string[], date: string, digest: string): ReviewSettings['catalog'] {
  const names = Map.groupBy(actions, (action) => fold(action.slice(0, action.indexOf(':'))));
  return createCatalog({
    date,
    digest,
    services: [...names.keys()],
    names: (service) => (names.get(service) ?? []).map((action) => action.slice(action.indexOf(':') + 1)),
    details: () => new Map(),
  });
}

function unusedOf(lists: UnusedArrays): Unused {
  const services = new Set(lists.services.map(fold));
  const actions = new Map(lists.actions.map((action) => [fold(action), { action }]));
  const serviceOf = (lower: string): string => lower.slice(0, Math.max(0, lower.indexOf(':')));
  const has = (action: string): boolean => actions.has(fold(action)) || services.has(serviceOf(fold(action)));
  const reported = { services, actions, retained: new Set<string>(), serviceLastAccessed: new Map(), has };
  return retaining(reported, lists.retained);
}

/** The same unused actions without those that some pattern matches. */
function retaining(unused: Unused, written: readonly string[]): Unused {
  if (written.length === 0) return unused;
  const patterns = written.map(parsePattern);
  const spared = (lower: string): boolean => patterns.some((pattern) => matches(pattern, lower));
  return {
    ...unused,
    retained: new Set([...unused.retained, ...patterns.map(({ lower }) => lower)]),
    has: (action) => unused.has(action) && !spared(fold(action)),
  };
}
