import { parseJson } from '../base/json.ts';
import { field, items, type Located, locate, object, text } from '../base/located.ts';
import { string, wrongRecord } from '../review/record/read-decisions.ts';
import { readSessionData, type SessionData } from '../review/session/session-data.ts';

/** The mark of the file of a session. */
const FORMAT = 'coppice-review/2';

/** An input, as a session names it. */
export interface SessionFile {
  /** absolute, or `-` for standard input */
  readonly path: string;
  /** of its text */
  readonly sha256: string;
}

/** A policy as it was when something was decided about it. */
interface SessionPolicy {
  readonly id: string;
  readonly name: string;
  /** as in `PolicyInputDigests` */
  readonly policy: string;
  readonly unused: string;
  /** the texts of the entries with decisions, by their place */
  readonly entries: Readonly<Record<string, string>>;
}

/** A review as it is saved from one run to the next. */
export interface SavedSession {
  /** ISO 8601 */
  readonly savedAt: string;
  readonly files: readonly SessionFile[];
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly generalize: string;
  /** only policies with decisions */
  readonly policies: readonly SessionPolicy[];
  readonly session: SessionData;
}

/** Writes sessions as text. */
export type SessionPrinter = (saved: SavedSession) => string;

/**
 * Makes a printer that writes JSON with one decision and one step of undo to a line. Each line is made once, since the
 * whole file is written after every key that decides something.
 */
export function sessionPrinter(): SessionPrinter {
  const known = new WeakMap<object, string>();
  const line = (each: object): string => {
    const printed = known.get(each) ?? JSON.stringify(each);
    known.set(each, printed);
    return printed;
  };
  const list = (lines: readonly string[]): string => `[\n${lines.join(',\n')}\n]`;
  return ({ session, ...head }) => {
    const { decisions, done, undone, ...rest } = session;
    const policies = decisions.map(
      (each) => `{"id":${JSON.stringify(each.id)},"decisions":${list(each.decisions.map(line))}}`,
    );
    const parts = [
      JSON.stringify({ format: FORMAT, ...head }).slice(0, -1),
      `"session":${JSON.stringify(rest).slice(0, -1)}`,
      `"decisions":${list(policies)}`,
      `"done":${list(done.map(line))}`,
      `"undone":${list(undone.map(line))}}}`,
    ];
    return `${parts.join(',\n')}\n`;
  };
}

/**
 * Reads the file of a session.
 *
 * @throws InputError naming the place, for anything else
 */
export function parseSession(json: string, file: string): SavedSession {
  const root = object(locate(parseJson(json, file).value, file));
  const format = field(root, 'format');
  if (format.value !== FORMAT) throw wrongRecord(format, 'this is not a session that this version reads');
  const catalog = object(field(root, 'catalog'));
  return {
    savedAt: text(field(root, 'savedAt')),
    files: items(field(root, 'files')).map((each) => ({
      path: text(field(each, 'path')),
      sha256: text(field(each, 'sha256')),
    })),
    catalog: { date: text(field(catalog, 'date')), sha256: text(field(catalog, 'sha256')) },
    generalize: text(field(root, 'generalize')),
    policies: items(field(root, 'policies')).map(policyOf),
    session: readSessionData(field(root, 'session')),
  };
}

function policyOf(located: Located): SessionPolicy {
  const entries = object(field(located, 'entries'));
  const { value } = entries;
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  return {
    id: text(field(located, 'id')),
    name: text(field(located, 'name')),
    policy: text(field(located, 'policy')),
    unused: text(field(located, 'unused')),
    entries: Object.fromEntries(keys.map((key) => [key, string(field(entries, key))])),
  };
}
