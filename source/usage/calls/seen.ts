import { sha256 } from '../../base/digest.ts';
import { type Caller, callerName, callerOf } from './caller.ts';
import type { CallEvent, Identity } from './event.ts';
import type { Needs, NeedsOfEvents } from './needs.ts';

/** How often an action or operation was called, and when. */
export interface Seen {
  /** Calls that were allowed. */
  readonly calls: number;
  /** Calls that were denied when they were made. */
  readonly denied: number;
  /** ISO 8601, of the first and the last allowed call; undefined where no event says. */
  readonly first?: string;
  readonly last?: string;
  /** The last allowed call, or the last denied one if none was allowed. */
  readonly example: CallExample;
}

/** One event, so that it can be found again in the log. */
interface CallExample {
  readonly event: string;
  readonly id?: string;
  readonly time?: string;
  readonly region?: string;
}

/** Calls of one operation, under all versions of its name. */
export interface OperationSeen extends Seen {
  readonly needs: Needs;
}

/** What one role or user called. */
export interface PrincipalCalls {
  readonly caller: Extract<Caller, { kind: 'principal' }>;
  /** The number of all events, denied and unknown ones included. */
  readonly events: number;
  readonly first?: string;
  readonly last?: string;
  readonly operations: readonly OperationSeen[];
  /** Events that were not counted by operation, because there were more names of operations than real logs have. */
  readonly uncounted: number;
}

/** Calls of callers whose policies are not among the inputs. */
export interface OtherCalls {
  readonly kind: Caller['kind'];
  readonly callers: number;
  readonly events: number;
  /** Some of the callers. */
  readonly names: readonly string[];
}

/** What is learned from logs: who called, and which actions that needed. Nothing else. */
export interface SeenCalls {
  readonly events: number;
  readonly first?: string;
  readonly last?: string;
  readonly principals: readonly PrincipalCalls[];
  readonly others: readonly OtherCalls[];
  /** SHA-256 of these facts, whatever the order and number of the files. */
  readonly digest: string;
}

const MOST_OPERATIONS = 50_000;
const MOST_OTHERS = 10_000;
const NAMES_KEPT = 5;

interface Count {
  calls: number;
  denied: number;
  first?: string;
  last?: string;
  example: CallExample;
  readonly needs: Needs;
}

interface Person {
  caller: Extract<Caller, { kind: 'principal' }>;
  events: number;
  first?: string;
  last?: string;
  readonly operations: Map<string, Count>;
  uncounted: number;
}

/** The key of a principal: in one account, a name is unique among roles and unique among users. */
export function callerKey({
  of,
  account,
  name,
}: Pick<PrincipalCalls['caller'], 'of' | 'account' | 'name'>): string {
  return `${of} ${account} ${name}`;
}

/** `AccessDenied`, `AccessDeniedException`, `VpceAccessDenied`, `UnauthorizedOperation`, `Client.UnauthorizedOperation` … */
const DENIED = /^(?:Client\.)?(?:(?:Vpce)?AccessDenied|Unauthorized|NotAuthorized|AuthorizationError)/i;

/** Counts calls as they come. Its memory grows with principals and operations, not with calls. */
export class CallsCounter {
  readonly #needs: Pick<NeedsOfEvents, 'of'>;
  readonly #isAsked: (caller: PrincipalCalls['caller']) => boolean;
  readonly #people = new Map<string, Person>();
  readonly #others = new Map<Caller['kind'], { events: number; readonly names: Map<string, number> }>();
  readonly #wanted = new Map<string, boolean>();
  readonly #callers = new Map<string, Caller>();
  #events = 0;
  #first: string | undefined;
  #last: string | undefined;

  /** @param isAsked whether a caller's calls are wanted; calls of others are only counted */
  constructor(needs: Pick<NeedsOfEvents, 'of'>, isAsked: (caller: PrincipalCalls['caller']) => boolean) {
    this.#needs = needs;
    this.#isAsked = isAsked;
  }

  get events(): number {
    return this.#events;
  }

  add(event: CallEvent): void {
    const { time } = event;
    this.#events++;
    if (time !== undefined) {
      if (this.#first === undefined || time < this.#first) this.#first = time;
      if (this.#last === undefined || time > this.#last) this.#last = time;
    }
    const caller = this.#callerOf(event.identity);
    const key = caller.kind === 'principal' ? callerKey(caller) : undefined;
    if (caller.kind === 'principal' && key !== undefined && this.#isWanted(caller, key))
      this.#count(caller, key, event);
    else this.#countOther(caller);
  }

  #isWanted(caller: PrincipalCalls['caller'], key: string): boolean {
    const known = this.#wanted.get(key);
    if (known !== undefined) return known;
    const isWanted = this.#isAsked(caller);
    if (this.#wanted.size < MOST_OTHERS) this.#wanted.set(key, isWanted);
    return isWanted;
  }

  #callerOf(identity: Identity): Caller {
    const { type = '', issuer, arn = '' } = identity;
    // Each session has an ARN of its own, so the role's ARN is the key.
    const key = `${type} ${issuer ?? arn}`;
    const known = issuer === undefined && type !== 'IAMUser' ? undefined : this.#callers.get(key);
    if (known !== undefined) return known;
    const caller = callerOf(identity);
    if (caller.kind === 'principal' && this.#callers.size < MOST_OTHERS) this.#callers.set(key, caller);
    return caller;
  }

  #count(caller: PrincipalCalls['caller'], key: string, event: CallEvent): void {
    let person = this.#people.get(key);
    if (person === undefined) {
      person = { caller, events: 0, operations: new Map(), uncounted: 0 };
      this.#people.set(key, person);
    }
    if (person.caller.arn === undefined && caller.arn !== undefined) person.caller = caller;
    person.events++;
    const { time } = event;
    if (time !== undefined) {
      if (person.first === undefined || time < person.first) person.first = time;
      if (person.last === undefined || time > person.last) person.last = time;
    }
    const needs = this.#needs.of(event);
    const name = needs.kind === 'actions' ? needs.actions.join(' ') : `? ${needs.name}`;
    const count = person.operations.get(name);
    if (count !== undefined) addTo(count, event);
    else if (person.operations.size < MOST_OPERATIONS) {
      const first: Count = { calls: 0, denied: 0, needs, example: exampleOf(event) };
      person.operations.set(name, first);
      addTo(first, event);
    } else person.uncounted++;
  }

  #countOther(caller: Caller): void {
    const other = this.#others.get(caller.kind) ?? { events: 0, names: new Map<string, number>() };
    this.#others.set(caller.kind, other);
    other.events++;
    const name = callerName(caller);
    const known = other.names.get(name);
    if (known !== undefined || other.names.size < MOST_OTHERS) other.names.set(name, (known ?? 0) + 1);
  }

  result(): SeenCalls {
    const principals = [...this.#people]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([, { operations, ...person }]): PrincipalCalls => ({
          ...person,
          operations: [...operations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count),
        }),
      );
    const others = [...this.#others].map(
      ([kind, { events, names }]): OtherCalls => ({
        kind,
        events,
        callers: names.size,
        names: [...names]
          .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
          .slice(0, NAMES_KEPT)
          .map(([name]) => name),
      }),
    );
    return {
      events: this.#events,
      ...(this.#first === undefined ? {} : { first: this.#first }),
      ...(this.#last === undefined ? {} : { last: this.#last }),
      principals,
      others: others.sort((a, b) => b.events - a.events),
      digest: digestOf(principals),
    };
  }
}

function addTo(count: Count, event: CallEvent): void {
  const { time, error } = event;
  if (error !== undefined && DENIED.test(error)) {
    count.denied++;
    return;
  }
  const isFirst = count.calls === 0;
  count.calls++;
  if (time === undefined) {
    if (isFirst) count.example = exampleOf(event);
    return;
  }
  if (count.first === undefined || time < count.first) count.first = time;
  if (isFirst || count.last === undefined || time > count.last) {
    count.last = time;
    count.example = exampleOf(event);
  }
}

function exampleOf({ source, name, id, time, region }: CallEvent): CallExample {
  return {
    event: `${source} ${name}`,
    ...(id === undefined ? {} : { id }),
    ...(time === undefined ? {} : { time }),
    ...(region === undefined ? {} : { region }),
  };
}

/** The digest of the facts. Examples are left out: of two events in one second, either may have come last. */
function digestOf(principals: readonly PrincipalCalls[]): string {
  const lines = principals.flatMap(({ caller, operations }) =>
    operations.map(({ needs, calls, denied, first, last }) =>
      JSON.stringify([
        callerKey(caller),
        needs.kind === 'actions' ? needs.actions : `? ${needs.name}`,
        calls,
        denied,
        first ?? null,
        last ?? null,
      ]),
    ),
  );
  return sha256(lines.join('\n'));
}

/** Adds up two counts. */
export function joined(a: Seen, b: Seen): Seen {
  const first = (a.first ?? '~') < (b.first ?? '~') ? a.first : b.first;
  const last = (a.last ?? '') > (b.last ?? '') ? a.last : b.last;
  const isLater = a.calls === 0 || (b.calls > 0 && (b.last ?? '') > (a.last ?? ''));
  return {
    calls: a.calls + b.calls,
    denied: a.denied + b.denied,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    example: isLater ? b.example : a.example,
  };
}
