import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern, servicePrefix } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { type Decision, type Decisions, tableOf } from './decision.ts';
import type { EntryReview } from './entry.ts';
import type { FinalPolicy } from './result.ts';
import { unusedAfter } from './subject.ts';

/** What an operator let through, or took out, on purpose and against the finding. */
export interface PolicyDeviation {
  /** `kept`: stays allowed although reported unused. `removed`: goes although nobody reported it. */
  readonly kind: 'kept' | 'removed';
  /** The action, or the pattern that lets several stay. */
  readonly action: string;
  /** The known actions that this is about, sorted. */
  readonly actions: readonly string[];
  /** Index of the statement; undefined where it holds in the whole policy. */
  readonly statement?: number;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
  /** `YYYY-MM-DD`, for an action that is kept for a while. */
  readonly until?: string;
}

/**
 * Lists where the final policy departs from what was reported, and who decided so: actions kept or removed one by
 * one, wildcards widened or edited, entries left as they were.
 */
export function deviationsOf(final: FinalPolicy, decisions: Decisions): PolicyDeviation[] {
  const telling = decisions.filter(({ kind }) => kind !== 'accept' && kind !== 'list' && kind !== 'narrow');
  if (telling.length === 0) return [];
  const { subject } = final;
  const unused = unusedAfter(subject, decisions);
  return [
    ...actionDeviations(final, decisions, unused),
    ...final.entries.flatMap((entry) => entryDeviations(final, entry, unused)),
  ];
}

/** Actions that were kept or removed by name, in the whole policy. */
function actionDeviations(final: FinalPolicy, decisions: Decisions, unused: Unused): PolicyDeviation[] {
  const { subject } = final;
  const granted = subject.policy.statements
    .filter(({ effect }) => effect === 'Allow')
    .map(({ element, entries }) => ({ element, patterns: entries.map(parsePattern) }));
  const isGranted = (action: string): boolean =>
    granted.some(
      ({ element, patterns }) =>
        patterns.some((pattern) => matches(pattern, action)) === (element === 'Action'),
    );
  return [...tableOf(decisions).actions].flatMap(([lower, decision]): PolicyDeviation[] => {
    const kind = decision.kind === 'keep' ? 'kept' : 'removed';
    if (!isGranted(lower) || subject.unused.has(lower) !== (kind === 'kept')) return [];
    // An exception does not let it go.
    if (kind === 'removed' && !unused.has(lower)) return [];
    const action = decision.actions.find((each) => fold(each) === lower) ?? lower;
    const until = decision.kind === 'keep' && decision.until !== undefined ? { until: decision.until } : {};
    return [{ kind, action, actions: [action], ...origin(decision), ...until }];
  });
}

/** What widened, edited and untouched entries bring back, and what an edit loses. */
function entryDeviations(final: FinalPolicy, entry: EntryReview, unused: Unused): PolicyDeviation[] {
  const isUnused = (action: string): boolean => unused.has(action);
  const { trie, ref, original } = entry;
  const { statement } = ref;
  if (original !== undefined) {
    const actions = trie.actions(0).filter(isUnused).sort();
    if (actions.length === 0 && (entry.outcome === 'kept' || entry.outcome === 'unknown')) return [];
    // A NotAction list that stays lets in all that it does not list.
    const action = entry.element === 'NotAction' ? '*' : entry.text;
    return [{ kind: 'kept', action, actions, statement, ...origin(original) }];
  }
  return entry.units.flatMap(({ node, grants, decision }): PolicyDeviation[] => {
    if (decision?.kind === 'widen') {
      return grants.flatMap((action): PolicyDeviation[] => {
        const pattern = parsePattern(action);
        // By what the pattern matches, not by what stands below the row: it may begin words of other rows too.
        const actions = trie.actions(0).filter((each) => isUnused(each) && matches(pattern, fold(each)));
        return actions.length === 0
          ? []
          : [{ kind: 'kept', action, actions: actions.sort(), statement, ...origin(decision) }];
      });
    }
    if (decision?.kind !== 'edit') return [];
    const pattern = parsePattern(decision.pattern);
    const service = servicePrefix(pattern);
    const isWhole = service !== undefined && unused.services.has(service);
    const back = trie.actions(0).filter((action) => isUnused(action) && matches(pattern, fold(action)));
    const now = (final.edits.get(statement) ?? []).map(parsePattern);
    const lost = trie
      .actions(node)
      .filter((action) => !isUnused(action) && !now.some((each) => matches(each, fold(action))))
      .sort();
    return [
      ...(back.length === 0 && !isWhole
        ? []
        : [
            {
              kind: 'kept' as const,
              action: decision.pattern,
              actions: back.sort(),
              statement,
              ...origin(decision),
            },
          ]),
      ...lost.map((action) => ({
        kind: 'removed' as const,
        action,
        actions: [action],
        statement,
        ...origin(decision),
      })),
    ];
  });
}

function origin({ by, at, reason }: Decision): { by: string; at: string; reason?: string } {
  return { by, at, ...(reason === undefined ? {} : { reason }) };
}
