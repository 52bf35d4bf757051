import { type Catalog, createCatalog } from '../catalog/catalog.ts';
import { type ServiceActions, serviceActions } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { isSame } from './same.ts';

/**
 * A catalogue of the very rows that the verifier gives, in its order. Proofs ask for the same services in the same few
 * orders over and over, so what is made of a service's rows is kept for each order of them.
 *
 * @param like the catalogue whose rows they are
 */
export function catalogOfRows(rows: readonly string[], like: Catalog): Catalog {
  const services = rowsByService(rows, like);
  const namesOf = (service: string): string[] =>
    (services.get(service) ?? []).map((action) => action.slice(action.indexOf(':') + 1));
  return createCatalog({
    date: like.date,
    digest: like.digest,
    services: [...services.keys()],
    names: namesOf,
    actions: (service) =>
      remembered(like, service, services.get(service) ?? [], () => {
        const made = serviceActions(service, namesOf(service));
        // Sorted they are all that an index is made from: where they come to the same, it is there already.
        const own = like.actions(service);
        return own !== undefined && isSame(made.actions, own.actions) ? own : made;
      }),
    details: () => new Map(),
  });
}

/** By service prefix in lower case. Rows of one service mostly stand together, in its order or the reverse of it. */
function rowsByService(rows: readonly string[], like: Catalog): Map<string, string[]> {
  const services = new Map<string, string[]>();
  let last: string[] = [];
  let start = ':';
  let own: readonly string[] = [];
  let place = 0;
  let step = 1;
  for (const row of rows) {
    // The very string that is next to the last one belongs where that does.
    if (own[place + step] === row) place += step;
    else {
      if (!row.startsWith(start)) {
        start = row.slice(0, row.indexOf(':') + 1);
        const service = fold(start.slice(0, -1));
        last = services.get(service) ?? [];
        services.set(service, last);
        own = like.actions(service)?.actions ?? [];
      }
      step = own[0] === row ? 1 : -1;
      place = step === 1 ? 0 : own.length - 1;
      if (own[place] !== row) place = own.length + 1;
    }
    last.push(row);
  }
  return services;
}

interface Kept {
  readonly rows: readonly string[];
  readonly actions: ServiceActions;
}

/** Reversed, and rotated in such a way that the cut goes through another service, or through this one. */
const ORDERS_KEPT = 3;

const kept = new WeakMap<Catalog, Map<string, readonly Kept[]>>();

function remembered(
  catalog: Catalog,
  service: string,
  rows: readonly string[],
  make: () => ServiceActions,
): ServiceActions {
  const ofCatalog = kept.get(catalog) ?? new Map<string, readonly Kept[]>();
  kept.set(catalog, ofCatalog);
  const known = ofCatalog.get(service) ?? [];
  const found = known.find((each) => isSame(each.rows, rows));
  if (found !== undefined) return found.actions;
  const actions = make();
  ofCatalog.set(service, [{ rows, actions }, ...known.slice(0, ORDERS_KEPT - 1)]);
  return actions;
}
