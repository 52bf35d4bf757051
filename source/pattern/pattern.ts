import { fold } from './fold.ts';

/**
 * An action pattern: one string of a statement's `Action` or `NotAction`.
 *
 * `*` matches any number of characters, even none, `?` exactly one, and everything else itself, ignoring letter case
 * (IAM reference, "IAM JSON policy elements: Action").
 */
export interface Pattern {
  /** The pattern in its own letter case, with one `*` for each run; `*:*` is `*`, since every action has a colon. */
  readonly text: string;
  /** `text` in lower case: what is matched. */
  readonly lower: string;
  /** The literal start: all of `lower` before its first wildcard. */
  readonly literal: string;
  /**
   * `exact`: no wildcard. `prefix`: literal text and one `*` at the end, also the bare `*`.
   * `glob`: wildcards anywhere else.
   */
  readonly kind: 'exact' | 'prefix' | 'glob';
}

/** Reads a pattern. Every string is a pattern; the caller finds out whether it matches a known action. */
export function parsePattern(written: string): Pattern {
  const wildcard = firstWildcard(written);
  if (wildcard === -1) {
    const lower = fold(written);
    return { text: written, lower, literal: lower, kind: 'exact' };
  }
  let text = written.includes('**', wildcard) ? written.replace(/\*+/g, '*') : written;
  if (text === '*:*') text = '*';
  const lower = fold(text);
  const prefix = wildcard === lower.length - 1 && lower.endsWith('*');
  return { text, lower, literal: lower.slice(0, wildcard), kind: prefix ? 'prefix' : 'glob' };
}

/**
 * The service prefix (AWS: namespace) that every action of the pattern has, in lower case;
 * undefined where the pattern leaves it open (`*`, `s*:Get*`, a string without a colon).
 */
export function servicePrefix(pattern: Pattern): string | undefined {
  const colon = pattern.literal.indexOf(':');
  return colon === -1 ? undefined : pattern.literal.slice(0, colon);
}

/** Whether the service prefix has a wildcard, which IAM does not document. False for `*` and `*:*`. */
export function hasServiceWildcard(pattern: Pattern): boolean {
  return servicePrefix(pattern) === undefined && pattern.lower !== '*' && pattern.kind !== 'exact';
}

function firstWildcard(text: string): number {
  const star = text.indexOf('*');
  const question = text.indexOf('?');
  if (star === -1) return question;
  return question === -1 ? star : Math.min(star, question);
}
