/** Returns what `make` made for a list of objects and a name; it is remembered for as long as those objects live. */
export type Memo<T> = (objects: readonly object[], name: string, make: () => T) => T;

interface Level<T> {
  readonly next: WeakMap<object, Level<T>>;
  readonly values: Map<string, T>;
}

/** Makes a new memory. Objects are told apart by identity, so they must not be changed afterwards. */
export function createMemo<T>(): Memo<T> {
  const root = level<T>();
  return (objects, name, make) => {
    let here = root;
    for (const object of objects) {
      const next = here.next.get(object) ?? level<T>();
      here.next.set(object, next);
      here = next;
    }
    const known = here.values.get(name);
    if (known !== undefined) return known;
    const made = make();
    here.values.set(name, made);
    return made;
  };
}

function level<T>(): Level<T> {
  return { next: new WeakMap(), values: new Map() };
}

/** Remembers what was made for a key. When it is full, it forgets the key that was asked for longest ago. */
export class Memory<K, V> {
  readonly #most: number;
  readonly #known = new Map<K, V>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns what was made for the key before, or makes it now. */
  get(key: K, make: () => V): V {
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const made = make();
    this.#known.set(key, made);
    if (this.#known.size > this.#most) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    return made;
  }
}

/** Wraps a function so that it runs when it is first called, and never again. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
