/**
 * The yardstick: the plainest way to the shortest safe prefixes. Every action goes into a trie of single characters
 * that counts what is unused below each node; the highest nodes with nothing unused below them are the result. It cuts
 * names only, since a wildcard in a service prefix is nothing that IAM documents, and writes a lone action out where
 * that is shorter than its prefix, so that no other choice of prefixes has fewer characters.
 */
export function trieOfCharacters(actions: readonly string[], gone: readonly string[]): string[] {
  const unused = new Set(gone.map((action) => action.toLowerCase()));
  const root = node();
  for (const action of actions) {
    const lower = action.toLowerCase();
    const count = unused.has(lower) ? 1 : 0;
    let here = root;
    here.total++;
    here.unused += count;
    for (const character of lower) {
      let next = here.below.get(character);
      if (next === undefined) {
        next = node();
        here.below.set(character, next);
      }
      next.total++;
      next.unused += count;
      here = next;
    }
    here.action = action;
  }
  const patterns: string[] = [];
  collect(root, '', unused, patterns);
  return patterns;
}

interface Node {
  readonly below: Map<string, Node>;
  total: number;
  unused: number;
  /** The action that ends here. */
  action: string | undefined;
}

function node(): Node {
  return { below: new Map(), total: 0, unused: 0, action: undefined };
}

function collect(here: Node, prefix: string, unused: ReadonlySet<string>, patterns: string[]): void {
  if (here.unused === here.total) return;
  if (here.unused === 0 && prefix.includes(':')) {
    const action = here.total === 1 ? loneAction(here) : undefined;
    patterns.push(action !== undefined && action.length <= prefix.length + 1 ? action : `${prefix}*`);
    return;
  }
  if (here.action !== undefined && !unused.has(prefix)) patterns.push(here.action);
  for (const [character, below] of here.below) collect(below, prefix + character, unused, patterns);
}

function loneAction({ action, below }: Node): string | undefined {
  if (action !== undefined) return action;
  const [only] = below.values();
  return only && loneAction(only);
}
