/** Something to be packed: whole, or in pieces between its atoms. Sizes are in characters. */
export interface Item {
  /** What every piece of it takes besides its atoms. */
  readonly frame: number;
  /** The sizes of its parts that cannot be cut; at least one. */
  readonly atoms: readonly number[];
  /** What one of its pieces takes besides. */
  readonly once: number;
}

/** Some atoms of an item, by their places and in their order. */
interface Piece {
  readonly item: number;
  readonly atoms: readonly number[];
  /** Whether this is the piece that takes `once`. */
  readonly once: boolean;
}

export type Bin = readonly Piece[];

/** Steps that a search may take: some milliseconds. */
const STEPS = 50_000;

/**
 * Packs items into the fewest bins of a size. Items stay whole if that takes no more bins. Two quick ways are tried
 * first, then a search for something better. The search is bounded, so for very large inputs there may be a bin more
 * than needed.
 *
 * @returns null where an atom with all that its item asks for is larger than a bin
 */
export function packFewest(items: readonly Item[], capacity: number): Bin[] | null {
  const fits = ({ frame, atoms, once }: Item): boolean =>
    atoms.every((atom) => frame + once + atom <= capacity);
  if (!items.every(fits)) return null;
  const total = items.reduce((sum, item) => sum + sizeOf(item), 0);
  const whole = packWhole(items, capacity);
  const filled = packFilled(items, capacity);
  const most = Math.min(whole?.length ?? filled.length, filled.length);
  for (let bins = Math.max(1, Math.ceil(total / capacity)); bins < most; bins++) {
    const better =
      (whole === null ? null : searchWhole(items, capacity, bins)) ?? searchPieces(items, capacity, bins);
    if (better !== null) return better;
  }
  if (whole?.length === most) return whole;
  return (whole === null ? null : searchWhole(items, capacity, most)) ?? filled;
}

function sizeOf({ frame, atoms, once }: Item): number {
  return atoms.reduce((sum, atom) => sum + atom, frame + once);
}

function wholePiece(items: readonly Item[], item: number): Piece {
  return { item, atoms: [...(items[item]?.atoms ?? []).keys()], once: true };
}

/** The places of the items, the largest first. */
function bySize(items: readonly Item[]): number[] {
  const sizes = items.map(sizeOf);
  return [...items.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
}

/** Puts whole items, the largest first, each into the fullest bin with room; null where one fits into none. */
function packWhole(items: readonly Item[], capacity: number): Bin[] | null {
  const bins: { pieces: Piece[]; left: number }[] = [];
  for (const item of bySize(items)) {
    const size = sizeOf(items[item] as Item); // bySize gives places of items
    if (size > capacity) return null;
    const [fullest] = bins.filter(({ left }) => left >= size).sort((a, b) => a.left - b.left);
    if (fullest === undefined) bins.push({ pieces: [wholePiece(items, item)], left: capacity - size });
    else {
      fullest.pieces.push(wholePiece(items, item));
      fullest.left -= size;
    }
  }
  return bins.map(({ pieces }) => pieces);
}

/** Fills one bin after the other and cuts an item where a bin is full. Every atom has to fit into a bin. */
function packFilled(items: readonly Item[], capacity: number): Bin[] {
  const bins: Piece[][] = [];
  let bin: Piece[] = [];
  let left = capacity;
  for (const [place, { frame, atoms, once }] of items.entries()) {
    let first = 0;
    let isOnce = true;
    while (first < atoms.length) {
      let room = left - frame - (isOnce ? once : 0);
      let next = first;
      for (let atom = atoms[next]; atom !== undefined && atom <= room; atom = atoms[next]) {
        room -= atom;
        next++;
      }
      if (next > first) {
        const taken = Array.from({ length: next - first }, (_, i) => first + i);
        bin.push({ item: place, atoms: taken, once: isOnce });
        left = room;
        isOnce = false;
        first = next;
      }
      if (first < atoms.length) {
        bins.push(bin);
        bin = [];
        left = capacity;
      }
    }
  }
  return bin.length > 0 ? [...bins, bin] : bins;
}

/** Packs whole items into so many bins, if the search finds how. */
function searchWhole(items: readonly Item[], capacity: number, count: number): Bin[] | null {
  const order = bySize(items);
  const sizes = order.map((item) => sizeOf(items[item] as Item)); // as above
  const left = new Array<number>(count).fill(capacity);
  const places: number[] = [];
  let steps = STEPS;
  const place = (n: number): boolean => {
    const size = sizes[n];
    if (size === undefined) return true;
    const tried = new Set<number>();
    for (let bin = 0; bin < count; bin++) {
      const room = left[bin] ?? 0;
      // Bins with the same room are alike.
      if (room < size || tried.has(room)) continue;
      if (steps-- <= 0) return false;
      tried.add(room);
      left[bin] = room - size;
      places[n] = bin;
      if (place(n + 1)) return true;
      left[bin] = room;
    }
    return false;
  };
  if (!place(0)) return null;
  return binsOf(count, (bin) =>
    order.filter((_, n) => places[n] === bin).map((item) => wholePiece(items, item)),
  );
}

interface Atom {
  readonly item: number;
  /** Its place in the item; undefined for what one piece takes besides. */
  readonly atom: number | undefined;
  readonly size: number;
}

/** Packs items, cut into any pieces, into so many bins, if the search finds how. */
function searchPieces(items: readonly Item[], capacity: number, count: number): Bin[] | null {
  const atoms = bySize(items).flatMap((item) => atomsOf(items[item] as Item, item)); // as above
  const frames = items.map(({ frame }) => frame);
  const needed = neededFrom(atoms, frames);
  const left = new Array<number>(count).fill(capacity);
  const has = items.map(() => new Array<boolean>(count).fill(false));
  const places: number[] = [];
  let steps = STEPS;
  const place = (n: number, room: number): boolean => {
    const atom = atoms[n];
    if (atom === undefined) return true;
    if ((needed[n] ?? 0) > room) return false;
    const own = has[atom.item] ?? [];
    const tried = new Set<number>();
    // A bin that has a piece of the item already needs no second frame for it.
    for (const here of [true, false]) {
      if (!here && atom.atom === undefined) continue;
      for (let bin = 0; bin < count; bin++) {
        if ((own[bin] ?? false) !== here) continue;
        const before = left[bin] ?? 0;
        const size = atom.size + (here ? 0 : (frames[atom.item] ?? 0));
        const key = here ? before : -1 - before;
        if (before < size || tried.has(key)) continue;
        if (steps-- <= 0) return false;
        tried.add(key);
        left[bin] = before - size;
        own[bin] = true;
        places[n] = bin;
        if (place(n + 1, room - size)) return true;
        left[bin] = before;
        own[bin] = here;
      }
    }
    return false;
  };
  if (!place(0, capacity * count)) return null;
  return binsOf(count, (bin) => piecesOf(atoms.filter((_, n) => places[n] === bin)));
}

/** The atoms of an item, the largest first, and last what goes with one of its pieces. */
function atomsOf({ atoms, once }: Item, item: number): Atom[] {
  const cut = atoms.map((size, atom): Atom => ({ item, atom, size })).sort((a, b) => b.size - a.size);
  return [...cut, { item, atom: undefined, size: once }];
}

/** For each atom the least room that it and those after it need together. */
function neededFrom(atoms: readonly Atom[], frames: readonly number[]): number[] {
  const needed: number[] = [];
  let sum = 0;
  for (let n = atoms.length - 1; n >= 0; n--) {
    const atom = atoms[n];
    if (atom === undefined) continue;
    // The first of an item opens it.
    sum += atom.size + (atoms[n - 1]?.item === atom.item ? 0 : (frames[atom.item] ?? 0));
    needed[n] = sum;
  }
  return needed;
}

function piecesOf(atoms: readonly Atom[]): Piece[] {
  return [...Map.groupBy(atoms, ({ item }) => item)].map(([item, own]) => ({
    item,
    atoms: own.flatMap(({ atom }) => (atom === undefined ? [] : [atom])).sort((a, b) => a - b),
    once: own.some(({ atom }) => atom === undefined),
  }));
}

function binsOf(count: number, piecesIn: (bin: number) => Piece[]): Bin[] {
  return Array.from({ length: count }, (_, bin) => piecesIn(bin)).filter((pieces) => pieces.length > 0);
}
