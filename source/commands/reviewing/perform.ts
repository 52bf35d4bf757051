import { InputError } from '../../base/errors.ts';
import type { SessionEffect } from '../../review/session/effect.ts';
import type { SessionAction } from '../../review/session/session-action.ts';
import type { SessionState } from '../../review/session/state.ts';
import { sharedStart } from '../../screen/input/field.ts';
import type { PreferenceStore } from '../../store/preferences.ts';
import type { SavedSession } from '../../store/session-file.ts';
import type { OpenSession } from '../../store/sessions.ts';
import type { SessionWriter, WrittenReview } from './session-files.ts';

interface PerformerGiven {
  readonly opened: OpenSession;
  /** Makes the session to be saved from the state of the review. */
  readonly saved: (state: SessionState) => SavedSession;
  readonly writer: SessionWriter;
  readonly preferences: PreferenceStore;
  /** The possible completions of a path. */
  readonly complete: (start: string) => readonly string[];
}

/** Carries out the effects of a review, and knows what it has done so far. */
export interface Performer {
  perform(
    effect: SessionEffect,
    state: SessionState,
  ): SessionAction | undefined | Promise<SessionAction | undefined>;
  /** Reports what others do with the session. @returns a function that stops it */
  listen(tell: (action: SessionAction) => void): () => void;
  /** What was written in this run, in order. */
  readonly written: readonly WrittenReview[];
  /** Where records were written because the session could not be saved. */
  readonly records: readonly string[];
}

/** How often the session is checked for changes: faster than a person would notice. */
const LOOK_EVERY_MS = 300;

export function performer({ opened, saved, writer, preferences, complete }: PerformerGiven): Performer {
  const written: WrittenReview[] = [];
  const records: string[] = [];
  let reviewer = preferences.preferences.reviewer;
  let isOurs = opened.elsewhere === undefined;

  const save = (state: SessionState): SessionAction => {
    if (state.reviewer !== undefined && state.reviewer !== reviewer) {
      reviewer = state.reviewer;
      preferences.set({ reviewer });
    }
    const answer = opened.save(saved(state));
    switch (answer.kind) {
      case 'saved':
        return { type: 'saved' };
      case 'lost':
        isOurs = false;
        return { type: 'lost', elsewhere: answer.holder };
      case 'changed':
        return { type: 'changed-underneath', session: answer.session.session };
    }
  };

  const write = async (
    order: Extract<SessionEffect, { kind: 'write' }>['order'],
    state: SessionState,
  ): Promise<SessionAction> => {
    const done = await writer.write(order, state);
    written.push(done);
    if (order.format !== preferences.preferences.format) preferences.set({ format: order.format });
    return { type: 'wrote', files: done.files, replay: done.replay };
  };

  const takenOver = (session: SavedSession | undefined): SessionAction => {
    isOurs = true;
    return { type: 'taken-over', ...(session === undefined ? {} : { session: session.session }) };
  };

  return {
    written,
    records,
    perform(effect, state) {
      switch (effect.kind) {
        case 'save':
          return orElse(
            () => save(state),
            (why) => ({ type: 'save-failed', why }),
          );
        case 'write-record':
          return orElse(
            () => {
              const path = writer.writeRecord(effect.path, state);
              records.push(path);
              return { type: 'record-written', path };
            },
            (why) => ({ type: 'record-failed', why }),
          );
        case 'plan-files':
          return writer.plan(effect.order, state).then(
            (plan): SessionAction => ({ type: 'files-planned', plan }),
            (error: unknown): SessionAction => ({ type: 'files-refused', why: whyOf(error) }),
          );
        case 'write':
          return write(effect.order, state).catch(
            (error: unknown): SessionAction => ({ type: 'write-failed', why: whyOf(error) }),
          );
        case 'complete-path': {
          const ways = complete(effect.value);
          return { type: 'completed', value: ways.length === 0 ? effect.value : sharedStart(ways) };
        }
        case 'take-over':
          return orElse(
            () => takenOver(opened.takeOver()),
            (why) => ({ type: 'say', message: { kind: 'error', text: why } }),
          );
        case 'copy':
          return undefined;
      }
    },
    listen(tell) {
      const look = (): void => {
        const holder = opened.takenBy();
        if (isOurs && holder !== undefined) {
          isOurs = false;
          tell({ type: 'lost', elsewhere: holder });
          return;
        }
        if (isOurs) return;
        const news = opened.news();
        if (news !== undefined) tell({ type: 'changed-underneath', session: news.session });
        if (holder === undefined && opened.takeIfLeft()) tell(takenOver(undefined));
      };
      const timer = setInterval(look, LOOK_EVERY_MS);
      return () => clearInterval(timer);
    },
  };
}

function orElse(step: () => SessionAction, otherwise: (why: string) => SessionAction): SessionAction {
  try {
    return step();
  } catch (error) {
    return otherwise(whyOf(error));
  }
}

/** An error in one line. An error that is neither an InputError nor the system's is thrown on. */
function whyOf(error: unknown): string {
  if (!(error instanceof InputError)) throw error;
  const { file, hint } = error.place;
  const where = file === undefined ? '' : `${file}: `;
  return `${where}${error.message}${hint === undefined ? '' : `. ${hint}`}`;
}
