import type { PolicySubject } from '../account/subjects.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Unused } from '../finding/unused.ts';
import { fold } from '../pattern/fold.ts';
import type { Generalize } from '../refine/grants.ts';
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

/** U after the operator's own changes: kept actions have left it, removed ones have joined. */
export function unusedAfter(subject: Subject, decisions: Decisions): Unused {
  const table = tableOf(decisions);
  if (table.actions.size === 0) return subject.unused;
  const known = changed.get(subject.unused) ?? new Map<string, Unused>();
  changed.set(subject.unused, known);
  let unused = known.get(table.changes);
  if (unused === undefined) {
    unused = withChanges(subject.unused, table.actions);
    known.clear();
    known.set(table.changes, unused);
  }
  return unused;
}

function withChanges(reported: Unused, changes: ReturnType<typeof tableOf>['actions']): Unused {
  const actions = new Map(reported.actions);
  const retained = new Set(reported.retained);
  for (const [lower, decision] of changes) {
    if (decision.kind === 'keep') {
      retained.add(lower);
    } else {
      const spelled = decision.actions.find((action) => fold(action) === lower) ?? lower;
      retained.delete(lower);
      actions.set(lower, { action: spelled });
    }
  }
  const has = (action: string): boolean => {
    const decision = changes.get(fold(action));
    return decision === undefined ? reported.has(action) : decision.kind === 'remove';
  };
  return { ...reported, actions, retained, has };
}
