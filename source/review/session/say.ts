import type { SessionState } from './state.ts';

/** The same state with a line that says why a key did nothing. */
export function no(state: SessionState, text: string): SessionState {
  return { ...state, message: { kind: 'no', text } };
}

/** The same state with a line that says what was done. */
export function done(state: SessionState, text: string): SessionState {
  return { ...state, message: { kind: 'done', text } };
}
