import type { AccountCase } from '../../account/cases.ts';
import { InputError } from '../../base/errors.ts';
import { counted } from '../../base/words.ts';
import type { Outcome } from '../../refine/outcome.ts';
import type { SessionAction } from '../../review/session/session-action.ts';
import { newSession, resumedSession } from '../../review/session/session-data.ts';
import type { SessionState } from '../../review/session/state.ts';
import type { SessionRun } from '../../screen/session-run.ts';
import type { PreferenceStore } from '../../store/preferences.ts';
import { userName } from '../../store/preferences.ts';
import { type OpenSession, openSessions, type Sessions } from '../../store/sessions.ts';
import type { Loaded } from '../reading/load.ts';
import { askYesNo } from '../terminal/ask.ts';
import { exitCodeOf } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import { contextOf } from '../writing/outcome.ts';
import { voiceOf } from '../writing/report.ts';
import { certificateOf } from '../writing/results.ts';
import { completions } from './completions.ts';
import { performer } from './perform.ts';
import type { ReadingOptions } from './reading-words.ts';
import { endText } from './review-end.ts';
import { type Resumption, resumption, sessionFiles, sessionSaver } from './saved-session.ts';
import { sessionContext } from './session-context.ts';
import { sessionWriter } from './session-files.ts';

export interface ReviewOptions extends ReadingOptions {
  readonly resume?: boolean;
  readonly fresh?: boolean;
  readonly by?: string;
  readonly mouse?: boolean;
  readonly screenReader?: boolean;
}

export interface ReviewStart {
  readonly loaded: Loaded;
  readonly options: ReviewOptions;
  readonly io: Io;
  readonly preferences: PreferenceStore;
  /** where results go by default; beside the source unless given */
  readonly folder?: string;
  /** the command to go on with, instead of `coppice review` with the same inputs */
  readonly again?: string;
}

/** Runs the review on the screen from where it was left, saves the decisions, and reports at the end. */
export async function startReview(start: ReviewStart): Promise<number> {
  const { loaded, options, io, preferences } = start;
  if (options.by !== undefined && options.by !== preferences.preferences.reviewer)
    preferences.set({ reviewer: options.by });
  const sessions = openSessions();
  const by = options.by ?? preferences.preferences.reviewer ?? userName();
  const since = io.now().toISOString();
  const opened = sessions.open(sessionFiles(loaded, io.cwd), { by, since });
  try {
    return await review(start, sessions, opened);
  } finally {
    opened.close();
  }
}

async function review(start: ReviewStart, sessions: Sessions, opened: OpenSession): Promise<number> {
  const { loaded, options, io, preferences: store, folder, again } = start;
  const earlier = await whereToGoOn(start, sessions, opened);
  if (earlier === 'leave') return 1;
  const { preferences } = store;
  const output = contextOf(loaded, io, options);
  const context = sessionContext(loaded, options, preferences, io, folder);
  const place = folder === undefined ? {} : { folder };
  const does = performer({
    opened,
    saved: sessionSaver(loaded, context, io),
    writer: sessionWriter({ loaded, context, output, options, io, ...place }),
    preferences: store,
    complete: (typed) => completions(typed, io),
  });
  const { state, says, notes } = initialState(context, earlier);
  const reviewer = options.by ?? preferences.reviewer;
  const run: SessionRun = {
    context,
    initial: { ...state, ...(reviewer === undefined ? {} : { reviewer }) },
    actions: [
      ...(says === undefined ? [] : [says]),
      ...(opened.elsewhere === undefined
        ? []
        : [{ type: 'opened-elsewhere', elsewhere: opened.elsewhere } as const]),
    ],
    warnings: [...(output.warnings ?? []), ...notes],
    notes: [...(output.notes ?? []), ...store.notes, ...sessions.notes],
    preferences: {
      ascii: options.ascii ?? preferences.ascii,
      color: options.color === 'auto' ? preferences.color : options.color,
      screenReader: options.screenReader === true || io.env['INK_SCREEN_READER'] === 'true',
      mouse: options.mouse ?? preferences.mouse,
    },
    now: () => io.now().toISOString(),
    perform: does.perform,
    prove: (outcome) => certificateOf(outcome as Outcome<AccountCase>),
    listen: does.listen,
  };
  const { runSession } = await import('../../screen/run-session.tsx');
  const over = await runSession(run);
  await store.kept();
  voiceOf(io, options).notes([...store.notes, ...sessions.notes]);
  const { written, records } = does;
  const { sources } = loaded;
  const goOn = again === undefined ? {} : { again };
  io.stdout.write(
    endText({ state: over, isThere: opened.isThere(), written, records, sources, options, ...goOn }),
  );
  if (over.signal !== undefined) return exitCodeOf(over.signal);
  return written.length > 0 ? 0 : 1;
}

interface Beginning {
  readonly state: SessionState;
  /** Where the review goes on. */
  readonly says?: SessionAction;
  /** Decisions that could not be taken over, in sentences. */
  readonly notes: readonly string[];
}

/** A first size; the screen tells its real size before it draws. */
const VIEWPORT = { tree: 20, page: 20 };

function initialState(context: SessionRun['context'], earlier: Resumption | undefined): Beginning {
  if (earlier === undefined) return { state: newSession(context, VIEWPORT), notes: [] };
  const { state, notes } = resumedSession(context, VIEWPORT, earlier.data);
  if (earlier.held === 0) return { state, notes };
  const when = earlier.savedAt.slice(0, 16).replace('T', ' ');
  const text = `goes on where it was left on ${when} UTC: ${counted(earlier.held, 'decision')}; --fresh begins anew`;
  return { state, notes, says: { type: 'say', message: { kind: 'done', text } } };
}

/**
 * Finds the session to start with. A session of the same inputs goes on without a question. If something has changed
 * since, the person is told what and asked.
 */
async function whereToGoOn(
  { loaded, options, io, again }: ReviewStart,
  sessions: Sessions,
  { elsewhere }: OpenSession,
): Promise<Resumption | 'leave' | undefined> {
  const files = sessionFiles(loaded, io.cwd);
  const startAnew = (): undefined => {
    sessions.setAside(files);
  };
  if (options.fresh === true && elsewhere !== undefined) {
    throw new InputError(`${elsewhere.by} has a review of these inputs open since ${elsewhere.since}`, {
      hint: 'Without --fresh you can look on, or take it over.',
    });
  }
  if (options.fresh === true) return startAnew();
  const found = sessions.find(files);
  if (found === undefined) return undefined;
  // An example that was finished starts from the beginning.
  if (again !== undefined && elsewhere === undefined && found.session.session.written.length > 0)
    return startAnew();
  const earlier = resumption(found.session, loaded, io.cwd);
  if (earlier.changes.length === 0) return earlier;
  if (earlier.held + earlier.lost.length === 0) return undefined;
  voiceOf(io, { color: options.color }).notes([
    `since the review of ${earlier.savedAt.slice(0, 10)}:`,
    ...earlier.changes,
    `${counted(earlier.held, 'decision')} still ${earlier.held === 1 ? 'holds' : 'hold'}`,
    ...earlier.lost.map((each) => `no longer holds: ${each}`),
  ]);
  if (options.resume === true) return earlier;
  const answer = await askYesNo('Go on with what still holds?', io);
  if (answer === undefined) return 'leave';
  return answer ? earlier : startAnew();
}
