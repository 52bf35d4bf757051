import { createMemo, type Memo } from '../../base/memo.ts';

/**
 * Remembers the results of a review by the objects that they were computed from, as long as those objects live. It
 * belongs to the context and holds no state.
 */
export class SessionMemory {
  readonly #memo: Memo<unknown> = createMemo();

  /** Returns what `make` returns; for the same objects and name it is made once. Each name stands for one type. */
  remember<T>(objects: readonly object[], name: string, make: () => T): T {
    return this.#memo(objects, name, make) as T;
  }
}
