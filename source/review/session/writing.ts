import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import { quotaSize } from '../../policy/size.ts';
import type { SessionContext } from './context.ts';
import { commit, formatStep, planForAll, totalApproved, whyNotHere } from './decide.ts';
import type { SessionEffect } from './effect.ts';
import { done, no } from './say.ts';
import type { ExceptionWish, SessionState } from './state.ts';
import { decisionsOf, outcomeUnder } from './tree.ts';

/** What is to be written: `approved` leaves entries with open changes exactly as they are. */
export interface WriteOrder {
  readonly format: string;
  readonly path: string;
  readonly open: 'as-written' | 'as-proposed';
}

/** The files that an order would write, as the outside sees them. */
export interface FilePlan {
  readonly files: readonly { readonly path: string; readonly exists: boolean; readonly isSource: boolean }[];
  /** What is to be known before: what AWS would refuse, an exceptions file that is added to. */
  readonly warnings: readonly string[];
}

/** Where the way to the written files stands. */
export type WritingState =
  /** Changes are left: `1` write what is approved, `2` accept what is left, and write, `3` go back. */
  | { readonly kind: 'left'; readonly cursor: number }
  | { readonly kind: 'format'; readonly open: WriteOrder['open']; readonly cursor: number }
  | {
      readonly kind: 'path';
      readonly open: WriteOrder['open'];
      readonly format: string;
      readonly value: string;
      readonly refusal?: string;
    }
  /** The outside is asked which files that would be. */
  | { readonly kind: 'planning'; readonly order: WriteOrder }
  /** `w` write, `c` choose another path, `b` back. `sure` is set when replacing the source was told once. */
  | {
      readonly kind: 'ready';
      readonly order: WriteOrder;
      readonly plan: FilePlan;
      readonly cursor: number;
      readonly sure: boolean;
      readonly refusal?: string;
    }
  | { readonly kind: 'writing'; readonly order: WriteOrder }
  /** `l` leave, `g` go on reviewing. */
  | {
      readonly kind: 'written';
      readonly files: readonly string[];
      /** The command that makes the same again. */
      readonly replay: string;
      readonly cursor: number;
    };

/** The choices of the steps that have some, each with its letter. */
export const WRITING_CHOICES = {
  left: [
    { letter: '1', label: 'write what is approved' },
    { letter: '2', label: 'accept what is left, and write' },
    { letter: '3', label: 'go back' },
  ],
  ready: [
    { letter: 'w', label: 'write' },
    { letter: 'c', label: 'choose another path' },
    { letter: 'b', label: 'go back to the review' },
  ],
  written: [
    { letter: 'l', label: 'leave' },
    { letter: 'g', label: 'go on reviewing' },
  ],
} as const;

/** A step together with what it asks of the outside. */
export interface Stepped {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

const QUIET: readonly SessionEffect[] = [];

function only(state: SessionState): Stepped {
  return { state, effects: QUIET };
}

function inWriting(state: SessionState, writing: WritingState): SessionState {
  return { ...state, mode: { kind: 'writing', writing } };
}

/** The start of `w`: what is undecided first, then the format. */
export function writingBegun(context: SessionContext, state: SessionState): SessionState {
  const closed = whyNotHere(state);
  if (closed !== undefined) return no(state, closed);
  if (context.policies.length === 0) return no(state, 'there is no policy to write');
  const { approved, total } = totalApproved(context, state);
  if (approved < total) return inWriting(state, { kind: 'left', cursor: 0 });
  return inWriting(state, formatStep(context, 'as-proposed'));
}

/** What is told before the first choice: how much is left, and what accepting it would let stay. */
export function leftToDecide(
  context: SessionContext,
  state: SessionState,
): { readonly left: number; readonly risks: readonly string[] } {
  return context.memory.remember([state.decisions], 'left', () => {
    const { rows, risks } = planForAll(context, state, '');
    return { left: rows, risks };
  });
}

/** What is wrong with a result that can be told before it is written: a sentence each. */
export function unusableResults(
  context: SessionContext,
  state: SessionState,
  open: WriteOrder['open'],
): readonly string[] {
  return context.memory.remember([state.decisions], `unusable ${open}`, () => {
    const sentences: string[] = [];
    for (const policy of context.policies) {
      const outcome = outcomeUnder(context, policy, decisionsOf(state, policy.case.id), open);
      const name = visible(policy.case.name);
      const size = quotaSize(outcome.text ?? '');
      if (outcome.text === null) sentences.push(`${name}: nothing is left of it, so it is to be detached`);
      else if (policy.quota !== undefined && size > policy.quota)
        sentences.push(
          `${name} would have ${counted(size, 'character')}, ${thousands(size - policy.quota)} more than its quota of ${thousands(policy.quota)}`,
        );
    }
    return sentences;
  });
}

/** The keeps that are to go into the exceptions file: of those that were undone or taken back, nothing. */
export function exceptionsToWrite(state: SessionState): readonly ExceptionWish[] {
  return state.exceptions.flatMap((wish) => {
    const kept = decisionsOf(state, wish.policy).flatMap((each) =>
      each.kind === 'keep' && each.at === wish.at ? each.actions : [],
    );
    const actions = wish.actions.filter((action) => kept.includes(action));
    return actions.length === 0 ? [] : [{ ...wish, actions }];
  });
}

/** A letter goes to its choice and does nothing else. */
export function writingLetter(state: SessionState, writing: WritingState, letter: string): SessionState {
  if (writing.kind !== 'left' && writing.kind !== 'ready' && writing.kind !== 'written')
    return no(state, writing.kind === 'format' ? 'arrows choose a format, enter takes it' : 'wait, or esc');
  const choices: readonly { readonly letter: string }[] = WRITING_CHOICES[writing.kind];
  const cursor = choices.findIndex((choice) => choice.letter === letter);
  if (cursor === -1)
    return no(
      state,
      `${visible(letter)} is no choice here; the letters are ${choices.map((each) => each.letter).join(', ')}`,
    );
  return inWriting(state, { ...writing, cursor });
}

/** The cursor of the list in front. */
export function writingMove(
  context: SessionContext,
  state: SessionState,
  writing: WritingState,
  rows: number,
): SessionState {
  if (
    writing.kind !== 'left' &&
    writing.kind !== 'ready' &&
    writing.kind !== 'written' &&
    writing.kind !== 'format'
  )
    return no(state, 'there is nothing to choose from');
  const length = writing.kind === 'format' ? context.formats.length : WRITING_CHOICES[writing.kind].length;
  return inWriting(state, { ...writing, cursor: Math.max(0, Math.min(length - 1, writing.cursor + rows)) });
}

/** Takes the choice or the path in front. */
export function writingEnter(
  context: SessionContext,
  state: SessionState,
  writing: WritingState,
  at: string,
): Stepped {
  switch (writing.kind) {
    case 'left':
      return leftEnter(context, state, writing.cursor, at);
    case 'format': {
      const format = context.formats[writing.cursor]?.format ?? context.preferredFormat;
      const value = context.defaultPath(format);
      return only(inWriting(state, { kind: 'path', open: writing.open, format, value }));
    }
    case 'path': {
      const path = writing.value.trim();
      if (path === '') return only(inWriting(state, { ...writing, refusal: 'give a path' }));
      const order: WriteOrder = { format: writing.format, path, open: writing.open };
      return {
        state: inWriting(state, { kind: 'planning', order }),
        effects: [{ kind: 'plan-files', order }],
      };
    }
    case 'ready':
      return readyEnter(state, writing);
    case 'written': {
      const { letter } = WRITING_CHOICES.written[writing.cursor] ?? WRITING_CHOICES.written[1];
      return letter === 'l' ? ended(context, state) : only({ ...state, mode: { kind: 'tree' } });
    }
    case 'planning':
    case 'writing':
      return only(no(state, 'wait: it is being worked on'));
  }
}

function leftEnter(context: SessionContext, state: SessionState, cursor: number, at: string): Stepped {
  const { letter } = WRITING_CHOICES.left[cursor] ?? WRITING_CHOICES.left[2];
  switch (letter) {
    case '1':
      return only(inWriting(state, formatStep(context, 'as-written')));
    case '2':
      return only(
        commit(context, state, { ...planForAll(context, state, at).planned, next: 'choose-format' }),
      );
    case '3':
      return only({ ...state, mode: { kind: 'tree' } });
  }
}

function readyEnter(state: SessionState, writing: Extract<WritingState, { kind: 'ready' }>): Stepped {
  const { order, plan } = writing;
  const { letter } = WRITING_CHOICES.ready[writing.cursor] ?? WRITING_CHOICES.ready[2];
  switch (letter) {
    case 'w': {
      const sources = plan.files.filter(({ isSource }) => isSource);
      if (sources.length > 0 && !writing.sure)
        return only(
          inWriting(state, {
            ...writing,
            sure: true,
            refusal: `this replaces ${sources.map(({ path }) => visible(path)).join(', ')}, which the review is made from; enter again does it`,
          }),
        );
      return { state: inWriting(state, { kind: 'writing', order }), effects: [{ kind: 'write', order }] };
    }
    case 'c':
      return only(
        inWriting(state, { kind: 'path', open: order.open, format: order.format, value: order.path }),
      );
    case 'b':
      return only({ ...state, mode: { kind: 'tree' } });
  }
}

/** The outside has told which files it would be. */
export function filesPlanned(state: SessionState, writing: WritingState, plan: FilePlan): SessionState {
  if (writing.kind !== 'planning') return state;
  const { order } = writing;
  // What would be replaced is not stood on at first.
  const cursor = plan.files.some(({ exists }) => exists) ? 1 : 0;
  return inWriting(state, { kind: 'ready', order, plan, cursor, sure: false });
}

/** The path cannot be written to, or the writing failed: what was typed stays. */
export function filesRefused(state: SessionState, writing: WritingState, why: string): SessionState {
  if (writing.kind !== 'planning' && writing.kind !== 'writing') return state;
  const { open, format, path } = writing.order;
  return inWriting(state, { kind: 'path', open, format, value: path, refusal: why });
}

/** The files are there. */
export function filesWritten(
  state: SessionState,
  writing: WritingState,
  files: readonly string[],
  replay: string,
): SessionState {
  if (writing.kind !== 'writing') return state;
  return inWriting(
    done(
      { ...state, written: [...new Set([...state.written, ...files])] },
      `written: ${counted(files.length, 'file')}`,
    ),
    { kind: 'written', files, replay, cursor: 0 },
  );
}

/** The end of the review; what is told afterwards goes with it. */
export function ended(context: SessionContext, state: SessionState): Stepped {
  const { approved, total } = totalApproved(context, state);
  const { saved, written } = state;
  return {
    state: { ...state, mode: { kind: 'tree' }, ended: { saved, written, approved, total } },
    effects: state.lookingOn === undefined && saved === true ? [{ kind: 'save' }] : QUIET,
  };
}
