/**
 * The one place that reads files and streams: never more than `LARGEST_FILE` at once. Streams that are read piece by
 * piece may be of any size.
 */
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { InputError } from '../base/errors.ts';
import { decodeUtf8, LARGEST_FILE, tooLarge } from '../base/utf8.ts';
import { blame } from './blame.ts';

/**
 * The text of a file that a person named. It may be a pipe or a device, and then this waits for it.
 *
 * @param shown what to call it in errors
 * @throws InputError if it cannot be read, is too large, or is not UTF-8
 */
export function readNamed(path: string, shown: string): string {
  return decodeUtf8(blame(shown, () => readFile(path, constants.O_RDONLY, shown)) ?? Buffer.alloc(0), shown);
}

/**
 * The text of a file that was found in a folder. This never waits, since nobody may ever write to a pipe found there.
 *
 * @param shown what to call it in errors
 * @returns undefined if it is not a regular file
 * @throws InputError as `readNamed`
 */
export function readFound(path: string, shown: string): string | undefined {
  if (!isRegular(path)) return undefined;
  // Another file may have taken its place by now.
  const bytes = blame(shown, () =>
    readFile(path, constants.O_RDONLY | constants.O_NONBLOCK, shown, (stats) => stats.isFile()),
  );
  return bytes === undefined ? undefined : decodeUtf8(bytes, shown);
}

/** Whether it is a regular file. This is checked before opening: merely opening some devices has effects. */
function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    // Opening will report a file that may not be examined; a link that leads nowhere or in a circle leads to no file.
    return !(
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ELOOP')
    );
  }
}

/**
 * The text of one of coppice's own files, such as the preferences.
 *
 * @throws InputError as `readNamed`, and if it is not a regular file
 */
export function readOwn(path: string): string {
  const text = readFound(path, path);
  if (text === undefined) throw noRegularFile(path);
  return text;
}

/** The error for a pipe, a device or the like where a file is needed. */
export function noRegularFile(file: string): InputError {
  return new InputError('this is not a regular file', { file, hint: 'Put a file in its place.' });
}

/**
 * The text of a stream such as standard input.
 *
 * @throws InputError as `readNamed`
 */
export async function readStream(stream: AsyncIterable<Uint8Array | string>, shown: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
    length += chunk.length;
    if (length > LARGEST_FILE) throw tooLarge(shown);
    chunks.push(chunk);
  }
  return decodeUtf8(Buffer.concat(chunks), shown);
}

/**
 * The bytes of a file that a person named, piece by piece; it may be a pipe or a device. Errors, now or later, name the
 * file.
 *
 * @throws InputError, once its bytes are asked for, if it cannot be read
 */
export function streamNamed(path: string, shown: string): AsyncIterable<Uint8Array> {
  return toldOf(shown, createReadStream(path, { highWaterMark: PIECE }));
}

/**
 * The bytes of a file that was found in a folder, piece by piece; this never waits.
 *
 * @returns undefined if it is not a regular file
 */
export function streamFound(path: string, shown: string): AsyncIterable<Uint8Array> | undefined {
  if (!isRegular(path)) return undefined;
  const fd = blame(shown, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  if (fstatSync(fd).isFile()) return toldOf(shown, createReadStream('', { fd, highWaterMark: PIECE }));
  closeSync(fd);
  return undefined;
}

const PIECE = 256 * 1024;

async function* toldOf(shown: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    blame(shown, () => {
      throw error;
    });
  }
}

const SMALLEST_PIECE = 64 * 1024;
const LARGEST_PIECE = 16 * 1024 * 1024;

function readFile(
  path: string,
  flags: number,
  shown: string,
  isWanted: (stats: Stats) => boolean = () => true,
): Buffer | undefined {
  const file = openSync(path, flags);
  try {
    const stats = fstatSync(file);
    if (!isWanted(stats)) return undefined;
    if (stats.size > LARGEST_FILE) throw tooLarge(shown);
    const chunks: Buffer[] = [];
    // A file of size 0, as below /proc, may have content. Room for one byte more shows that the end is reached.
    let size = stats.size > 0 ? stats.size + 1 : SMALLEST_PIECE;
    for (let length = 0; ; ) {
      const chunk = Buffer.allocUnsafe(size);
      const read = readSync(file, chunk);
      if (read === 0) return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      length += read;
      if (length > LARGEST_FILE) throw tooLarge(shown);
      chunks.push(chunk.subarray(0, read));
      size = Math.min(Math.max(SMALLEST_PIECE, length), LARGEST_PIECE);
    }
  } finally {
    closeSync(file);
  }
}
