import { isDay } from '../base/day.ts';
import { InputError } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import { matchesGlob } from '../pattern/match.ts';
import type { Protection } from '../refine/case.ts';
import { retain, type Unused } from '../usage/unused.ts';

/** One rule of an exceptions file: actions that stay whatever a finding says. */
export interface Exception extends Protection {
  /** An ARN or a name, `*` and `?` as wildcards; undefined: it holds for everybody. */
  readonly principal?: string;
}

/**
 * Reads an exceptions file: `{"keep": [{"action", "principal"?, "reason", "until"?}]}`.
 *
 * @param file what to call it in messages
 * @throws InputError naming the place, for anything else
 */
export function parseExceptions(text: string, file: string): Exception[] {
  const fail = (at: string, what: string): never => {
    throw new InputError(`${at.slice(at.lastIndexOf('.') + 1)} ${what}`, {
      file,
      at,
      hint: 'Write {"keep": [{"action": "backup:*", "reason": "…", "principal": "…"?, "until": "2027-03-31"?}]}',
    });
  };
  const root = parseJson(text, file).value;
  if (!isObject(root) || !Array.isArray(root['keep'])) return fail('keep', 'is not a list');
  return root['keep'].map((row, i) => {
    const at = `keep[${i}]`;
    if (!isObject(row)) return fail(at, 'is not an object');
    const { action, reason, principal, until } = row;
    if (typeof action !== 'string' || action === '') return fail(`${at}.action`, 'is not an action pattern');
    if (action !== '*' && action.indexOf(':') < 1) return fail(`${at}.action`, 'has no service prefix');
    if (typeof reason !== 'string' || reason.trim() === '') return fail(`${at}.reason`, 'is missing');
    if (principal !== undefined && (typeof principal !== 'string' || principal === ''))
      return fail(`${at}.principal`, 'is not a name or ARN');
    if (until !== undefined && (typeof until !== 'string' || !isDay(until))) {
      return fail(`${at}.until`, 'is not a day such as 2027-03-31');
    }
    for (const key of Object.keys(row)) {
      const meant = mistyped(key);
      if (meant !== undefined) return fail(`${at}.${key}`, `is not known; did you mean ${meant}?`);
    }
    return {
      action,
      reason,
      ...(principal === undefined ? {} : { principal }),
      ...(until === undefined ? {} : { until }),
    };
  });
}

const KEYS = ['action', 'principal', 'reason', 'until'];
const TELLING = 4;

/** The key that a misspelt one was meant to be, if any: a rule with a misspelt `until` must not hold for ever. */
function mistyped(key: string): string | undefined {
  if (KEYS.includes(key)) return undefined;
  return KEYS.find((known) => key.toLowerCase().startsWith(known.slice(0, TELLING)));
}

/**
 * Separates the exceptions that hold from those that are over.
 *
 * @param today `YYYY-MM-DD`; an exception still holds on its last day
 */
export function currentExceptions(
  exceptions: readonly Exception[],
  today: string,
): { readonly current: readonly Exception[]; readonly expired: readonly Exception[] } {
  const isOver = ({ until }: Exception): boolean => until !== undefined && until < today;
  return { current: exceptions.filter((each) => !isOver(each)), expired: exceptions.filter(isOver) };
}

/**
 * The exceptions for a principal, given by all its names (ARN, name). Without a name: the exceptions for everybody.
 */
export function exceptionsFor(exceptions: readonly Exception[], names: readonly string[]): Exception[] {
  const known = names.length === 0 ? [''] : names;
  return exceptions.filter(
    ({ principal }) => principal === undefined || known.some((name) => matchesGlob(principal, name)),
  );
}

/** The unused actions without those that a protection keeps. */
export function protect(unused: Unused, exceptions: readonly Protection[]): Unused {
  return retain(
    unused,
    exceptions.map(({ action }) => action),
  );
}
