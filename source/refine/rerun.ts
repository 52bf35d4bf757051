import type { JsonObject } from '../base/json.ts';
import { type Catalog, createCatalog } from '../catalog/catalog.ts';
import { serviceActions } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { policyFrom } from '../policy/policy.ts';
import type { UnusedAction } from '../usage/finding.ts';
import { makeUnused, retain, type Unused } from '../usage/unused.ts';
import { policyCase } from './case.ts';
import type { Decisions, EntryDecision } from './decision.ts';
import { derive } from './derive.ts';
import type { Outcome } from './outcome.ts';

/** The set U as plain lists: the actions, and all actions of the services, without those that are retained. */
export interface PlainUnused {
  /** Service prefixes, any letter case: unused as a whole, with the actions that nobody knows yet. */
  readonly services: string[];
  /** `service:Name`; the proof understands patterns. */
  readonly actions: string[];
  /** `service:Name`; the proof understands patterns. */
  readonly retained: string[];
}

/**
 * Makes a refinement again and returns the refined policy, or null where nothing is left to attach. The proof calls it
 * with other policies, other orders and larger lists. An error that it throws makes a law undecided.
 *
 * @param rows the catalogue, `service:Name`
 */
export type Rerun = (original: JsonObject, unused: PlainUnused, rows: string[]) => JsonObject | null;

/** Returns the function that makes an outcome again, from plain lists and with the same decisions. */
export function rerunOf(outcome: Outcome): Rerun {
  const { case: given, deviations } = outcome;
  const effective = withEffect(outcome);
  // Only entries that were open stay as written: under a larger finding, other entries may be open, too.
  const written = outcome.entries.flatMap(({ ref, isWritten, original }): EntryDecision[] =>
    isWritten && original === undefined ? [{ kind: 'original', ...ref, by: '', at: '' }] : [],
  );
  const stays = deviations.flatMap(({ kind, action, actions }) =>
    kind === 'removed' ? [] : [action, ...actions],
  );
  const taken = deviations.flatMap(({ kind, actions }) => (kind === 'removed' ? actions : []));
  // The rows mostly come in the same order as last time.
  let last: { readonly rows: readonly string[]; readonly catalog: Catalog } | undefined;
  return (original, lists, rows) => {
    if (last === undefined || !isSame(last.rows, rows))
      last = { rows: [...rows], catalog: catalogOfRows(rows, outcome.catalog) };
    const { catalog } = last;
    const unused = unusedOf(lists);
    if (original !== given.policy.value) {
      // Where the result is refined once more, what stays on purpose or is open is left alone.
      const spared = retain(unused, stays);
      const policy = policyFrom(original, '', 'the result');
      return derive(policyCase({ ...given, policy, unused: spared, catalog }), []).value;
    }
    const isLarger =
      lists.actions.length > given.unused.actions.size || lists.services.length > given.unused.services.size;
    const made = [...effective, ...written];
    if (!isLarger) return derive(policyCase({ ...given, unused, catalog }), made).value;
    // Under a larger finding, a decision may no longer find its row. What it took away counts as unused there, too,
    // even if it was kept before.
    const asked = taken.length === 0 ? unused : unusedOf(withActions(lists, taken));
    return derive(policyCase({ ...given, unused: asked, catalog }), keepingLess(made, outcome)).value;
  };
}

/** The decisions without kept actions that are gone all the same. */
function keepingLess(decisions: Decisions, outcome: Outcome): Decisions {
  if (decisions.every(({ kind }) => kind !== 'keep')) return decisions;
  const lost = new Set(outcome.gone.map(({ action }) => fold(action)));
  return decisions.map((each) =>
    each.kind === 'keep'
      ? { ...each, actions: each.actions.filter((action) => !lost.has(fold(action))) }
      : each,
  );
}

/** The decisions that have an effect: an edit of a row that is not a proposal has none, and must not get one. */
function withEffect(outcome: Outcome): Decisions {
  const { decisions } = outcome;
  if (decisions.every(({ kind }) => kind !== 'edit')) return decisions;
  const decided = new Set(outcome.entries.flatMap(({ changes }) => changes.map(({ decision }) => decision)));
  return decisions.filter((each) => each.kind !== 'edit' || decided.has(each));
}

function isSame(list: readonly string[], other: readonly string[]): boolean {
  return list.length === other.length && list.every((row, i) => row === other[i]);
}

/** The lists with these actions added as unused, even where they were retained. */
function withActions(lists: PlainUnused, actions: readonly string[]): PlainUnused {
  const gone = new Set(actions.map(fold));
  return {
    ...lists,
    actions: [...lists.actions, ...actions],
    retained: lists.retained.filter((action) => !gone.has(fold(action))),
  };
}

function unusedOf(lists: PlainUnused): Unused {
  const services = new Set(lists.services.map(fold));
  const actions = new Map<string, UnusedAction>();
  for (const action of lists.actions) actions.set(fold(action), { action });
  return makeUnused(services, actions, new Set(lists.retained.map(fold)), new Map());
}

/** A catalogue of these rows, in their order. It reuses the other catalogue's services that have the same rows. */
function catalogOfRows(rows: readonly string[], like: Catalog): Catalog {
  const services = Map.groupBy(rows, (row) => fold(row.slice(0, row.indexOf(':'))));
  const names = (service: string): string[] =>
    (services.get(service) ?? []).map((row) => row.slice(row.indexOf(':') + 1));
  return createCatalog({
    date: like.date,
    digest: like.digest,
    services: [...services.keys()],
    names,
    actions(service) {
      const made = serviceActions(service, names(service));
      const known = like.actions(service);
      return known !== undefined && isSame(known.actions, made.actions) ? known : made;
    },
    details: () => new Map(),
  });
}
