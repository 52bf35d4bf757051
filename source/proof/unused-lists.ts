import type { Unused } from '../usage/unused.ts';
import type { UnusedArrays } from './types.ts';

/** What is unused, in the plain words of the verifier, which reads them by itself. */
export function unusedLists(unused: Unused): UnusedArrays {
  return {
    services: [...unused.services],
    actions: [...unused.actions.values()].map(({ action }) => action),
    retained: [...unused.retained],
  };
}
