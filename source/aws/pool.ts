/**
 * Does one thing for each item, a few at a time. The first failure stops all the rest.
 *
 * @param signal stops it from outside
 * @param work receives a signal that is aborted when the rest must stop
 * @returns the results, in the order of the items
 * @throws the error of the first `work` that failed, or the reason of `signal`, once all work in progress has ended
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
