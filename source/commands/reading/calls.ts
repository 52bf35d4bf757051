import { join, relative } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse as csvParser } from 'csv-parse';
import { InputError } from '../../base/errors.ts';
import { thousands } from '../../base/words.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { streamFound, streamNamed } from '../../store/read-file.ts';
import { columnName, type RowRead, RowReader } from '../../usage/calls/event.ts';
import { NeedsOfEvents } from '../../usage/calls/needs.ts';
import { jsonRows } from '../../usage/calls/rows.ts';
import type { PrincipalCalls } from '../../usage/calls/seen.ts';
import { CallsCounter, type SeenCalls } from '../../usage/calls/seen.ts';
import type { Io } from '../terminal/io.ts';
import { type Progress, withProgress } from '../terminal/progress.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { listed } from '../writing/report.ts';
import { fileKey, filesIn, isFolder, STANDARD_INPUT } from './files.ts';

/** What was read from logs, and what a person should know about it. */
export interface ReadCalls {
  readonly seen: SeenCalls;
  /** how many files had calls in them */
  readonly files: number;
  /** rows that are not events, and damaged places; the calls there are not known */
  readonly bad: number;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** A row that cannot be read: its place, and what is wrong with it. */
interface Fault {
  readonly file: string;
  readonly at: string;
  readonly says: string;
}

const FAULTS_SHOWN = 5;
/** Progress is shown each time after this many bytes. */
const STEP = 8 * 1024 * 1024;

/**
 * Reads logs of calls: files, folders and everything below them, `-` for standard input; packed with gzip or not. Each
 * is recognised by its content. Only one row at a time is held in memory, however large the logs are.
 *
 * @param isAsked whether a caller's calls are wanted
 * @throws InputError naming the file, if it cannot be read, or if a person named it and it is not a log of calls
 */
export async function readCallLogs(
  names: readonly string[],
  catalog: Catalog,
  isAsked: (caller: PrincipalCalls['caller']) => boolean,
  io: Io,
  options: { readonly quiet?: boolean },
): Promise<ReadCalls> {
  return withProgress(io, options, async (progress) => {
    const reading = new Reading(new CallsCounter(new NeedsOfEvents(catalog), isAsked), progress);
    for (const log of logsIn(names, io)) await reading.read(log);
    return reading.result();
  });
}

/** A file that may be a log. */
interface Log {
  readonly name: string;
  /** found in a folder: it may be something else */
  readonly isFound: boolean;
  /** undefined where it is not a regular file */
  readonly open: () => AsyncIterable<Uint8Array> | undefined;
}

function* logsIn(names: readonly string[], io: Io): Generator<Log> {
  const known = new Set<string>();
  const isNew = (key: string): boolean => !known.has(key) && known.add(key) !== undefined;
  for (const name of names) {
    if (STANDARD_INPUT.includes(name)) {
      if (isNew('-')) yield { name: '-', isFound: false, open: () => standardInput(io) };
      continue;
    }
    const path = pathIn(io, name);
    if (!isFolder(path, name)) {
      if (isNew(fileKey(path))) yield { name, isFound: false, open: () => streamNamed(path, name) };
      continue;
    }
    for (const file of filesIn(path, name, () => true)) {
      const shown = join(name, relative(path, file));
      if (isNew(fileKey(file))) yield { name: shown, isFound: true, open: () => streamFound(file, shown) };
    }
  }
}

async function* standardInput({ stdin }: Io): AsyncGenerator<Uint8Array> {
  if (stdin.isTTY === true) {
    throw new InputError('standard input is the terminal', { file: '-', hint: 'Pipe a log into coppice.' });
  }
  for await (const piece of stdin) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

class Reading {
  readonly #counter: CallsCounter;
  readonly #progress: Progress;
  readonly #faults: Fault[] = [];
  readonly #odd: string[] = [];
  readonly #noLogs: string[] = [];
  #bad = 0;
  #files = 0;
  #bytes = 0;
  #said = 0;

  constructor(counter: CallsCounter, progress: Progress) {
    this.#counter = counter;
    this.#progress = progress;
  }

  async read({ name, isFound, open }: Log): Promise<void> {
    const bytes = open();
    if (bytes === undefined) {
      this.#odd.push(name);
      return;
    }
    const before = { bad: this.#bad, faults: this.#faults.length };
    const rows = new RowReader();
    let good = 0;
    const take = (row: RowRead, at: string): void => {
      if (row.kind === 'event') {
        good++;
        this.#counter.add(row.event);
      } else if (row.kind === 'bad') this.#fault(name, at, row.says);
    };
    let isEmpty = true;
    let damage: string | undefined;
    try {
      const { kind, content } = await kindOf(unpacked(this.#counting(bytes)));
      isEmpty = kind === 'json';
      if (kind === 'csv') {
        isEmpty = await readTable(content, rows, take);
      } else if (kind === 'json') {
        for await (const piece of jsonRows(content)) {
          const at = `byte ${piece.offset}`;
          if (piece.kind === 'fault') this.#fault(name, at, piece.says);
          else take(rows.text(piece.text), at);
        }
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      damage = error.message;
      this.#fault(name, 'where it breaks off', `this is damaged: ${damage}`);
    }
    const bad = this.#bad - before.bad;
    if (good > 0 || (bad === 0 && isEmpty) || (isFound && damage !== undefined)) {
      this.#files++;
      return;
    }
    this.#bad = before.bad;
    this.#faults.length = before.faults;
    if (isFound) this.#noLogs.push(name);
    else
      throw new InputError(
        damage === undefined ? 'this is not a log of calls' : `this is damaged: ${damage}`,
        {
          file: name,
          hint: 'Give CloudTrail log files, the output of aws cloudtrail lookup-events, or rows of CloudTrail Lake or Athena. Digest files and Insights events have no calls in them.',
        },
      );
  }

  #fault(file: string, at: string, says: string): void {
    this.#bad++;
    if (this.#faults.length < FAULTS_SHOWN) this.#faults.push({ file, at, says });
  }

  async *#counting(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.#bytes += piece.length;
      if (this.#bytes - this.#said >= STEP) {
        this.#said = this.#bytes;
        const megabytes = thousands(Math.floor(this.#bytes / 1_000_000));
        this.#progress.say(`reading calls: ${thousands(this.#counter.events)} in ${megabytes} MB`);
      }
      yield piece;
    }
  }

  result(): ReadCalls {
    const more = this.#bad - this.#faults.length;
    return {
      seen: this.#counter.result(),
      files: this.#files,
      bad: this.#bad,
      warnings: [
        ...this.#faults.map(
          ({ file, at, says }) => `${file}, ${at}: ${says}; what was called there is not known`,
        ),
        ...(more > 0 ? [`${thousands(more)} more places in the logs are damaged or no events`] : []),
      ],
      notes: [
        ...(this.#odd.length === 0
          ? []
          : [`left out, since only regular files are read from folders: ${listed(this.#odd)}`]),
        ...(this.#noLogs.length === 0
          ? []
          : [`left out, since there are no calls in it: ${listed(this.#noLogs)}`]),
      ],
    };
  }
}

/** Whether an error is zlib's for damaged data, or csv-parse's for a damaged table. */
function isDamage(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^(?:Z_|CSV_|ERR_BUFFER)/.test(error.code);
}

/** Unpacks a stream that may be packed with gzip, even several times. */
async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, all } = await beginningOf(bytes, 2);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* unzipped(all);
  else yield* all;
}

async function* unzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Readable } = await import('node:stream');
  const source = Readable.from(packed, { objectMode: false });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip);
}

/** Reads the first bytes of a stream without taking them out of it. */
async function beginningOf(
  bytes: AsyncIterable<Uint8Array>,
  wanted: number,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let isOver = false;
  while (head.length < wanted && !isOver) {
    const next = await iterator.next();
    if (next.done === true) isOver = true;
    else head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    if (!isOver) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head, all: all() };
}

const HEAD = 4096;

/** Tells the format of a log by its first characters. */
async function kindOf(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly kind: 'json' | 'csv' | 'other'; readonly content: AsyncIterable<Uint8Array> }> {
  const { head, all } = await beginningOf(bytes, HEAD);
  const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const text = new TextDecoder().decode(head).trimStart();
  const content = hasMark ? withoutFirst(all, 3) : all;
  if (text === '' || text.startsWith('{') || text.startsWith('[')) return { kind: 'json', content };
  const columns = columnName(text.split('\n', 1)[0] ?? '');
  const isTable =
    (columns.includes('eventsource') && columns.includes('eventname')) || columns.includes('eventjson');
  return { kind: isTable ? 'csv' : 'other', content };
}

async function* withoutFirst(bytes: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const piece of bytes) {
    yield piece.subarray(Math.min(left, piece.length));
    left -= Math.min(left, piece.length);
  }
}

/** Reads the rows of a table under the names of its columns. @returns whether there was no row */
async function readTable(
  content: AsyncIterable<Uint8Array>,
  rows: RowReader,
  take: (row: RowRead, at: string) => void,
): Promise<boolean> {
  const { Readable } = await import('node:stream');
  let read = 0;
  const parser = csvParser({
    columns: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: 16 * 1024 * 1024,
    on_skip: (error) => {
      take({ kind: 'bad', says: error?.message ?? 'this is not a row' }, `line ${error?.lines ?? '?'}`);
      return undefined;
    },
  });
  const source = Readable.from(content, { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  for await (const row of source.pipe(parser)) {
    const { record, info } = row as {
      readonly record: Record<string, string>;
      readonly info: { readonly lines: number };
    };
    read++;
    take(rows.value(record), `line ${info.lines}`);
  }
  return read === 0;
}
