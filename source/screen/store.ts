import { visible } from '../base/visible.ts';
import { OUTPUT_FORMATS } from '../output/format.ts';
import type { Certificate } from '../proof/certificate.ts';
import type { Decisions } from '../refine/decision.ts';
import type { Action } from '../review/state/action.ts';
import { decisionsOf, type ReviewContext } from '../review/state/context.ts';
import { initialState } from '../review/state/initial.ts';
import type { WriteOrder } from '../review/state/mode.ts';
import { reduce } from '../review/state/reduce.ts';
import { count } from '../review/state/say.ts';
import type { ReviewState } from '../review/state/state.ts';
import { createCounter } from './counter.ts';
import { sharedStart, type TypedLine } from './input/field.ts';
import { layoutOf, type Size } from './layout.ts';
import type { ReviewRun } from './review-run.ts';
import { type CursorPlace, openField, type Proof } from './scene.ts';

/** What is shown: the review at a moment, and what surrounds it. */
export interface Shown {
  readonly state: ReviewState;
  readonly size: Size;
  readonly proof: Proof | undefined;
  /** How many policies are looked through; the rest is counted while nobody waits for it. */
  readonly counted: number;
  /** Where the cursor is in the field that is open. */
  readonly place: CursorPlace | undefined;
}

/** The review while it runs: its state, and all that it does to the world. */
export interface Store {
  readonly run: ReviewRun;
  readonly context: ReviewContext;
  get(): Shown;
  dispatch(action: Action): void;
  /** Puts a text into the field that is open, and the cursor in its place. */
  type(line: TypedLine): void;
  /** Completes the path before the cursor as far as it can be told; where it can't, the message says what there is. */
  complete(line: TypedLine): void;
  resize(size: Size): void;
  subscribe(listener: () => void): () => void;
  /** Ends what goes on in the background. */
  close(): void;
}

export function createStore(run: ReviewRun, size: Size): Store {
  const context = contextOf(run);
  const start = initialState(context, run.initial, viewportOf(size));
  const greeting = greetingOf(run);
  let shown: Shown = {
    state: greeting === undefined ? start : { ...start, message: { kind: 'done', text: greeting } },
    size,
    proof: undefined,
    counted: 0,
    place: undefined,
  };
  const listeners = new Set<() => void>();

  const show = (next: Shown): void => {
    if (next === shown) return;
    shown = next;
    for (const listener of listeners) listener();
  };

  let isWriteWaiting = false;
  const counter = createCounter(
    context,
    () => shown.state.decisions,
    (counted) => {
      if (isWriteWaiting) say(countingText(counted));
      // A new number is worth a frame only where it is shown.
      if (shown.state.mode.kind === 'overview' || counted === context.subjects.length)
        show({ ...shown, counted });
      if (isWriteWaiting && counted === context.subjects.length) dispatch({ type: 'write' });
    },
  );
  const countingText = (counted: number): string =>
    `looking through ${context.subjects.length.toLocaleString('en')} policies for what is undecided: ${counted.toLocaleString('en')} so far; any key stops`;
  const say = (text: string): void =>
    show({ ...shown, state: { ...shown.state, message: { kind: 'done', text } } });

  const dispatch = (action: Action): void => {
    // What is undecided has to be known in all policies: if that takes time, it says so and goes on by itself.
    isWriteWaiting = action.type === 'write' && !counter.isDone();
    if (isWriteWaiting) {
      say(countingText(shown.counted));
      return;
    }
    const before = shown.state;
    const state = reduce(context, before, action);
    if (state === before) return;
    const saved = state.decisions === before.decisions ? state : save(state);
    show({ ...shown, state: saved, proof: proofOf(saved, shown.proof) });
    if (saved.mode.kind === 'writing' && before.mode.kind !== 'writing') carryOutSoon(saved.mode.order);
  };

  const save = (state: ReviewState): ReviewState => {
    try {
      run.save(state.decisions);
      return state;
    } catch (error) {
      return { ...state, message: { kind: 'error', text: `this could not be saved: ${messageOf(error)}` } };
    }
  };

  // What takes a while starts after a frame that says so.
  const carryOutSoon = (order: WriteOrder): void => {
    setTimeout(() => dispatch(carryOut(run, shown.state, order)), 1);
  };

  const proofs = new WeakMap<Decisions, Map<string, Proof>>();

  /** The proof to be shown, while the verification is open: made once for each list of decisions. */
  const proofOf = (state: ReviewState, before: Proof | undefined): Proof | undefined => {
    if (state.mode.kind !== 'reading' || state.mode.view !== 'verify') return before;
    const subject = context.subjects[state.place.subject];
    if (subject === undefined) return undefined;
    const list = decisionsOf(state.decisions, subject);
    const ofList = proofs.get(list) ?? new Map<string, Proof>();
    proofs.set(list, ofList);
    const known = ofList.get(subject.id);
    if (known !== undefined) return known;
    ofList.set(subject.id, { kind: 'working' });
    setTimeout(() => {
      const proof = prove(() => run.certify(subject, list));
      ofList.set(subject.id, proof);
      show({ ...shown, proof: proofOf(shown.state, shown.proof) });
    }, 1);
    return { kind: 'working' };
  };

  const type = (line: TypedLine): void => {
    const field = openField(shown.state);
    if (field === undefined) return;
    const next = { ...shown, place: { ...line, field: field.name } };
    if (line.value === field.value) show(next);
    else {
      shown = next;
      dispatch({ type: 'type', value: line.value });
    }
  };

  return {
    run,
    context,
    get: () => shown,
    dispatch,
    type,
    complete({ value, cursor }) {
      const start = value.slice(0, cursor);
      const found = run.complete(start);
      const longest = sharedStart(found);
      if (longest.length > start.length)
        type({ value: longest + value.slice(cursor), cursor: longest.length });
      else say(found.length === 0 ? 'there is nothing of that name' : visible(found.join('  ')));
    },
    resize(to) {
      const state = reduce(context, shown.state, { type: 'resize', viewport: viewportOf(to) });
      show({ ...shown, size: to, state });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: counter.stop,
  };
}

/** What to say before the first key. */
function greetingOf({ resumed, notes }: ReviewRun): string | undefined {
  if (notes.length === 0) return resumed;
  const told = `${count(notes.length, 'note')} on the inputs: v shows ${notes.length === 1 ? 'it' : 'them'}`;
  return resumed === undefined ? told : `${resumed} ${told}`;
}

function contextOf({ subjects, settings, by, preferences, defaultPath }: ReviewRun): ReviewContext {
  return {
    subjects,
    settings,
    by,
    formats: OUTPUT_FORMATS,
    preferredFormat: preferences.format,
    defaultPath: (format) => defaultPath(formatNamed(format)),
  };
}

function formatNamed(name: string) {
  const found = OUTPUT_FORMATS.find(({ format }) => format === name);
  if (found === undefined) throw new RangeError(`no format is called ${name}`);
  return found.format;
}

/** How many rows tree and views have; in a terminal that is too small, as many as in the smallest that is not. */
function viewportOf(size: Size): { readonly tree: number; readonly page: number } {
  const layout = layoutOf(size);
  return layout === undefined
    ? { tree: 10, page: 10 }
    : { tree: layout.tree.height, page: layout.body.height };
}

function carryOut(
  run: ReviewRun,
  { decisions }: ReviewState,
  { format, path, overwrite }: WriteOrder,
): Action {
  try {
    const result = run.write({ decisions, format: formatNamed(format), path, overwrite });
    switch (result.kind) {
      case 'written':
        return { type: 'wrote', files: result.files };
      case 'exists':
        return { type: 'path-taken', order: { format, path, overwrite: true }, source: result.source };
      case 'refused':
        return { type: 'say', message: { kind: 'error', text: `nothing was written: ${result.message}` } };
    }
  } catch (error) {
    return { type: 'say', message: { kind: 'error', text: `nothing was written: ${messageOf(error)}` } };
  }
}

function prove(certify: () => Certificate): Proof {
  try {
    return { kind: 'done', certificate: certify() };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
