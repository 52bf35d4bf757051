import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { render } from 'ink';
import { createElement } from 'react';
import type { AccountCase } from '../../source/account/cases.ts';
import { bundledCatalogsFolder, openCatalogFolder } from '../../source/catalog/bundled.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { certify } from '../../source/proof/certificate.ts';
import type { Decisions } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import { rerunOf } from '../../source/refine/rerun.ts';
import { App } from '../../source/screen/components/app.tsx';
import { type KeySource, KeyStream } from '../../source/screen/input/key-stream.ts';
import type { Size } from '../../source/screen/layout.ts';
import type { ReviewRun } from '../../source/screen/review-run.ts';
import { openField } from '../../source/screen/scene.ts';
import { createStore, type Store } from '../../source/screen/store.ts';
import { plainTheme } from '../../source/screen/theme.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { caseOf } from '../model/case.ts';

const catalog = openCatalogFolder(`${bundledCatalogsFolder()}2024-08-31`);

/** A policy under review, from its statements and `service: [unused actions]`. */
export function subject(
  name: string,
  statements: readonly object[],
  unused: Readonly<Record<string, readonly string[] | 'all'>>,
): AccountCase {
  const policy = readPolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2),
    `${name}.json`,
  );
  const rows = Object.entries(unused).map(([serviceNamespace, actions]) => ({
    serviceNamespace,
    ...(actions === 'all' ? {} : { actions: [...actions] }),
  }));
  return caseOf({
    id: name,
    name,
    principal: 'MyRole',
    policy,
    unused: unusedFrom(readFinding(rows, 'finding.json').findings),
    catalog,
  });
}

const S3_UNUSED = catalog
  .service('s3')
  ?.actions.filter((action) => action.startsWith('s3:Get'))
  .map((action) => action.slice(3))
  .filter((name) => !/^Get(Access|Account|DataAccess|JobTagging|Multi|Object|Storage)/.test(name));

/** The worked example: `s3:Get*` with unused actions, `s3:List*` and `lambda:Invoke*` without. */
export function workedExample(): AccountCase {
  return subject(
    'S3AndLambda',
    [{ Sid: 'Data', Effect: 'Allow', Action: ['lambda:Invoke*', 's3:Get*', 's3:List*'], Resource: '*' }],
    { s3: S3_UNUSED ?? [] },
  );
}

/** A run that writes nowhere and remembers what it was asked. */
export function runOf(subjects: readonly AccountCase[], changes: Partial<ReviewRun> = {}): ReviewRun {
  const settings = { catalog, generalize: 'shortest' as const };
  return {
    subjects,
    settings,
    initial: new Map<string, Decisions>(),
    by: 'Ada',
    now: () => '2026-01-02T03:04:05Z',
    notes: [],
    preferences: { ascii: false, color: 'never', screenReader: false, format: 'json' },
    save: () => undefined,
    certify: (of, decisions) => certify(derive(of, decisions), rerunOf, '1.0.0'),
    defaultPath: (format) => `policy.refined.${format}`,
    complete: () => [],
    write: ({ path }) => ({ kind: 'written', files: [path, 'policy.decisions.json'] }),
    ...changes,
  };
}

/** A review on a screen that is a text. */
export interface Stage {
  readonly store: Store;
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

/** Puts a review on a terminal of a size; nothing of the process's own terminal is touched. */
export function openStage(run: ReviewRun, size: Size): Stage {
  const emulator = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: size.columns, rows: size.rows });
  stdout.on('data', (chunk: Buffer) => emulator.write(chunk.toString().replaceAll(/(?<!\r)\n/g, '\r\n')));
  const source = new EventEmitter();
  const keys = new KeyStream(
    Object.assign(source, { resume: () => undefined, pause: () => undefined }) as unknown as KeySource,
    () => openField(store.get().state) !== undefined,
  );
  const store = createStore(run, size);
  const app = render(
    createElement(App, { store, theme: plainTheme(run.preferences.ascii), suspend: () => undefined }),
    {
      stdout: stdout as unknown as NodeJS.WriteStream,
      stdin: keys as unknown as NodeJS.ReadStream,
      exitOnCtrlC: false,
      patchConsole: false,
      interactive: true,
      alternateScreen: !run.preferences.screenReader,
      incrementalRendering: !run.preferences.screenReader,
      maxFps: 1_000,
      isScreenReaderEnabled: run.preferences.screenReader,
    },
  );
  const rows = (): string[] =>
    Array.from(
      { length: emulator.rows },
      (_, y) => emulator.buffer.active.getLine(y)?.translateToString(true) ?? '',
    );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const settled = async (): Promise<void> => {
    while (keys.isBusy) await turn();
    await app.waitUntilRenderFlush();
    await new Promise<void>((resolve) => emulator.write('', resolve));
  };
  return {
    store,
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
