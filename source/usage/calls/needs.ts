import type { Catalog } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import { DOCUMENTED_OPERATIONS, METHODS, NO_CALLS, SOURCES, VERSION_AT_END } from './documented.ts';
import type { CallEvent } from './event.ts';

/**
 * What a call needed. `actions`: all actions that it can have needed, `service:Name`, in the catalogue's spelling if it
 * knows them. `unknown`: the action is not known; `name` is `source name`, and `literal` is what the action would be
 * called if names agreed, absent for events that no policy had to allow.
 */
export type Needs =
  | { readonly kind: 'actions'; readonly actions: readonly string[] }
  | { readonly kind: 'unknown'; readonly name: string; readonly literal?: string };

/** Tells which actions events need, and remembers the answers. */
export class NeedsOfEvents {
  readonly #catalog: Catalog;
  readonly #known = new Map<string, Needs>();
  readonly #prefixes = new Map<string, readonly string[]>();
  readonly #operations = new Map<string, readonly string[]>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    for (const { prefixes } of SOURCES)
      for (const [source, list] of Object.entries(prefixes)) this.#prefixes.set(source, list);
    for (const { service, needs } of DOCUMENTED_OPERATIONS)
      for (const [name, actions] of Object.entries(needs))
        this.#operations.set(`${service}:${name}`, actions);
  }

  of({ source, name, type }: Pick<CallEvent, 'source' | 'name' | 'type'>): Needs {
    const isCall = type === undefined || !NO_CALLS.types.has(type);
    const key = `${isCall ? '' : '-'}${source} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const needs: Needs = isCall ? this.#found(source, name) : { kind: 'unknown', name: `${source} ${name}` };
    // A hostile log may have any number of names.
    if (this.#known.size < MOST_NAMES) this.#known.set(key, needs);
    return needs;
  }

  #found(source: string, name: string): Needs {
    const host = fold(source).replace(/\.amazonaws\.com(?:\.cn)?$/, '');
    const prefixes = this.#prefixes.get(host) ?? [host];
    const bare = name.replace(VERSION_AT_END.pattern, '');
    for (const prefix of prefixes) {
      for (const each of new Set([name, bare])) {
        const actions = this.#actions(prefix, each);
        if (actions !== undefined) return { kind: 'actions', actions };
      }
    }
    const literal = `${prefixes[0] ?? host}:${bare}`;
    return {
      kind: 'unknown',
      name: `${source} ${name}`,
      ...(/^[\w.-]+:\w+$/.test(literal) ? { literal } : {}),
    };
  }

  #actions(prefix: string, name: string): readonly string[] | undefined {
    const listed = this.#catalog.operation(prefix, name) ?? this.#operations.get(`${prefix}:${name}`);
    // AWS's own list counts, even for an action that an older catalogue lacks.
    if (listed !== undefined) return listed.map((action) => this.#spelled(action) ?? action);
    const same = prefix === METHODS.service ? METHODS.byWord[/^[A-Z][a-z]+/.exec(name)?.[0] ?? ''] : name;
    const spelled = same === undefined ? undefined : this.#spelled(`${prefix}:${same}`);
    return spelled === undefined ? undefined : [spelled];
  }

  #spelled(action: string): string | undefined {
    const lower = fold(action);
    const names = this.#catalog.actions(lower.slice(0, lower.indexOf(':')));
    const place = names?.placeOf(lower);
    return place === undefined ? undefined : names?.actions[place];
  }
}

const MOST_NAMES = 100_000;
