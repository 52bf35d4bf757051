import { Cursor, LARGEST_ROW } from './cursor.ts';

/** A piece of a JSON log: the text of one row, or a place that is broken. */
export type JsonPiece =
  | {
      readonly kind: 'row';
      readonly text: string;
      /** Where the row begins in the file, in bytes from 0. */
      readonly offset: number;
    }
  | { readonly kind: 'fault'; readonly says: string; readonly offset: number };

/** The keys whose list has the rows, in a file that is neither a list itself nor one row a line. */
const LISTS = new Set(['Records', 'Events', 'QueryResultRows', 'Rows']);
/** The keys whose object has such a list. */
const AROUND = new Set(['ResultSet']);

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Cuts a JSON log into the texts of its rows and never holds more than one row: the items of a list under a known key,
 * of a list by itself, or objects one after the other. It looks only for strings and brackets; the caller reads the
 * rows.
 *
 * In a file with one object a line, a damaged line costs only that line. Elsewhere, a missing bracket or quote may cost
 * everything after it, since the start of the next row cannot be found; a fault says so.
 */
export async function* jsonRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<JsonPiece> {
  const cursor = new Cursor(source);
  for (let next = await cursor.peekSolid(); next !== undefined; next = await cursor.peekSolid()) {
    if (next === OPEN_LIST) {
      if (yield* listRows(cursor)) return;
    } else if (next === OPEN_OBJECT) {
      const ended = yield* objectOrRow(cursor);
      if (ended === 'lost') return;
      if (ended === 'lines') {
        yield* lineRows(cursor);
        return;
      }
    } else {
      yield { kind: 'fault', says: 'neither an object nor a list begins here', offset: cursor.offset };
      await cursor.passLine();
    }
  }
}

/** Reads a file with one row a line: only line feeds count. */
async function* lineRows(cursor: Cursor): AsyncGenerator<JsonPiece> {
  for (let next = await cursor.peekSolid(); next !== undefined; next = await cursor.peekSolid()) {
    const { offset } = cursor;
    cursor.mark();
    await cursor.passLine();
    if (cursor.isTooLong) {
      yield { kind: 'fault', says: TOO_LONG, offset };
      return;
    }
    const text = cursor.marked().trimEnd();
    cursor.unmark();
    yield { kind: 'row', text, offset };
  }
}

const TOO_LONG = `a row is larger than ${LARGEST_ROW / 1024 / 1024} MB; what follows is not read`;
const BREAKS_OFF = 'the file breaks off in what begins here';

/** Reads the rows of a list. @returns whether the rest of the file is lost */
async function* listRows(cursor: Cursor): AsyncGenerator<JsonPiece, boolean> {
  const start = cursor.offset;
  cursor.pass();
  for (;;) {
    const next = await cursor.peekSolid();
    if (next === undefined) {
      yield { kind: 'fault', says: BREAKS_OFF, offset: start };
      return true;
    }
    if (next === CLOSE_LIST || next === COMMA) {
      cursor.pass();
      if (next === CLOSE_LIST) return false;
      continue;
    }
    const { offset } = cursor;
    cursor.mark();
    if (!(await passAny(cursor, next))) {
      yield { kind: 'fault', says: cursor.isTooLong ? TOO_LONG : BREAKS_OFF, offset };
      return true;
    }
    yield { kind: 'row', text: cursor.marked(), offset };
    cursor.unmark();
  }
}

/** Reads an object that has a list of rows or is a row itself. */
async function* objectOrRow(cursor: Cursor): AsyncGenerator<JsonPiece, 'ended' | 'lost' | 'lines'> {
  const { offset } = cursor;
  cursor.mark();
  const state = { isRow: true };
  const says = yield* members(cursor, state, true);
  if (says !== undefined) {
    const isLine = state.isRow && cursor.rewindToNextLine();
    cursor.unmark();
    yield { kind: 'fault', says, offset: isLine ? offset : cursor.offset };
    return isLine ? 'lines' : 'lost';
  }
  if (!state.isRow) return 'ended';
  const text = cursor.marked();
  cursor.unmark();
  yield { kind: 'row', text, offset };
  return text.includes('\n') ? 'ended' : 'lines';
}

/** Goes through the members of an object. @returns what is wrong with it, if anything */
async function* members(
  cursor: Cursor,
  state: { isRow: boolean },
  mayBeAround: boolean,
): AsyncGenerator<JsonPiece, string | undefined> {
  cursor.pass();
  for (;;) {
    const next = await cursor.peekSolid();
    if (next === undefined) return BREAKS_OFF;
    if (next === CLOSE_OBJECT || next === COMMA) {
      cursor.pass();
      if (next === CLOSE_OBJECT) return undefined;
      continue;
    }
    if (next !== QUOTE) return 'a key is needed here';
    const key = await keyAt(cursor);
    if (key === undefined) return cursor.isTooLong ? TOO_LONG : BREAKS_OFF;
    if ((await cursor.peekSolid()) !== COLON) return 'a colon is needed here';
    cursor.pass();
    const value = await cursor.peekSolid();
    if (value === OPEN_LIST && LISTS.has(key)) {
      state.isRow = false;
      cursor.unmark();
      if (yield* listRows(cursor)) return 'the list of calls breaks off before here';
    } else if (value === OPEN_OBJECT && mayBeAround && AROUND.has(key)) {
      state.isRow = false;
      cursor.unmark();
      const says = yield* members(cursor, state, false);
      if (says !== undefined) return says;
    } else {
      const isWhole = value !== undefined && (await passAny(cursor, value));
      if (!isWhole) return cursor.isTooLong ? TOO_LONG : BREAKS_OFF;
    }
  }
}

/** The text of a key, without its quotes. */
async function keyAt(cursor: Cursor): Promise<string | undefined> {
  const key = await cursor.passString();
  return key?.slice(1, -1);
}

/** Passes a value of any kind. @returns false where the stream ends before it does */
async function passAny(cursor: Cursor, first: number): Promise<boolean> {
  if (first === QUOTE || first === OPEN_LIST || first === OPEN_OBJECT) return cursor.passValue();
  await cursor.passPlain();
  return true;
}
