import { createMemo, type Memo } from '../../base/memo.ts';

/**
 * What a review has worked out, by the objects that it was worked out from: as long as those live it need not be
 * worked out again. It belongs to the context and holds no state.
 */
export class SessionMemory {
  readonly #memo: Memo<unknown> = createMemo();

  /** What `make` gives; for the same objects and the same name it is made once. A name stands for one type. */
  remember<T>(objects: readonly object[], name: string, make: () => T): T {
    return this.#memo(objects, name, make) as T;
  }
}
