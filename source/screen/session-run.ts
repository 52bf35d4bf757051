import type { Certificate } from '../proof/certificate.ts';
import type { Outcome } from '../refine/outcome.ts';
import type { SessionContext } from '../review/session/context.ts';
import type { SessionEffect } from '../review/session/effect.ts';
import type { SessionAction } from '../review/session/session-action.ts';
import type { SessionState } from '../review/session/state.ts';

/** How a person wants the screen; from the command line, the environment and the stored preferences. */
interface ScreenPreferences {
  /** Draw with ASCII characters only. */
  readonly ascii: boolean;
  /** `auto`: as the terminal and the environment (NO_COLOR, FORCE_COLOR) say. */
  readonly color: 'auto' | 'always' | 'never';
  /** Linear text in place of a picture. */
  readonly screenReader: boolean;
  /** A click moves the cursor; takes the terminal's own selection away. */
  readonly mouse: boolean;
}

/** Everything that the review screen gets: what it reviews, and what it may do outside. */
export interface SessionRun {
  readonly context: SessionContext;
  readonly initial: SessionState;
  /** What happened before the first key: opened elsewhere, something to say. */
  readonly actions?: readonly SessionAction[];
  /** Reasons why the result may not be what one expects; shown first. */
  readonly warnings: readonly string[];
  /** What else is good to know. */
  readonly notes: readonly string[];
  readonly preferences: ScreenPreferences;
  /** The time, ISO 8601, `…Z`. */
  readonly now: () => string;
  /** Carries an effect out, and answers with what came of it; `copy` is the screen's own. */
  readonly perform: (
    effect: SessionEffect,
    state: SessionState,
  ) => SessionAction | undefined | Promise<SessionAction | undefined>;
  /** The certificate of a policy's outcome as it stands. */
  readonly prove: (outcome: Outcome) => Certificate;
  /** Where AWS's page of an action is: a link, where the terminal makes links. */
  readonly pageOf?: (action: string) => string | undefined;
  /** Reports events from outside. @returns a function that stops it */
  readonly listen?: (tell: (action: SessionAction) => void) => () => void;
}

/** The review as it was when it ended. */
export type SessionOver = SessionState & {
  /** What ended it, where the person did not. */
  readonly signal?: NodeJS.Signals;
};
