import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../base/json.ts';
import type { Decision, Decisions } from '../refine/decision.ts';
import { parseDecisions } from '../review/parse-record.ts';
import { blame } from './blame.ts';
import { userFolders } from './folders.ts';
import { putRight } from './left-behind.ts';
import { makeFolders } from './make-folders.ts';
import { readOwn } from './read-file.ts';
import { writeAll } from './write-all.ts';

const FORMAT = 'coppice-session/1';

/** An input as a session knows it. */
export interface SessionFile {
  /** absolute, or `-` for standard input */
  readonly path: string;
  /** of its text */
  readonly sha256: string;
}

/** What was decided about one policy. */
interface SessionPolicy {
  readonly id: string;
  readonly name: string;
  /** `policyDigests` of the policy when this was decided */
  readonly policy: string;
  readonly unused: string;
  /** the texts of the entries that were decided about, by their place */
  readonly entries: Readonly<Record<string, string>>;
  readonly decisions: Decisions;
}

/** A review that was begun, as it is kept from one run to the next. */
export interface Session {
  /** ISO 8601 */
  readonly savedAt: string;
  readonly files: readonly SessionFile[];
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly generalize: string;
  /** only policies about which something was decided */
  readonly policies: readonly SessionPolicy[];
  /** the result that was last written, if any */
  readonly written?: { readonly at: string; readonly files: readonly string[] };
}

/** What was found for some inputs. */
export interface FoundSession {
  readonly session: Session;
  /** whether the inputs are, byte for byte, those that it was saved for */
  readonly isSame: boolean;
}

export interface Sessions {
  /** The session of these inputs, or else the newest one of the same paths with other contents. */
  find(files: readonly SessionFile[]): FoundSession | undefined;
  /** The session that was saved last. */
  latest(): Session | undefined;
  /**
   * Saves a session in the place of the one with the same inputs. Synchronous; the old one or the new one is there.
   *
   * @throws InputError if it cannot be saved
   */
  save(session: Session): void;
  /** Puts the session of these inputs aside, to make place for a new one. It stays until the next one is put aside. */
  setAside(files: readonly SessionFile[]): void;
  /** What went wrong with sessions that were met, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The sessions in a folder: one file each, named by the inputs' paths and by their contents, so that both are found
 * without opening any.
 */
export function openSessions(folder = userFolders().sessions): Sessions {
  if (folder === undefined) return noSessions();
  const notes: string[] = [];
  putRight([folder]);
  const read = (name: string): Session | undefined => readSession(join(folder, name), notes);
  const newest = (names: readonly string[]): Session | undefined => {
    for (const name of byAge(folder, names)) {
      const session = read(name);
      if (session !== undefined) return session;
    }
    return undefined;
  };
  return {
    notes,
    find(files) {
      const names = sessionNames(folder);
      const contents = `.${contentKey(files)}.json`;
      const same = newest(names.filter((name) => name.endsWith(contents)));
      if (same !== undefined) return { session: same, isSame: true };
      const paths = `${pathKey(files)}.`;
      const others = names.filter((name) => name.startsWith(paths) && !name.endsWith(contents));
      const changed = newest(others);
      return changed === undefined ? undefined : { session: changed, isSame: false };
    },
    latest: () => newest(sessionNames(folder)),
    setAside(files) {
      const contents = `.${contentKey(files)}.json`;
      for (const name of sessionNames(folder).filter((each) => each.endsWith(contents))) {
        renameSync(join(folder, name), join(folder, `${name}.previous`));
      }
    },
    save(session) {
      const { files } = session;
      const path = join(folder, `${pathKey(files)}.${contentKey(files)}.json`);
      blame(path, () => makeFolders(folder, 0o700), 'the session cannot be saved: ');
      // Waiting for the disk would be felt at every key; a program that is killed loses nothing by it.
      writeAll([{ path, content: sessionText(session) }], { often: true, mode: 0o600 });
    },
  };
}

/** What there is without a home folder: nothing is found, and nothing can be saved. */
function noSessions(): Sessions {
  return {
    notes: [],
    find: () => undefined,
    latest: () => undefined,
    setAside: () => undefined,
    save() {
      throw new InputError('the session cannot be saved: there is no home folder', {
        hint: 'Set HOME or XDG_CONFIG_HOME.',
      });
    },
  };
}

function contentKey(files: readonly SessionFile[]): string {
  const digests = files.map((file) => file.sha256).sort();
  return sha256(digests.join('\n')).slice(0, 40);
}

function pathKey(files: readonly SessionFile[]): string {
  const paths = files.map(({ path }) => path).sort();
  return sha256(paths.join('\n')).slice(0, 16);
}

const NAME = /^[0-9a-f]{16}\.[0-9a-f]{40}\.json$/;

function sessionNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => NAME.test(name));
  } catch {
    return [];
  }
}

/** Newest first. */
function byAge(folder: string, names: readonly string[]): string[] {
  const ages = new Map(
    names.map((name) => [name, statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0]),
  );
  return [...names].sort((a, b) => (ages.get(b) ?? 0) - (ages.get(a) ?? 0));
}

/** A file that cannot be read any more is put aside, so that its place is free and nothing of it is lost. */
function readSession(path: string, notes: string[]): Session | undefined {
  let text: string;
  try {
    text = readOwn(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notes.push(`the session in ${path} cannot be read: ${error.message}`);
    return undefined;
  }
  try {
    return parseSession(text, path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const aside = `${path}.damaged`;
    notes.push(`an earlier session is damaged and was put aside as ${aside}`);
    try {
      renameSync(path, aside);
    } catch {
      rmSync(path, { force: true });
    }
    return undefined;
  }
}

const texts = new WeakMap<Decision, string>();

/** JSON with one decision a line. A decision is written out once, since the whole is saved after each. */
function sessionText({ policies, ...head }: Session): string {
  const written = policies.map(({ decisions, ...policy }) => {
    const lines = decisions.map((decision) => {
      const known = texts.get(decision) ?? JSON.stringify(decision);
      texts.set(decision, known);
      return known;
    });
    return `${JSON.stringify(policy).slice(0, -1)},"decisions":[\n${lines.join(',\n')}\n]}`;
  });
  const start = JSON.stringify({ format: FORMAT, ...head }).slice(0, -1);
  return `${start},"policies":[\n${written.join(',\n')}\n]}\n`;
}

function parseSession(text: string, file: string): Session {
  const read = reader(file);
  const root = read.object(parseJson(text, file).value);
  if (root['format'] !== FORMAT) throw new InputError('this is not a session', { file });
  const catalog = read.object(root['catalog']);
  const written = root['written'] === undefined ? undefined : read.object(root['written']);
  return {
    savedAt: read.text(root['savedAt']),
    files: read.list(root['files']).map((each) => {
      const row = read.object(each);
      return { path: read.text(row['path']), sha256: read.text(row['sha256']) };
    }),
    catalog: { date: read.text(catalog['date']), sha256: read.text(catalog['sha256']) },
    generalize: read.text(root['generalize']),
    policies: read.list(root['policies']).map((each, i) => {
      const row = read.object(each);
      return {
        id: read.text(row['id']),
        name: read.text(row['name']),
        policy: read.text(row['policy']),
        unused: read.text(row['unused']),
        entries: Object.fromEntries(
          Object.entries(read.object(row['entries'])).map(([key, value]) => [key, read.text(value)]),
        ),
        decisions: parseDecisions(row['decisions'], file, `policies[${i}].decisions`),
      };
    }),
    ...(written === undefined
      ? {}
      : { written: { at: read.text(written['at']), files: read.list(written['files']).map(read.text) } }),
  };
}

interface SessionReader {
  object(value: JsonValue | undefined): JsonObject;
  list(value: JsonValue | undefined): JsonValue[];
  text(value: JsonValue | undefined): string;
}

function reader(file: string): SessionReader {
  const fail = (): never => {
    throw new InputError('this is not a session', { file });
  };
  return {
    object: (value) => (isObject(value) ? value : fail()),
    list: (value) => (Array.isArray(value) ? value : fail()),
    text: (value) => (typeof value === 'string' ? value : fail()),
  };
}
