/**
 * Refinement as docs/semantics.md tells it, slowly and plainly: sets, strings and regular expressions, nothing of
 * source/. What the engine does with indexes and counts is held against this.
 */

export type Mode = 'shortest' | 'tightest' | 'exact' | 'compact';

/** C and U of one refinement. Everything is compared in lower case. */
export interface World {
  /** C: the catalogue with what the findings and the operator name beyond it. */
  readonly known: readonly string[];
  /** Services that are unused whole, with the actions that nobody knows. */
  readonly whole: ReadonlySet<string>;
  /** Those of them of which the catalogue has nothing. */
  readonly strange: ReadonlySet<string>;
  isUnused(action: string): boolean;
}

/** A pattern as a regular expression; `*:*` is every action, as `*` is. */
export function reading(pattern: string): RegExp {
  if (/^\*+(:\*+)?$/.test(pattern)) return /^.*$/s;
  const source = pattern.replace(/./gs, (c) =>
    c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[^\w]/, '\\$&'),
  );
  return new RegExp(`^${source}$`, 'is');
}

export const lower = (text: string): string => text.toLowerCase();
const begins = (text: string, start: string): boolean => lower(text).startsWith(lower(start));
const isWild = (text: string): boolean => /[*?]/.test(text);

/** The words of an action, service prefix first: a capital letter begins one. */
export function words(action: string): string[] {
  const [, service = '', name = ''] = /^([^:]*:)?(.*)$/s.exec(action) ?? [];
  const cut = name.match(/[A-Z][a-z0-9]*|[a-z0-9]+|./gs) ?? [];
  return service === '' ? cut : [service, ...cut];
}

/** The nodes that an action stands below, from the top: its words so far, and the string that they make. */
function nodesOf(action: string, root: number, mode: Mode): { path: string; prefix: string }[] {
  const [service = '', ...rest] = words(action);
  const cut = mode === 'compact' ? [service, ...rest.join('')] : [service, ...rest];
  return cut
    .map((_, i) => ({ path: lower(cut.slice(0, i + 1).join('|')), prefix: cut.slice(0, i + 1).join('') }))
    .filter(({ prefix }) => prefix.length > root);
}

/** What is left of a pattern after reading some text. */
export function rest(pattern: string, text: string): Set<string> {
  const [p, t] = [pattern[0], text[0]];
  if (t === undefined) return new Set([pattern]);
  if (p === '*') return rest(pattern.slice(1), text).union(rest(pattern, text.slice(1)));
  const same = p === '?' || (p !== undefined && lower(p) === lower(t));
  return same ? rest(pattern.slice(1), text.slice(1)) : new Set();
}

/**
 * Whether everything that `inner` matches is matched by `outer`: tried on words of `inner` in which `?` is a letter that
 * neither names, and each `*` is a run of it, from none to one more than `outer` has `?`: then a `*` of `outer` takes
 * some of the run, and would take a longer one as well.
 */
export function within(inner: string, outer: string): boolean {
  const most = (outer.match(/\?/g) ?? []).length + 1;
  const outside = reading(outer);
  const spelled = (text: string): string[] => {
    const star = text.indexOf('*');
    if (star === -1) return [text];
    const runs = Array.from({ length: most + 1 }, (_, n) => '\u0001'.repeat(n));
    return spelled(text.slice(star + 1)).flatMap((end) => runs.map((run) => text.slice(0, star) + run + end));
  };
  const plain = inner.replace(/\*+/g, '*').replaceAll('?', '\u0001');
  return spelled(plain === '*:*' ? '*' : plain).every((text) => outside.test(text));
}

/** The grants for all that a pattern keeps: each kept action at its highest safe node. */
function grantsOf(
  pattern: string,
  known: readonly string[],
  isUnused: (action: string) => boolean,
  mode: Mode,
  isWanted = (action: string): boolean => !isUnused(action),
): Set<string> {
  const text = /^\*+:\*+$/.test(pattern) ? '*' : pattern.replace(/\*+/g, '*');
  const granted = known.filter((action) => reading(text).test(action));
  const root = text.search(/[*?]/);
  const isSafe = (prefix: string): boolean =>
    !granted.some((action) => isUnused(action) && begins(action, prefix));
  const grants = new Set<string>();
  for (const action of granted.filter(isWanted)) {
    const top = nodesOf(action, root, mode).find(({ prefix }) => isSafe(prefix));
    const below = granted.filter((each) => nodesOf(each, root, mode).some(({ path }) => path === top?.path));
    const alone = top === undefined || below.length === 1;
    if (mode === 'exact' || (alone && (mode !== 'compact' || top === undefined))) {
      grants.add(action);
      continue;
    }
    const prefix = mode === 'tightest' ? shared(below) : (top?.prefix ?? action);
    // Not `**` and the like: a star that is left and what stands behind it say the same.
    const left = [...rest(text, prefix)].map((tail) => tail.replace(/\*+/g, '*'));
    const needed = left.filter((tail) =>
      below.some((each) => reading(`-${tail}`).test(`-${each.slice(prefix.length)}`)),
    );
    const tails = needed.filter(
      (a, i) => !needed.some((b, j) => i !== j && tailWithin(a, b) && (!tailWithin(b, a) || j < i)),
    );
    const made = tails.map((tail) => prefix + tail);
    const [only = ''] = made;
    if (alone && !(made.length === 1 && only.length < action.length)) grants.add(action);
    else for (const grant of made) grants.add(grant);
  }
  return grants;
}

// Behind a prefix: there `*:*` still asks for a colon.
const tailWithin = (a: string, b: string): boolean => within(`-${a}`, `-${b}`);

/** The longest prefix that actions share. */
export function shared(actions: readonly string[]): string {
  const [first = ''] = actions;
  let length = first.length;
  while (!actions.every((action) => begins(action, first.slice(0, length)))) length--;
  return first.slice(0, length);
}

interface Candidate {
  readonly text: string;
  readonly produced: boolean;
}

/** Drops what refinement made and something else covers; of two that say the same the author's stays, or the first. */
function withoutCovered(list: readonly Candidate[]): string[] {
  const first = (a: number, b: number): boolean =>
    list[a]?.produced === list[b]?.produced ? a < b : list[a]?.produced === false;
  const covered = ({ text, produced }: Candidate, i: number): boolean =>
    produced &&
    list.some(
      (other, j) => i !== j && within(text, other.text) && (!within(other.text, text) || first(j, i)),
    );
  return list.filter((each, i) => !covered(each, i)).map(({ text }) => text);
}

/** The new entries of an `Action` list; undefined where it stays as it is, empty where the statement goes. */
export function refineAction(entries: readonly string[], world: World, mode: Mode): string[] | undefined {
  const { known, whole, strange, isUnused } = world;
  // A service of which nothing is known stands in C by a name of its own, so that `*` is seen to reach it.
  const all = [...known, ...[...strange].map((service) => `${service}:*`)];
  let changed = false;
  const list = entries.flatMap((entry): Candidate[] => {
    const granted = all.filter((action) => reading(entry).test(action));
    const service = /^[^*?]*?:/.exec(entry)?.[0].slice(0, -1);
    const reported = service !== undefined && whole.has(lower(service)) && (isWild(entry) || isUnused(entry));
    if (granted.length === 0 ? !reported : !granted.some(isUnused)) return [{ text: entry, produced: false }];
    changed = true;
    return [...grantsOf(entry, all, isUnused, mode)].sort().map((text) => ({ text, produced: true }));
  });
  return changed ? withoutCovered(list) : undefined;
}

/** The same for the `NotAction` list of an Allow statement. */
export function refineNotAction(entries: readonly string[], world: World, mode: Mode): string[] | undefined {
  const { known, whole, isUnused } = world;
  const isListed = (action: string): boolean => entries.some((entry) => reading(entry).test(action));
  const kept = known.filter((action) => !isUnused(action) && !isListed(action));
  const gone = known.filter((action) => isUnused(action) && !isListed(action));
  const services = [...whole].filter((service) => !entries.some((entry) => within(`${service}:*`, entry)));
  if (gone.length === 0 && services.length === 0) return undefined;
  if (kept.length === 0) return [];
  const made = [
    ...services
      .filter((service) => !kept.some((action) => begins(action, `${service}:`)))
      .map((s) => `${s}:*`),
    ...grantsOf(
      '*',
      known,
      (action) => kept.includes(action),
      mode,
      (action) => gone.includes(action),
    ),
  ].sort();
  if (made.length === 0) return undefined;
  return withoutCovered([
    ...entries.map((text) => ({ text, produced: false })),
    ...made.map((text) => ({ text, produced: true })),
  ]);
}
