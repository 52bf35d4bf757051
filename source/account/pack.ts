/** Something to be packed: whole, or cut into pieces between its atoms. Sizes are in characters. */
export interface Item {
  /** What every piece of it takes in addition to its atoms. */
  readonly frame: number;
  /** The sizes of its parts that cannot be cut; at least one. */
  readonly atoms: readonly number[];
  /** What exactly one of its pieces takes in addition. */
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
 * Packs items into the fewest bins of one size. Items stay whole if that takes no more bins. Two quick ways are tried
 * first, then a search for a better one. The search is bounded, so very large inputs may take one bin more than needed.
 *
 * @returns null where an atom, with what its item adds to it, is larger than a bin
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

/** Which bins were tried for one thing: those before `next`, and all with the same room as one of them. */
interface Tried {
  next: number;
  readonly rooms: Set<number>;
}

interface Search {
  /** The next bin to be tried for the thing at a place; undefined where none is left. */
  nextFor(n: number, tried: Tried): number | undefined;
  put(n: number, bin: number): void;
  take(n: number, bin: number): void;
}

/**
 * Puts one thing after the other, and takes back what leads nowhere, until all are put or the steps are used up. There
 * may be thousands of things, so it does not recurse.
 */
function searchPlaces(count: number, { nextFor, put, take }: Search): boolean {
  const open: Tried[] = [{ next: 0, rooms: new Set() }];
  const bins: number[] = [];
  let steps = STEPS;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const n = open.length - 1;
    if (n === count) return true;
    const before = bins[n];
    if (before !== undefined) {
      take(n, before);
      bins.pop();
    }
    const bin = nextFor(n, top);
    if (bin === undefined) {
      open.pop();
      continue;
    }
    if (steps-- <= 0) return false;
    put(n, bin);
    bins.push(bin);
    open.push({ next: 0, rooms: new Set() });
  }
  return false;
}

/** Packs whole items into that many bins, if the search finds a way. */
function searchWhole(items: readonly Item[], capacity: number, count: number): Bin[] | null {
  const order = bySize(items);
  const sizes = order.map((item) => sizeOf(items[item] as Item)); // as above
  const left = new Array<number>(count).fill(capacity);
  const places: number[] = [];
  const isPlaced = searchPlaces(sizes.length, {
    nextFor: (n, tried) => {
      const size = sizes[n] ?? 0;
      for (; tried.next < count; tried.next++) {
        const room = left[tried.next] ?? 0;
        // Bins with the same room are interchangeable.
        if (room < size || tried.rooms.has(room)) continue;
        tried.rooms.add(room);
        return tried.next++;
      }
      return undefined;
    },
    put: (n, bin) => {
      left[bin] = (left[bin] ?? 0) - (sizes[n] ?? 0);
      places[n] = bin;
    },
    take: (n, bin) => {
      left[bin] = (left[bin] ?? 0) + (sizes[n] ?? 0);
    },
  });
  if (!isPlaced) return null;
  return binsOf(count, (bin) =>
    order.filter((_, n) => places[n] === bin).map((item) => wholePiece(items, item)),
  );
}

interface Atom {
  readonly item: number;
  /** Its place in the item; undefined for the addition of one piece (`once`). */
  readonly atom: number | undefined;
  readonly size: number;
}

/** Packs items, cut into any pieces, into that many bins, if the search finds a way. */
function searchPieces(items: readonly Item[], capacity: number, count: number): Bin[] | null {
  const atoms = bySize(items).flatMap((item) => atomsOf(items[item] as Item, item)); // as above
  const frames = items.map(({ frame }) => frame);
  const needed = neededFrom(atoms, frames);
  const left = new Array<number>(count).fill(capacity);
  const has = items.map(() => new Array<boolean>(count).fill(false));
  const places: number[] = [];
  let room = capacity * count;
  // In a bin that already has a piece of the item, another atom costs no frame.
  const sizeIn = ({ item, size }: Atom, isHere: boolean): number => size + (isHere ? 0 : (frames[item] ?? 0));
  const isOpener: boolean[] = [];
  const isPlaced = searchPlaces(atoms.length, {
    nextFor: (n, tried) => {
      const atom = atoms[n];
      if (atom === undefined || (needed[n] ?? 0) > room) return undefined;
      const own = has[atom.item] ?? [];
      // Bins that already have a piece of the item come first, then all others.
      for (; tried.next < 2 * count; tried.next++) {
        const isHere = tried.next < count;
        const bin = tried.next % count;
        if ((own[bin] ?? false) !== isHere || (!isHere && atom.atom === undefined)) continue;
        const before = left[bin] ?? 0;
        const key = isHere ? before : -1 - before;
        if (before < sizeIn(atom, isHere) || tried.rooms.has(key)) continue;
        tried.rooms.add(key);
        tried.next++;
        return bin;
      }
      return undefined;
    },
    put: (n, bin) => {
      const atom = atoms[n] as Atom; // nextFor found a bin for it
      const own = has[atom.item] ?? [];
      const isHere = own[bin] ?? false;
      isOpener[n] = !isHere;
      own[bin] = true;
      left[bin] = (left[bin] ?? 0) - sizeIn(atom, isHere);
      room -= sizeIn(atom, isHere);
      places[n] = bin;
    },
    take: (n, bin) => {
      const atom = atoms[n] as Atom; // as above
      const isHere = isOpener[n] === false;
      if (!isHere) (has[atom.item] ?? [])[bin] = false;
      left[bin] = (left[bin] ?? 0) + sizeIn(atom, isHere);
      room += sizeIn(atom, isHere);
    },
  });
  if (!isPlaced) return null;
  return binsOf(count, (bin) => piecesOf(atoms.filter((_, n) => places[n] === bin)));
}

/** The atoms of an item, the largest first, and last the addition of one piece (`once`). */
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
    // The first atom of an item also pays for the frame.
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
