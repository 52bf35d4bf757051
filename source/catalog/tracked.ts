import type { Catalog } from './catalog.ts';

/**
 * Whether the use of these actions cannot be known, because IAM keeps last-accessed information for none of them (AWS's
 * service reference, "IAM Action Last Accessed": false). Where no finding names such actions, that means *unknown* and
 * not *used*. False for no actions at all, and where the catalogue does not say what is tracked.
 *
 * @param actions `service:Name` in any letter case
 */
export function isUnknown(actions: Iterable<string>, catalog: Catalog): boolean {
  if (!catalog.saysTracked) return false;
  let any = false;
  for (const action of actions) {
    if (catalog.details(action)?.tracked !== false) return false;
    any = true;
  }
  return any;
}
