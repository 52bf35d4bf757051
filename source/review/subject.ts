import { protect } from '../account/exceptions.ts';
import type { PolicySubject } from '../account/subjects.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { fold } from '../pattern/fold.ts';
import type { Generalize } from '../refine/grants.ts';
import type { Unused } from '../usage/unused.ts';
import type { Decisions } from './decision.ts';
import { tableOf } from './decision.ts';

/**
 * One policy under review, with what is reported unused for it, exceptions taken out, before any decision. A policy
 * of which nothing is known but its document has the first few fields only.
 */
export type Subject = Pick<PolicySubject, 'id' | 'name' | 'principal' | 'policy' | 'unused'> &
  Partial<PolicySubject>;

/** What is the same for all policies of a review. */
export interface ReviewSettings {
  readonly catalog: Catalog;
  readonly generalize: Generalize;
}

const changed = new WeakMap<Unused, Map<string, Unused>>();

/**
 * U after the operator's own changes: kept actions have left it, removed ones have joined. What an exception protects
 * stays whatever the operator says; who wants it gone changes the exceptions.
 */
export function unusedAfter(subject: Subject, decisions: Decisions): Unused {
  const table = tableOf(decisions);
  if (table.actions.size === 0) return subject.unused;
  const known = changed.get(subject.unused) ?? new Map<string, Unused>();
  changed.set(subject.unused, known);
  const exceptions = subject.exceptions ?? [];
  const key = [table.changes, ...exceptions.map(({ action }) => `except ${action}`)].join('\n');
  let unused = known.get(key);
  if (unused === undefined) {
    unused = protect(withChanges(subject.unused, table.actions), exceptions);
    known.clear();
    known.set(key, unused);
  }
  return unused;
}

/** `service:*` in a decision is the row of a service of which nothing is known: it stands for the whole service. */
function withChanges(reported: Unused, changes: ReturnType<typeof tableOf>['actions']): Unused {
  const actions = new Map(reported.actions);
  const retained = new Set(reported.retained);
  const services = new Set(reported.services);
  const serviceOf = (lower: string): string => lower.slice(0, Math.max(0, lower.indexOf(':')));
  for (const [lower, decision] of changes) {
    const isService = lower.endsWith(':*');
    if (decision.kind === 'keep') {
      if (isService) services.delete(serviceOf(lower));
      else retained.add(lower);
      actions.delete(lower);
    } else {
      const spelled = decision.actions.find((action) => fold(action) === lower) ?? lower;
      retained.delete(lower);
      if (isService) services.add(serviceOf(lower));
      else actions.set(lower, { action: spelled });
    }
  }
  const has = (action: string): boolean => {
    const lower = fold(action);
    const decision = changes.get(lower);
    if (decision !== undefined) return decision.kind === 'remove';
    const service = serviceOf(lower);
    if (services.has(service) === reported.services.has(service)) return reported.has(action);
    return (services.has(service) || actions.has(lower)) && !retained.has(lower);
  };
  return { ...reported, services, actions, retained, has };
}
