/**
 * Does one thing for each item, a few at a time. The first failure stops all the rest.
 *
 * @param signal stops it from outside
 * @param work gets a signal that is aborted when the rest is to stop
 * @returns what was made, in the order of the items
 * @throws what the first failing `work` threw, or the reason of `signal`; never before all that was begun has ended
 */
export async function pool<T, R>(
  items: readonly T[],
  concurrency: number,
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const inner = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  const made = new Map<number, R>();
  let failure: { readonly error: unknown } | undefined;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && !inner.aborted) {
      const place = next++;
      try {
        made.set(place, await work(items[place] as T, inner));
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  signal?.throwIfAborted();
  if (failure !== undefined) throw failure.error;
  return items.map((_, place) => made.get(place) as R);
}
