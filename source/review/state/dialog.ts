import { isDay } from '../../base/day.ts';
import { visible } from '../../base/visible.ts';
import { nodeOfKey } from '../../refine/row.ts';
import { unusedAfter } from '../subject.ts';
import type { ReviewContext } from './context.ts';
import { currentEntry } from './current.ts';
import { acceptEverything, type Because, carryOut } from './decide.ts';
import { effectOfPattern, effectOfWidening, type PatternEffect } from './effect.ts';
import type { Intent, Question, Step } from './mode.ts';
import type { ReviewState } from './state.ts';
import { confirmSourceMenu, formatMenu } from './write-menus.ts';

/** What choosing a menu item does. */
export function chooseStep(context: ReviewContext, state: ReviewState, step: Step, at: string): ReviewState {
  switch (step.kind) {
    case 'intent':
      return begin(context, state, step.intent, at);
    case 'edit-pattern':
      return ask(state, { kind: 'pattern', row: step.row }, step.pattern);
    case 'accept-left':
      return formatMenu(context, acceptEverything(context, state, at));
    case 'choose-format':
      return formatMenu(context, state);
    case 'choose-path':
      return ask(state, { kind: 'path', format: step.format }, step.path);
    case 'confirm-source':
      return confirmSourceMenu(state, step.order);
    case 'write':
      return { ...state, mode: { kind: 'writing', order: step.order } };
    case 'end':
      return { ...state, ended: true };
    case 'close':
      return { ...state, mode: { kind: 'tree' } };
  }
}

function ask(state: ReviewState, question: Question, value = ''): ReviewState {
  return { ...state, mode: { kind: 'field', question, value, refusal: undefined } };
}

/** Carries an intent out, after asking why where the record should say so. */
function begin(context: ReviewContext, state: ReviewState, intent: Intent, at: string): ReviewState {
  switch (intent.kind) {
    case 'list':
    case 'narrow':
    case 'withdraw':
      return carryOut(context, state, intent, { by: context.by, at });
    case 'edit':
    case 'widen': {
      const back = effectOf(context, state, intent)?.back ?? [];
      if (back.length === 0) return carryOut(context, state, intent, { by: context.by, at });
      return ask(state, { kind: 'reason', intent, required: true, back });
    }
    case 'keep':
      return ask(state, { kind: 'reason', intent, required: true, back: intent.actions });
    case 'drop':
    case 'original':
      return ask(state, { kind: 'reason', intent, required: false, back: [] });
  }
}

function effectOf(
  context: ReviewContext,
  state: ReviewState,
  intent: Extract<Intent, { kind: 'edit' | 'widen' }>,
): PatternEffect | undefined {
  return intent.kind === 'edit'
    ? patternEffect(context, state, intent.row, intent.pattern)
    : wideningEffect(context, state, intent.row);
}

/** What a pattern in the place of a row's grant would do; undefined where the row is gone. */
export function patternEffect(
  context: ReviewContext,
  state: ReviewState,
  row: string,
  pattern: string,
): PatternEffect | undefined {
  const current = currentEntry(context, state);
  const node = current && nodeOfKey(current.review.trie, row);
  if (current === undefined || node === undefined) return undefined;
  return effectOfPattern(current.review.trie, unusedAfter(current.subject, current.decisions), node, pattern);
}

function wideningEffect(context: ReviewContext, state: ReviewState, row: string): PatternEffect | undefined {
  const current = currentEntry(context, state);
  const node = current && nodeOfKey(current.review.trie, row);
  if (current === undefined || node === undefined) return undefined;
  return effectOfWidening(current.review.trie, unusedAfter(current.subject, current.decisions), node);
}

/** What confirming a field does. */
export function submitField(context: ReviewContext, state: ReviewState, at: string): ReviewState {
  const { mode } = state;
  if (mode.kind !== 'field') return state;
  const { question } = mode;
  const value = mode.value.trim();
  const reject = (refusal: string): ReviewState => ({ ...state, mode: { ...mode, refusal } });
  const origin = { by: context.by, at };
  switch (question.kind) {
    case 'pattern':
      return submitPattern(context, state, question.row, value, at, reject);
    case 'reason':
      if (value === '' && question.required) return reject('say why: it goes into the decision record');
      if (question.intent.kind === 'keep')
        return ask(state, { kind: 'until', intent: question.intent, reason: value });
      return carryOut(context, state, question.intent, withReason(origin, value));
    case 'until': {
      const because = withReason(origin, question.reason);
      if (value === '') return carryOut(context, state, question.intent, because);
      if (!isDay(value)) return reject('write it as 2027-03-31, or leave it empty');
      if (value <= at.slice(0, 10)) return reject('that day is over; give a later one, or leave it empty');
      return carryOut(context, state, question.intent, { ...because, until: value });
    }
    case 'path':
      if (value === '') return reject('give a path');
      return {
        ...state,
        mode: { kind: 'writing', order: { format: question.format, path: value, overwrite: false } },
      };
  }
}

function submitPattern(
  context: ReviewContext,
  state: ReviewState,
  row: string,
  pattern: string,
  at: string,
  reject: (refusal: string) => ReviewState,
): ReviewState {
  const refusal = patternRefusal(context, state, row, pattern);
  if (refusal !== undefined) return reject(refusal);
  return begin(context, state, { kind: 'edit', row, pattern }, at);
}

/** Why a pattern cannot take a grant's place; undefined where it can. */
export function patternRefusal(
  context: ReviewContext,
  state: ReviewState,
  row: string,
  pattern: string,
): string | undefined {
  if (pattern === '') return 'write a pattern, or go back with esc';
  const effect = patternEffect(context, state, row, pattern);
  const text = visible(currentEntry(context, state)?.review.text ?? '');
  if (effect === undefined) return 'the row is gone';
  if (!effect.inside) return `it would let in what ${text} does not`;
  if (effect.matches === 0) return 'it matches no known action';
  return undefined;
}

function withReason(origin: Because, reason: string): Because {
  return reason === '' ? origin : { ...origin, reason };
}
