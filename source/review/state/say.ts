import type { ReviewState } from './state.ts';

/** The same state with a line that says why a key did nothing. */
export function refuse(state: ReviewState, text: string): ReviewState {
  return { ...state, message: { kind: 'no', text } };
}

/** The same state with a line that says what was done. */
export function tell(state: ReviewState, text: string): ReviewState {
  return { ...state, message: { kind: 'done', text } };
}

/** `1 action`, `2 actions`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
