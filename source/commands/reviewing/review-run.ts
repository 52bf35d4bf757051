import { counted } from '../../base/words.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../../output/format.ts';
import { renderJson } from '../../output/json.ts';
import { loadRenderer } from '../../output/load-renderer.ts';
import type { Renderer } from '../../output/result.ts';
import { certify } from '../../proof/certificate.ts';
import type { Decisions } from '../../refine/decision.ts';
import { derive } from '../../refine/derive.ts';
import { rerunOf } from '../../refine/rerun.ts';
import type { ReviewRun } from '../../screen/review-run.ts';
import type { PreferenceStore } from '../../store/preferences.ts';
import { openSessions, type Sessions } from '../../store/sessions.ts';
import type { CommonOptions } from '../program/options.ts';
import { VERSION } from '../program/version.ts';
import type { Loaded } from '../reading/load.ts';
import { askYesNo } from '../terminal/ask.ts';
import { exitCodeOf } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import { defaultPathFor } from '../writing/default-path.ts';
import { contextOf } from '../writing/outcome.ts';
import { voiceOf } from '../writing/report.ts';
import { completions } from './completions.ts';
import { endText } from './review-end.ts';
import { type Resumption, resumption, sessionFiles, sessionSaver } from './review-session.ts';
import { createWriter } from './review-write.ts';

export interface ReviewOptions extends CommonOptions {
  readonly resume?: boolean;
  readonly fresh?: boolean;
  readonly by?: string;
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

/** Runs the review on the screen from where it was left, saves what is decided, and says at the end what came of it. */
export async function startReview(start: ReviewStart): Promise<number> {
  const { loaded, options, io, preferences: store } = start;
  const sessions = openSessions();
  const earlier = await whereToGoOn(start, sessions);
  if (earlier === 'leave') return 1;
  if (options.by !== undefined) store.set({ reviewer: options.by });

  const older = loaded.older();
  const context = contextOf(loaded, io, options);
  const save = sessionSaver(sessions, loaded, io);
  const troubles = new Set<string>();
  const renderers = new Map<OutputFormat, Renderer>([['json', renderJson]]);
  const run: ReviewRun = {
    subjects: loaded.cases,
    settings: loaded.settings,
    ...(older === undefined ? {} : { older }),
    initial: earlier?.decisions ?? new Map<string, Decisions>(),
    ...(earlier === undefined ? {} : { resumed: earlier.says }),
    by: options.by ?? store.preferences.reviewer,
    now: () => io.now().toISOString(),
    notes: [...(context.warnings ?? []), ...(context.notes ?? [])],
    preferences: screenPreferences(start),
    save: (decisions) => save(decisions),
    certify: (policyCase, decisions) => certify(derive(policyCase, decisions), rerunOf, VERSION),
    defaultPath: (format) => options.output ?? defaultPathFor(format, loaded, io.cwd, start.folder),
    complete: (start) => completions(start, io),
    write: createWriter({
      loaded,
      context,
      io,
      rendererOf: (format) => renderers.get(format),
      onWritten(decisions, format, files) {
        store.set({ format });
        // The result is in place; that the session cannot be kept makes it no worse.
        try {
          save(decisions, { at: io.now().toISOString(), files });
        } catch (error) {
          troubles.add(error instanceof Error ? error.message : String(error));
        }
      },
    }),
  };
  const { runReview } = await import('../../screen/run.tsx');
  const over = runReview(run);
  // What writes the other formats is fetched while the person reads.
  for (const { format } of OUTPUT_FORMATS) {
    // One that cannot be fetched is missed only if it is asked for.
    loadRenderer(format).then(
      (renderer) => renderers.set(format, renderer),
      () => undefined,
    );
  }
  const end = await over;
  voiceOf(io, options).notes([...store.notes, ...sessions.notes, ...troubles]);
  const { sources: names } = loaded;
  const { again } = start;
  io.stdout.write(endText(end, { names, cwd: io.cwd, options, ...(again === undefined ? {} : { again }) }));
  if (end.signal !== undefined) return exitCodeOf(end.signal);
  return end.kind === 'written' ? 0 : 1;
}

function screenPreferences({
  options,
  preferences: { preferences },
  io,
}: ReviewStart): ReviewRun['preferences'] {
  const remembered = OUTPUT_FORMATS.find(({ format }) => format === preferences.format)?.format;
  return {
    ascii: options.ascii ?? preferences.ascii,
    color: options.color === 'auto' ? preferences.color : options.color,
    screenReader: options.screenReader === true || io.env['INK_SCREEN_READER'] === 'true',
    format: options.format ?? remembered ?? 'json',
  };
}

/**
 * Finds the decisions to start with. Those of the same inputs go on by themselves; where something has changed since,
 * the person is told what, and asked.
 */
async function whereToGoOn(
  { loaded, options, io, again }: ReviewStart,
  sessions: Sessions,
): Promise<Resumption | 'leave' | undefined> {
  const files = sessionFiles(loaded, io.cwd);
  const startAnew = (): undefined => {
    sessions.setAside(files);
  };
  if (options.fresh === true) return startAnew();
  const found = sessions.find(files);
  if (found === undefined) return undefined;
  // An example that was brought to its end is there for the next one to try.
  if (again !== undefined && found.session.written !== undefined) return startAnew();
  const earlier = resumption(found, loaded, io.cwd);
  if (earlier.held + earlier.dropped === 0) return undefined;
  if (earlier.changes.length === 0) return earlier;
  voiceOf(io, { color: options.color }).notes([
    `since the review of ${found.session.savedAt.slice(0, 10)}:`,
    ...earlier.changes,
    `${counted(earlier.held, 'decision')} of ${earlier.held + earlier.dropped} still ${earlier.held === 1 ? 'holds' : 'hold'}`,
  ]);
  if (options.resume === true) return earlier;
  const answer = await askYesNo('Go on with what still holds?', io);
  if (answer === undefined) return 'leave';
  return answer ? earlier : startAnew();
}
