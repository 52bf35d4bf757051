import { type Catalog, createCatalog } from '../catalog/catalog.ts';
import { type ServiceActions, serviceActions } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { isSame } from '../proof/same.ts';

/**
 * A catalogue of the very rows that the verifier gives, in its order. Proofs ask for the same rows in the same few
 * orders over and over, and other proofs for the same services, so what is made of them is kept for each order.
 *
 * @param like the catalogue whose rows they are
 */
export function catalogOfRows(rows: readonly string[], like: Catalog): Catalog {
  return catalogs(like, '', rows, () => {
    const services = rowsByService(rows);
    const namesOf = (service: string): string[] =>
      (services.get(service) ?? []).map((action) => action.slice(action.indexOf(':') + 1));
    return createCatalog({
      date: like.date,
      digest: like.digest,
      services: [...services.keys()],
      names: namesOf,
      actions: (service) =>
        actionsOf(like, service, services.get(service) ?? [], () => {
          const made = serviceActions(service, namesOf(service));
          // Sorted they are all that an index is made from: where they come to the same, it is there already.
          const own = like.actions(service);
          return own !== undefined && isSame(made.actions, own.actions) ? own : made;
        }),
      details: () => new Map(),
    });
  });
}

/** By service prefix in lower case. */
function rowsByService(rows: readonly string[]): Map<string, string[]> {
  const services = new Map<string, string[]>();
  let start = ':';
  let last: string[] = [];
  for (const row of rows) {
    // Rows of one service mostly stand together.
    if (!row.startsWith(start)) {
      start = row.slice(0, row.indexOf(':') + 1);
      const service = fold(start.slice(0, -1));
      last = services.get(service) ?? [];
      services.set(service, last);
    }
    last.push(row);
  }
  return services;
}

/** Reversed, and rotated in such a way that the cut goes through another service, or through this one. */
const ORDERS_KEPT = 3;

const catalogs = orderMemory<Catalog>();
const actionsOf = orderMemory<ServiceActions>();

/** Remembers what was made of a catalogue's rows, under a name, for the last few orders that they came in. */
function orderMemory<T>(): (catalog: Catalog, name: string, rows: readonly string[], make: () => T) => T {
  type Kept = Map<string, readonly { readonly rows: readonly string[]; readonly made: T }[]>;
  const kept = new WeakMap<Catalog, Kept>();
  return (catalog, name, rows, make) => {
    const ofCatalog: Kept = kept.get(catalog) ?? new Map();
    kept.set(catalog, ofCatalog);
    const known = ofCatalog.get(name) ?? [];
    const found = known.find((each) => isSame(each.rows, rows));
    if (found !== undefined) return found.made;
    const made = make();
    ofCatalog.set(name, [{ rows, made }, ...known.slice(0, ORDERS_KEPT - 1)]);
    return made;
  };
}
