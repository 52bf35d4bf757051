import { InputError } from '../base/errors.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../base/json.ts';
import { count, locate } from '../base/located.ts';
import type { Decision } from '../refine/decision.ts';
import type { Generalize } from '../refine/grants.ts';
import { type DecisionRecord, RECORD_FORMAT, type RecordedPolicy } from './record.ts';

/**
 * Reads a decision record.
 *
 * @param text JSON as `coppice` wrote it (docs/decisions.schema.json)
 * @param file what to call it in messages
 * @throws InputError naming the place, for anything else
 */
export function parseRecord(text: string, file: string): DecisionRecord {
  const read = new Reader(file);
  const root = read.object(parseJson(text, file).value, 'the record');
  if (root['format'] !== RECORD_FORMAT) {
    throw new InputError('this is no decision record that this version reads', {
      file,
      at: 'format',
      hint: `give a .decisions.json file whose "format" is "${RECORD_FORMAT}"`,
    });
  }
  const tool = read.object(root['tool'], 'tool');
  const catalog = read.object(root['catalog'], 'catalog');
  return {
    format: RECORD_FORMAT,
    tool: { name: read.text(tool, 'name', 'tool'), version: read.text(tool, 'version', 'tool') },
    writtenAt: read.text(root, 'writtenAt', ''),
    output: read.text(root, 'output', ''),
    catalog: { date: read.text(catalog, 'date', 'catalog'), sha256: read.text(catalog, 'sha256', 'catalog') },
    generalize: read.generalize(root['generalize']),
    files: read.list(root['files'], 'files').map((each, i) => {
      const row = read.object(each, `files[${i}]`);
      return { name: read.text(row, 'name', `files[${i}]`), sha256: read.text(row, 'sha256', `files[${i}]`) };
    }),
    policies: read.list(root['policies'], 'policies').map((each, i) => read.policy(each, `policies[${i}]`)),
  };
}

/**
 * Reads decisions alone, as a saved session holds them. Throws as `parseRecord`.
 *
 * @param at the path of the list in its file
 */
export function parseDecisions(value: JsonValue | undefined, file: string, at: string): Decision[] {
  const read = new Reader(file);
  return read.list(value, at).map((each, i) => read.decision(each, `${at}[${i}]`));
}

class Reader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  policy(value: JsonValue, at: string): RecordedPolicy {
    const row = this.object(value, at);
    const inputs = this.object(row['inputs'], `${at}.inputs`);
    const { principal, result } = row;
    if (result !== null && typeof result !== 'string')
      this.fail(`${at}.result`, 'is neither a digest nor null');
    return {
      id: this.text(row, 'id', at),
      name: this.text(row, 'name', at),
      ...(typeof principal === 'string' ? { principal } : {}),
      inputs: {
        policy: this.text(inputs, 'policy', `${at}.inputs`),
        unused: this.text(inputs, 'unused', `${at}.inputs`),
      },
      decisions: parseDecisions(row['decisions'], this.#file, `${at}.decisions`),
      result: typeof result === 'string' ? result : null,
      certificate: row['certificate'],
    };
  }

  decision(value: JsonValue, at: string): Decision {
    const row = this.object(value, at);
    const reason = row['reason'] === undefined ? {} : { reason: this.text(row, 'reason', at) };
    const origin = { by: this.text(row, 'by', at), at: this.text(row, 'at', at), ...reason };
    const { kind } = row;
    if (kind === 'keep') {
      const until = row['until'] === undefined ? {} : { until: this.text(row, 'until', at) };
      return { kind, ...origin, actions: this.texts(row['actions'], `${at}.actions`), ...until };
    }
    const ref = { statement: this.place(row, 'statement', at), entry: this.place(row, 'entry', at) };
    if (kind === 'original') return { kind, ...origin, ...ref };
    const on = { ...origin, ...ref, row: this.text(row, 'row', at) };
    switch (kind) {
      case 'accept':
      case 'list':
      case 'narrow':
      case 'widen':
        return { kind, ...on };
      case 'drop':
        return { kind, ...on, actions: this.texts(row['actions'], `${at}.actions`) };
      case 'edit':
        return { kind, ...on, pattern: this.text(row, 'pattern', at) };
      default:
        return this.fail(`${at}.kind`, 'is no kind of decision');
    }
  }

  generalize(value: JsonValue | undefined): Generalize {
    switch (value) {
      case 'shortest':
      case 'tightest':
      case 'exact':
      case 'compact':
        return value;
      default:
        return this.fail('generalize', 'is not one of shortest, tightest, exact, compact');
    }
  }

  object(value: JsonValue | undefined, at: string): JsonObject {
    if (isObject(value)) return value;
    return this.fail(at, 'is not an object');
  }

  list(value: JsonValue | undefined, at: string): JsonValue[] {
    return Array.isArray(value) ? value : this.fail(at, 'is not a list');
  }

  text(row: JsonObject, key: string, at: string): string {
    const value = row[key];
    return typeof value === 'string' ? value : this.fail(at === '' ? key : `${at}.${key}`, 'is not a string');
  }

  texts(value: JsonValue | undefined, at: string): string[] {
    return this.list(value, at).map((each, i) =>
      typeof each === 'string' ? each : this.fail(`${at}[${i}]`, 'is not a string'),
    );
  }

  place(row: JsonObject, key: string, at: string): number {
    return count(locate(row[key], this.#file, `${at}.${key}`));
  }

  fail(at: string, what: string): never {
    throw new InputError(`${at} ${what}`, {
      file: this.#file,
      at,
      hint: 'take the file as coppice wrote it; docs/decisions.schema.json describes it',
    });
  }
}
