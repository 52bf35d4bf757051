import type { Catalog } from '../catalog/catalog.ts';
import type { Unused } from '../finding/unused.ts';
import { fold } from '../pattern/fold.ts';
import type { Policy } from '../policy/policy.ts';
import type { Generalize } from '../refine/grants.ts';
import type { Decisions } from './decision.ts';
import { tableOf } from './decision.ts';

/** One policy under review, with what is reported unused for it. */
export interface Subject {
  /** Tells it from the others of the same review; stays the same while the inputs do. */
  readonly id: string;
  /** The policy's name, for people. */
  readonly name: string;
  /** Who has it: a name or an ARN; undefined where the inputs do not say. */
  readonly principal?: string;
  readonly policy: Policy;
  /** What is reported unused, exceptions taken out, before any decision. */
  readonly unused: Unused;
}

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
      actions.delete(lower);
      retained.add(lower);
    } else {
      const spelled = decision.actions.find((action) => fold(action) === lower) ?? lower;
      retained.delete(lower);
      actions.set(lower, { action: spelled });
    }
  }
  const has = (action: string): boolean => {
    const lower = fold(action);
    return (
      !retained.has(lower) &&
      (actions.has(lower) || reported.services.has(lower.slice(0, Math.max(0, lower.indexOf(':')))))
    );
  };
  return { ...reported, actions, retained, has };
}
