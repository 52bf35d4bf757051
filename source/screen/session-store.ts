import { visible } from '../base/visible.ts';
import type { Certificate } from '../proof/certificate.ts';
import type { SessionEffect } from '../review/session/effect.ts';
import { openLineOf } from '../review/session/open-line.ts';
import { columnsOf } from '../review/session/overview.ts';
import { reduceSession } from '../review/session/reduce-session.ts';
import type { SessionAction } from '../review/session/session-action.ts';
import type { SessionState, SessionViewport } from '../review/session/state.ts';
import { outcomeAt } from '../review/session/tree.ts';
import type { TypedLine } from './input/field.ts';
import { layoutOf, type Size } from './layout.ts';
import type { SessionRun } from './session-run.ts';

/** The proof of the policy that is looked at. */
export type ShownProof =
  | { readonly kind: 'working' }
  | { readonly kind: 'done'; readonly certificate: Certificate }
  | { readonly kind: 'failed'; readonly why: string };

/** What is shown: the review at a moment, and what surrounds it. */
export interface ShownSession {
  readonly state: SessionState;
  readonly size: Size;
  readonly proof?: ShownProof;
  /** Where the cursor is in the field of that name. */
  readonly typed?: { readonly field: string; readonly line: TypedLine };
  /** The first line shown of what would come of a choice of the menu in front. */
  readonly sheetTop: number;
  /** How many policies are looked through for the overview's sums; the rest is while nobody waits for it. */
  readonly looked: number;
  /** The first line shown of the warnings, while they lie over everything at the start. */
  readonly warnings?: number;
}

/** The review while it runs: its state, and all that it does to the world. */
export interface SessionStore {
  readonly run: SessionRun;
  get(): ShownSession;
  dispatch(action: SessionAction): void;
  /** Puts a line into the field that is open. */
  type(line: TypedLine): void;
  /** Scrolls what would come of a choice. */
  scrollSheet(top: number): void;
  /** Scrolls the warnings; without a line they were seen. */
  warn(top?: number): void;
  resize(size: Size): void;
  subscribe(listener: () => void): () => void;
  /** Listens no longer to the outside, and looks through nothing more. */
  close(): void;
}

/** The longest time that looking through policies may delay a key. */
const LOOK_MS = 8;
/** How often the number of policies looked through is shown. */
const TELL_MS = 100;

/** Files are looked for and written after a frame that says so; all else is there before the next frame. */
const SLOW: ReadonlySet<SessionEffect['kind']> = new Set(['plan-files', 'write', 'take-over']);

/** @param copy puts a text on the terminal's clipboard */
export function createSessionStore(run: SessionRun, size: Size, copy: (text: string) => void): SessionStore {
  const { context } = run;
  const listeners = new Set<() => void>();
  let shown: ShownSession = {
    state: run.initial,
    size,
    looked: 0,
    sheetTop: 0,
    ...(run.warnings.length === 0 ? {} : { warnings: 0 }),
  };

  const show = (next: ShownSession): void => {
    if (next === shown) return;
    shown = next;
    for (const listener of listeners) listener();
  };

  /** What comes of an action, with all that is done and answered at once. */
  const settle = (first: SessionAction): SessionState => {
    const actions = [first];
    let { state } = shown;
    for (let action = actions.shift(); action !== undefined; action = actions.shift()) {
      const stepped = reduceSession(context, state, action);
      state = stepped.state;
      for (const effect of stepped.effects) {
        if (SLOW.has(effect.kind)) {
          setTimeout(() => answered(effect, carriedOut(run, effect, shown.state)), 1);
          continue;
        }
        if (effect.kind === 'copy') {
          copy(effect.text);
          continue;
        }
        const answer = carriedOut(run, effect, state);
        if (answer instanceof Promise) answered(effect, answer);
        else if (answer !== undefined) actions.push(answer);
      }
    }
    return state;
  };

  const answered = (
    effect: SessionEffect,
    answer: SessionAction | undefined | Promise<SessionAction | undefined>,
  ): void => {
    if (!(answer instanceof Promise)) {
      if (answer !== undefined) dispatch(answer);
      return;
    }
    answer.then(
      (action) => {
        if (action !== undefined) dispatch(action);
      },
      (error: unknown) => dispatch(failed(effect, error)),
    );
  };

  const dispatch = (action: SessionAction): void => {
    const state = settle(action);
    if (state === shown.state) return;
    const { proof: _, ...rest } = shown;
    const proof = proofOf(state);
    const sheetTop = state.mode === shown.state.mode ? shown.sheetTop : 0;
    show({ ...rest, state, sheetTop, ...(proof === undefined ? {} : { proof }) });
  };

  /** The proof to be shown while the verification is open; it is worked out after a frame that says so. */
  const proofOf = (state: SessionState): ShownProof | undefined => {
    if (state.mode.kind !== 'reading' || state.mode.view !== 'verify') return undefined;
    const outcome = outcomeAt(context, state, state.policy);
    if (outcome === undefined) return undefined;
    const slot = context.memory.remember<{ proof: ShownProof | undefined }>([outcome], 'proof', () => ({
      proof: undefined,
    }));
    if (slot.proof !== undefined) return slot.proof;
    slot.proof = { kind: 'working' };
    setTimeout(() => {
      slot.proof = provenBy(() => run.prove(outcome));
      const proof = proofOf(shown.state);
      if (proof !== undefined) show({ ...shown, proof });
    }, 1);
    return slot.proof;
  };

  let looking: ReturnType<typeof setImmediate> | undefined;
  let told = 0;
  /** Looks through the policies, a few at a time between keys. */
  const look = (): void => {
    const { length } = context.policies;
    const until = performance.now() + LOOK_MS;
    let { looked } = shown;
    while (looked < length && performance.now() < until) columnsOf(context, shown.state, looked++);
    looking = looked < length ? setImmediate(look) : undefined;
    const isWorthAFrame = looked === length || performance.now() - told > TELL_MS;
    if (!isWorthAFrame || shown.state.mode.kind !== 'overview') {
      shown = { ...shown, looked };
      return;
    }
    told = performance.now();
    show({ ...shown, looked });
  };

  const stopListening = run.listen?.(dispatch);
  const store: SessionStore = {
    run,
    get: () => shown,
    dispatch,
    type(line) {
      const field = openLineOf(shown.state);
      if (field === undefined) return;
      shown = { ...shown, typed: { field: field.name, line } };
      if (line.value === field.value) for (const listener of listeners) listener();
      else dispatch({ type: 'type', value: line.value });
    },
    scrollSheet: (sheetTop) => show({ ...shown, sheetTop }),
    warn(top) {
      const { warnings: _, ...rest } = shown;
      show({ ...rest, ...(top === undefined ? {} : { warnings: top }) });
    },
    resize(to) {
      const { state } = reduceSession(context, shown.state, { type: 'resize', viewport: viewportOf(to) });
      show({ ...shown, size: to, state });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stopListening?.();
      clearImmediate(looking);
    },
  };
  store.resize(size);
  for (const action of run.actions ?? []) dispatch(action);
  looking = setImmediate(look);
  return store;
}

/** How many rows tree and views have; in a terminal that is too small, as many as in the smallest that is not. */
function viewportOf(size: Size): SessionViewport {
  const layout = layoutOf(size);
  return layout === undefined
    ? { tree: 10, page: 9 }
    : // The overview has a row of titles above its own.
      { tree: layout.tree.height, page: layout.body.height - 1 };
}

function carriedOut(
  run: SessionRun,
  effect: SessionEffect,
  state: SessionState,
): SessionAction | undefined | Promise<SessionAction | undefined> {
  try {
    return run.perform(effect, state);
  } catch (error) {
    return failed(effect, error);
  }
}

/** The action that reports a failed effect. */
function failed(effect: SessionEffect, error: unknown): SessionAction {
  const why = messageOf(error);
  switch (effect.kind) {
    case 'save':
      return { type: 'save-failed', why };
    case 'write-record':
      return { type: 'record-failed', why };
    case 'plan-files':
      return { type: 'files-refused', why };
    case 'write':
      return { type: 'write-failed', why };
    case 'complete-path':
    case 'copy':
    case 'take-over':
      return { type: 'say', message: { kind: 'error', text: visible(why) } };
  }
}

function provenBy(prove: () => Certificate): ShownProof {
  try {
    return { kind: 'done', certificate: prove() };
  } catch (error) {
    return { kind: 'failed', why: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
