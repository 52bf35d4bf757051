import { InputError } from '../../base/errors.ts';
import { isObject, JsonNumber, type JsonObject, type JsonValue, parseJson } from '../../base/json.ts';

/** One event of a log, reduced to who called and what was called. */
export interface CallEvent {
  /** `s3.amazonaws.com` */
  readonly source: string;
  /** `GetObject` */
  readonly name: string;
  /** ISO 8601 in UTC, to the second; undefined where the event has none, or none that can be read. */
  readonly time?: string;
  readonly region?: string;
  readonly id?: string;
  /** Such as `AccessDenied`: the call failed. */
  readonly error?: string;
  /** `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleSignIn` … */
  readonly type?: string;
  readonly identity: Identity;
}

/** `userIdentity`, as far as it tells whose policies the call needed. */
export interface Identity {
  readonly type?: string;
  readonly arn?: string;
  readonly account?: string;
  readonly name?: string;
  /** The ARN of the role or user that the session belongs to. */
  readonly issuer?: string;
  /** `Role`, `IAMUser`, `Root` */
  readonly issuerType?: string;
  /** The service that called. */
  readonly invokedBy?: string;
}

/** What a row is: an event, the head of a table, or unusable, with the reason. */
export type RowRead =
  | { readonly kind: 'event'; readonly event: CallEvent }
  | { readonly kind: 'head' }
  | { readonly kind: 'bad'; readonly says: string };

/**
 * Parses the text of a row. Node's own reader is ten times as fast as the one with positions, and only the strings of a
 * log are used. But V8 has been seen to misread keys that are written with escapes, so a row with escapes is read by
 * `parseJson`.
 *
 * @throws InputError or SyntaxError where it is not JSON
 */
function rowValue(text: string): JsonValue {
  return hasEscapedKey(text) ? parseJson(text, '').value : (JSON.parse(text) as JsonValue);
}

function hasEscapedKey(text: string): boolean {
  // JSON has backslashes only inside strings.
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at)) {
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    while (isBlank(text[at])) at++;
    if (text[at] === ':') return true;
  }
  return false;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/** Reads the rows of one file. The first row may name the columns of the others. */
export class RowReader {
  #columns: readonly string[] | undefined;

  /** Reads a row of a JSON log by its text. */
  text(text: string): RowRead {
    try {
      return this.value(rowValue(text));
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof InputError) return bad('this is not JSON');
      throw error;
    }
  }

  /** Reads a parsed row: an event, or a row of a table by the names of its columns. */
  value(value: JsonValue): RowRead {
    // CloudTrail Lake: a list of objects with one column each.
    if (Array.isArray(value)) return this.#table(value.filter(isObject).flatMap(Object.entries));
    if (!isObject(value)) return bad('this is not an event of CloudTrail');
    const { eventSource, CloudTrailEvent, detail, Data } = value;
    if (typeof eventSource === 'string' && !isFlat(value)) return fromEvent(value);
    if (CloudTrailEvent !== undefined) return this.#inner(CloudTrailEvent);
    if (isObject(detail) && typeof detail['eventSource'] === 'string') return fromEvent(detail);
    if (Array.isArray(Data)) return this.#athena(Data);
    return this.#table(Object.entries(value));
  }

  /** Athena's `get-query-results`: the first row has the names of the columns. */
  #athena(data: readonly JsonValue[]): RowRead {
    const cells = data.map((cell) => (isObject(cell) ? (cell['VarCharValue'] ?? null) : null));
    if (this.#columns === undefined) {
      this.#columns = cells.map((cell) => (typeof cell === 'string' ? cell : ''));
      return { kind: 'head' };
    }
    return this.#table(this.#columns.map((column, i) => [column, cells[i] ?? null]));
  }

  #table(row: readonly (readonly [string, JsonValue])[]): RowRead {
    const columns: Record<string, JsonValue> = {};
    for (const [name, value] of row) columns[columnName(name)] = value;
    if (columns['eventjson'] !== undefined) return this.#inner(columns['eventjson']);
    return fromColumns(columns);
  }

  #inner(event: JsonValue): RowRead {
    const value = typeof event === 'string' ? innerValue(event) : event;
    return isObject(value) ? fromEvent(value) : bad('its event is not a JSON object');
  }
}

function innerValue(text: string): JsonValue | undefined {
  try {
    return rowValue(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InputError) return undefined;
    throw error;
  }
}

function bad(says: string): RowRead {
  return { kind: 'bad', says };
}

/** A name for a column that does not depend on how a query writes it: `userIdentity.arn`, `useridentity_arn`. */
export function columnName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Whether the identity in a row is not the object that CloudTrail writes. */
function isFlat(row: JsonObject): boolean {
  return !isObject(row['userIdentity']);
}

function fromEvent(event: JsonObject): RowRead {
  const source = stringAt(event, 'eventSource');
  const name = stringAt(event, 'eventName');
  if (source === undefined || name === undefined) return bad('eventSource or eventName is missing');
  const user = event['userIdentity'];
  return eventOf(source, name, {
    time: event['eventTime'],
    region: event['awsRegion'],
    id: event['eventID'],
    error: event['errorCode'],
    type: event['eventType'],
    identity: isObject(user) ? identityFrom(user) : {},
  });
}

interface Facts {
  readonly time: JsonValue | undefined;
  readonly region: JsonValue | undefined;
  readonly id: JsonValue | undefined;
  readonly error: JsonValue | undefined;
  readonly type: JsonValue | undefined;
  readonly identity: Identity;
}

function eventOf(source: string, name: string, facts: Facts): RowRead {
  const given = {
    time: moment(facts.time),
    region: filled(facts.region),
    id: filled(facts.id),
    error: filled(facts.error),
    type: filled(facts.type),
  };
  return {
    kind: 'event',
    event: { source, name, ...withoutUndefined(given), identity: facts.identity },
  };
}

function fromColumns(columns: Readonly<Record<string, JsonValue>>): RowRead {
  const source = filled(columns['eventsource']);
  const name = filled(columns['eventname']);
  if (source === undefined || name === undefined) return bad('this is not an event of CloudTrail');
  return eventOf(source, name, {
    time: columns['eventtime'],
    region: columns['awsregion'],
    id: columns['eventid'],
    error: columns['errorcode'],
    type: columns['eventtype'],
    identity: identityInColumns(columns),
  });
}

function identityInColumns(columns: Readonly<Record<string, JsonValue>>): Identity {
  const whole = columns['useridentity'];
  if (isObject(whole)) return identityFrom(whole);
  if (typeof whole === 'string' && whole.trim() !== '') {
    const value = innerValue(whole);
    return isObject(value) ? identityFrom(value) : identityInStruct(whole);
  }
  const at = (name: string): string | undefined => filled(columns[`useridentity${name}`]);
  const issuer = 'sessioncontextsessionissuer';
  return withoutUndefined({
    type: at('type'),
    arn: at('arn'),
    account: at('accountid'),
    name: at('username'),
    issuer: at(`${issuer}arn`) ?? filled(columns['sessionissuerarn']),
    issuerType: at(`${issuer}type`) ?? filled(columns['sessionissuertype']),
    invokedBy: at('invokedby'),
  });
}

function identityFrom(user: JsonObject): Identity {
  const session = fieldIn(user, 'sessionContext', 'sessioncontext');
  const issuer = isObject(session) ? fieldIn(session, 'sessionIssuer', 'sessionissuer') : undefined;
  const issued = isObject(issuer) ? issuer : {};
  return withoutUndefined({
    type: filled(user['type']),
    arn: filled(user['arn']),
    account: filled(fieldIn(user, 'accountId', 'accountid')),
    name: filled(fieldIn(user, 'userName', 'username')),
    issuer: filled(issued['arn']),
    issuerType: filled(issued['type']),
    invokedBy: filled(fieldIn(user, 'invokedBy', 'invokedby')),
  });
}

function fieldIn(object: JsonObject, name: string, lower: string): JsonValue | undefined {
  return object[name] ?? object[lower];
}

/**
 * Reads a struct as Athena and CloudTrail Lake print it:
 * `{type=AssumedRole, arn=…, sessioncontext={sessionissuer={type=Role, arn=…}}}`.
 */
function identityInStruct(text: string): Identity {
  const issuer = /sessionissuer=\{([^{}]*)\}/i.exec(text)?.[1] ?? '';
  let outer = text.trim().replace(/^\{|\}$/g, '');
  // Nested structs are removed, from the inside out.
  for (let before = ''; before !== outer; ) {
    before = outer;
    outer = outer.replace(/\{[^{}]*\}/g, '');
  }
  const at = (part: string, name: string): string | undefined =>
    filled(new RegExp(`(?:^|,)\\s*${name}=([^,{}]*)`, 'i').exec(part)?.[1]?.trim());
  return withoutUndefined({
    type: at(outer, 'type'),
    arn: at(outer, 'arn'),
    account: at(outer, 'accountid'),
    name: at(outer, 'username'),
    issuer: at(issuer, 'arn'),
    issuerType: at(issuer, 'type'),
    invokedBy: at(outer, 'invokedby'),
  });
}

function stringAt(object: JsonObject, key: string): string | undefined {
  return filled(object[key]);
}

/** A text that is not missing: tables write a missing one as nothing, `null` or `-`. */
function filled(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string' || value === '' || value === 'null' || value === '-') return undefined;
  return value;
}

const CLOUDTRAIL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const WITH_OFFSET = /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:?\d\d$/;
/** CloudTrail Lake writes `2024-05-29 07:25:34.000`, in UTC. */
const OTHER_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(Z|UTC|[+-]00:?00)?$/;

function moment(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') {
    if (CLOUDTRAIL_TIME.test(value)) return value;
    const [, day, time] = OTHER_TIME.exec(value) ?? [];
    if (day !== undefined && time !== undefined) return `${day}T${time}Z`;
    return WITH_OFFSET.test(value) ? fromDate(new Date(value)) : undefined;
  }
  // Node's reader gives a number, ours keeps the text.
  const number = value instanceof JsonNumber ? Number(value.text) : (value as unknown);
  return typeof number === 'number' ? fromDate(new Date(number * 1000)) : undefined;
}

function fromDate(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/\.\d+/, '');
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) result[key] = value;
  return result as Defined<T>;
}
