import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { render } from 'ink';
import { createElement } from 'react';
import { certify } from '../../source/proof/certificate.ts';
import { rerunOf } from '../../source/refine/rerun.ts';
import type { ReviewedPolicy, SessionContext } from '../../source/review/session/context.ts';
import type { SessionEffect } from '../../source/review/session/effect.ts';
import { openLineOf } from '../../source/review/session/open-line.ts';
import type { SessionAction } from '../../source/review/session/session-action.ts';
import { newSession } from '../../source/review/session/session-data.ts';
import type { SessionState } from '../../source/review/session/state.ts';
import { SessionApp } from '../../source/screen/components/session-app.tsx';
import { frameAt } from '../../source/screen/frame.ts';
import { type KeySource, KeyStream } from '../../source/screen/input/key-stream.ts';
import { mouseAction } from '../../source/screen/keys/mouse-action.ts';
import type { Size } from '../../source/screen/layout.ts';
import type { SessionRun } from '../../source/screen/session-run.ts';
import { createSessionStore, type SessionStore } from '../../source/screen/session-store.ts';
import { plainTheme, type Theme } from '../../source/screen/theme.ts';
import { AT, contextOf, VIEWPORT } from '../review/session/support.ts';

/** What a review asked of the outside, and what it was answered. */
export interface Outside {
  readonly effects: SessionEffect[];
  /** What answers an effect, in place of the usual. */
  answer?: (effect: SessionEffect, state: SessionState) => SessionAction | undefined;
}

/** A review that writes nowhere: all that it asks for is kept in `outside`. */
export function sessionRun(
  policies: readonly ReviewedPolicy[],
  facts: Partial<SessionContext> & Partial<Omit<SessionRun, 'context'>> = {},
  outside: Outside = { effects: [] },
): SessionRun {
  const { initial, actions, warnings = [], notes = [], preferences, listen, ...rest } = facts;
  const context = contextOf(policies, rest);
  return {
    context,
    initial: initial ?? newSession(context, VIEWPORT),
    warnings,
    notes,
    preferences: { ascii: false, color: 'never', screenReader: false, mouse: false, ...preferences },
    now: () => AT,
    perform: (effect, state) => {
      outside.effects.push(effect);
      return outside.answer?.(effect, state) ?? usualAnswer(effect);
    },
    prove: (outcome) => certify(outcome, rerunOf, '1.0.0'),
    ...(actions === undefined ? {} : { actions }),
    ...(listen === undefined ? {} : { listen }),
  };
}

function usualAnswer(effect: SessionEffect): SessionAction | undefined {
  switch (effect.kind) {
    case 'save':
      return { type: 'saved' };
    case 'write-record':
      return { type: 'record-written', path: effect.path };
    case 'plan-files':
      return {
        type: 'files-planned',
        plan: {
          files: [
            { path: effect.order.path, exists: false, isSource: false },
            { path: 'policy.decisions.json', exists: false, isSource: false },
          ],
          warnings: [],
        },
      };
    case 'write':
      return {
        type: 'wrote',
        files: [effect.order.path, 'policy.decisions.json'],
        replay: 'coppice apply policy.json --decisions policy.decisions.json',
      };
    case 'complete-path':
      return { type: 'completed', value: `${effect.value}/` };
    case 'take-over':
      return { type: 'taken-over' };
    case 'copy':
      return undefined;
  }
}

/** A review on a screen that is a text. */
export interface SessionStage {
  readonly store: SessionStore;
  /** What was put on the clipboard. */
  readonly copied: readonly string[];
  /** Sends what a terminal would, in the pieces given, and waits until all of it is handled. */
  send(...pieces: readonly string[]): Promise<void>;
  /** The rows on the screen, without blanks at their ends. */
  rows(): string[];
  /** Waits until the screen holds a text. */
  waitFor(text: string): Promise<void>;
  resize(size: Size): void;
  close(): void;
}

/** So often the program may have something to do before a text must be there. */
const MOST_TURNS = 2_000;

/** Puts a review on a terminal of a size, with the Ink that ships; nothing of the process's own terminal is touched. */
export function openSessionStage(
  run: SessionRun,
  size: Size,
  theme?: Theme,
  onOutput: (chunk: string) => void = () => undefined,
): SessionStage {
  const emulator = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: size.columns, rows: size.rows });
  stdout.on('data', (chunk: Buffer) => onOutput(chunk.toString()));
  stdout.on('data', (chunk: Buffer) => emulator.write(chunk.toString().replaceAll(/(?<!\r)\n/g, '\r\n')));
  const source = new EventEmitter();
  const keys = new KeyStream(
    Object.assign(source, { resume: () => undefined, pause: () => undefined }) as unknown as KeySource,
    () => openLineOf(store.get().state) !== undefined,
    (event) => {
      const frame = frameAt(run, store.get(), plainTheme());
      const action = frame && mouseAction(frame, event);
      if (action !== undefined) store.dispatch(action);
    },
  );
  const copied: string[] = [];
  const store = createSessionStore(run, size, (text) => copied.push(text));
  const { ascii, screenReader } = run.preferences;
  const app = render(
    createElement(SessionApp, {
      store,
      theme: theme ?? plainTheme(ascii),
      suspend: () => undefined,
    }),
    {
      stdout: stdout as unknown as NodeJS.WriteStream,
      stdin: keys as unknown as NodeJS.ReadStream,
      exitOnCtrlC: false,
      patchConsole: false,
      interactive: true,
      alternateScreen: !screenReader,
      incrementalRendering: !screenReader,
      maxFps: 1_000,
      isScreenReaderEnabled: screenReader,
    },
  );
  const rows = (): string[] =>
    Array.from(
      { length: emulator.rows },
      (_, y) => emulator.buffer.active.getLine(y)?.translateToString(true, 0, emulator.cols).trimEnd() ?? '',
    );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const settled = async (): Promise<void> => {
    while (keys.isBusy) await turn();
    await app.waitUntilRenderFlush();
    await new Promise<void>((resolve) => emulator.write('', resolve));
  };
  return {
    store,
    copied,
    async send(...pieces) {
      // The keys are armed by an effect of the first commit.
      while (source.listenerCount('data') === 0) await turn();
      for (const piece of pieces) source.emit('data', piece);
      await settled();
    },
    rows,
    async waitFor(text) {
      for (let turns = 0; !rows().join('\n').includes(text); turns++) {
        if (turns === MOST_TURNS) throw new Error(`waited in vain for "${text}"\n${rows().join('\n')}`);
        await settled();
      }
    },
    resize(to) {
      emulator.resize(to.columns, to.rows);
      Object.assign(stdout, to);
      store.resize(to);
      stdout.emit('resize');
    },
    close() {
      app.unmount();
      store.close();
    },
  };
}
