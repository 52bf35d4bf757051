import type { JsonObject } from '../base/json.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Policy } from '../policy/policy.ts';
import type { Recommendation, RecommendedStep } from '../usage/recommendation.ts';
import { type Unused, unusedFrom } from '../usage/unused.ts';

/** What AWS recommends for one policy of one principal, its steps put together. */
export interface RecommendedPolicy {
  readonly file: string;
  readonly resourceArn: string;
  /** the ARN of a managed policy, the bare name of an inline one */
  readonly policyId: string;
  /** ISO 8601 */
  readonly completedAt?: string;
  /** the replacement; null: the policy is only detached */
  readonly value: JsonObject | null;
  /** the policy that AWS started from, where the recommendation has it */
  readonly existing?: JsonObject;
}

/**
 * Puts the steps about one policy together: a replacement is created and the policy detached, or it is only detached.
 */
export function recommendedPolicies(recommendations: readonly Recommendation[]): RecommendedPolicy[] {
  return recommendations.flatMap(({ file, resourceArn, completedAt, steps }) =>
    [...Map.groupBy(steps, ({ existingPolicyId }) => existingPolicyId)].map(
      ([policyId, its]): RecommendedPolicy => ({
        file,
        resourceArn,
        policyId,
        ...(completedAt === undefined ? {} : { completedAt }),
        value: firstOf(its, ({ recommendedPolicy }) => recommendedPolicy?.value) ?? null,
        ...existingOf(its),
      }),
    ),
  );
}

function existingOf(steps: readonly RecommendedStep[]): Pick<RecommendedPolicy, 'existing'> {
  const existing = firstOf(steps, ({ existingPolicy }) => existingPolicy?.value);
  return existing === undefined ? {} : { existing };
}

function firstOf<T, U>(list: readonly T[], of: (item: T) => U | undefined): U | undefined {
  return list.map(of).find((each) => each !== undefined);
}

/** The known actions that the Allow statements of a policy allow; Deny statements are ignored. */
function allowedBy(policy: Policy | null, catalog: Catalog): ReadonlySet<string> {
  const lists = (policy?.statements ?? [])
    .filter(({ effect, hasPrincipal }) => effect === 'Allow' && !hasPrincipal)
    .map(({ element, entries }) => ({ element, patterns: entries.map(parsePattern) }));
  const allowed = new Set<string>();
  if (lists.length === 0) return allowed;
  for (const service of catalog.services()) {
    const index = catalog.service(service);
    for (const [i, action] of (index?.actions ?? []).entries()) {
      const lower = index?.folded[i] ?? fold(action);
      const isAllowed = lists.some(({ element, patterns }) => {
        const isListed = patterns.some((pattern) => matches(pattern, lower));
        return element === 'Action' ? isListed : element === 'NotAction' && !isListed;
      });
      if (isAllowed) allowed.add(action);
    }
  }
  return allowed;
}

/** The unused actions that a result implies where no finding is given: all that is granted and it does not allow. */
export function unusedByResult(original: Policy, result: Policy | null, catalog: Catalog): Unused {
  const after = allowedBy(result, catalog);
  return unusedFrom([], {
    removed: [...allowedBy(original, catalog)].filter((action) => !after.has(action)),
  });
}

/** How AWS's result differs from coppice's own, in a sentence. */
export interface RecommendationDifference {
  readonly kind: 'catalogue' | 'cut' | 'lost' | 'left' | 'new' | 'statement';
  readonly message: string;
  /** The actions that it is about, sorted; none for a changed statement. */
  readonly actions: readonly string[];
}

export interface Compared {
  readonly original: Policy;
  /** AWS's; null: detached. */
  readonly result: Policy | null;
  /** coppice's, by the catalogue of the day of the recommendation, and by that of today. */
  readonly own: Policy | null;
  readonly ownToday: Policy | null;
  readonly unused: Unused;
  /** The catalogue of the day of the recommendation, and that of today. */
  readonly then: Catalog;
  readonly today: Catalog;
  /** When AWS made it, `YYYY-MM-DD`. */
  readonly date: string | undefined;
  /** What the proof says is wrong with the structure, if anything. */
  readonly structure: string | undefined;
}

/** Explains each difference between AWS's result and coppice's own. */
export function differencesOf(compared: Compared): RecommendationDifference[] {
  const { original, result, own, ownToday, unused, then, today, date, structure } = compared;
  const before = allowedBy(original, then);
  const now = allowedBy(result, then);
  const list = (from: ReadonlySet<string>, wanted: (action: string) => boolean): string[] =>
    [...from].filter(wanted).sort();
  const nowToday = allowedBy(result, today);
  const newer = list(
    allowedBy(ownToday, today),
    (action) => !nowToday.has(action) && !then.has(action) && !unused.has(action),
  );
  const lost = list(before, (action) => !now.has(action) && !unused.has(action));
  const left = list(now, (action) => before.has(action) && unused.has(action));
  const gained = list(now, (action) => !before.has(action));
  const differences: RecommendationDifference[] = [];
  const add = (
    kind: RecommendationDifference['kind'],
    actions: readonly string[],
    says: (names: string) => string,
  ): void => {
    if (actions.length > 0) differences.push({ kind, message: says(some(actions)), actions });
  };
  add(
    'catalogue',
    newer,
    (names) =>
      `another catalogue: ${names} came after ${date ?? then.date}, so that AWS could not know of it; coppice keeps what nobody reported`,
  );
  add('lost', lost, (names) => `lost: ${names}, which nobody reported unused`);
  add('left', left, (names) => `unused and still allowed: ${names}`);
  add('new', gained, (names) => `new: ${names}, which the policy did not allow before`);
  if (structure !== undefined) {
    differences.push({ kind: 'statement', message: `a statement is changed: ${structure}`, actions: [] });
  }
  const [ours, theirs] = [entriesOf(own), entriesOf(result)];
  const onlyOurs = ours.filter((entry) => !theirs.includes(entry)).sort();
  const onlyTheirs = theirs.filter((entry) => !ours.includes(entry)).sort();
  if (lost.length + left.length + gained.length === 0 && onlyOurs.length + onlyTheirs.length > 0) {
    differences.push({
      kind: 'cut',
      message: `another cut: AWS writes ${some(onlyTheirs)} where coppice writes ${some(onlyOurs)}; of what was known then, both allow the same`,
      actions: [],
    });
  }
  return differences;
}

/** The entries of the Allow statements, each once. */
function entriesOf(policy: Policy | null): string[] {
  return [
    ...new Set(
      (policy?.statements ?? [])
        .filter(({ effect }) => effect === 'Allow')
        .flatMap(({ element, entries }) =>
          element === 'NotAction' ? entries.map((entry) => `all but ${entry}`) : entries,
        ),
    ),
  ];
}

const SHOWN = 5;

function some(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
