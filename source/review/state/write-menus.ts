import { visible } from '../../base/visible.ts';
import { type ReviewContext, totalProgress } from './context.ts';
import { BACK, openMenu } from './menu.ts';
import type { WriteOrder } from './mode.ts';
import { count } from './say.ts';
import type { ReviewState } from './state.ts';

/** The start of `w`: what is undecided first, then the format. */
export function writeMenu(context: ReviewContext, state: ReviewState): ReviewState {
  const { decided, total } = totalProgress(context, state.decisions);
  const left = total - decided;
  if (left === 0) return formatMenu(context, state);
  return openMenu(state, {
    title: 'Write the result',
    about: [
      `${count(left, 'proposed grant')} of ${total.toLocaleString('en')} ${left === 1 ? 'is' : 'are'} undecided.`,
    ],
    items: [
      {
        label: left === 1 ? 'accept it and write' : `accept all ${left.toLocaleString('en')} and write`,
        step: { kind: 'accept-left' },
      },
      { label: 'write them as proposed, recorded as undecided', step: { kind: 'choose-format' } },
      { label: 'go back to the review', step: { kind: 'close' } },
    ],
  });
}

/** The choice of a format. */
export function formatMenu(context: ReviewContext, state: ReviewState): ReviewState {
  return openMenu(state, {
    title: 'Write the result as',
    about: [],
    items: context.formats.map(({ format, label }) => ({
      label: format,
      hint: label,
      step: { kind: 'choose-path', format, path: context.defaultPath(format) },
    })),
    initial: Math.max(
      0,
      context.formats.findIndex(({ format }) => format === context.preferredFormat),
    ),
  });
}

/** A file is in the way. The file under review itself asks twice. */
export function takenMenu(state: ReviewState, order: WriteOrder, source: boolean): ReviewState {
  const replace: WriteOrder = { ...order, overwrite: true };
  return openMenu(state, {
    title: source ? 'That is a file under review' : 'That file exists',
    about: [visible(order.path)],
    items: [
      { label: 'choose another path', step: { kind: 'choose-path', format: order.format, path: order.path } },
      source
        ? { label: 'replace the source…', step: { kind: 'confirm-source', order: replace } }
        : { label: 'replace it', step: { kind: 'write', order: replace } },
      BACK,
    ],
  });
}

export function confirmSourceMenu(state: ReviewState, order: WriteOrder): ReviewState {
  return openMenu(state, {
    title: 'Replace the source itself?',
    about: [
      visible(order.path),
      'The original policy would be gone, and with it what the next review could start from.',
    ],
    items: [
      {
        label: 'no, choose another path',
        step: { kind: 'choose-path', format: order.format, path: order.path },
      },
      { label: 'yes, replace the source', step: { kind: 'write', order } },
    ],
  });
}

/** More would push the menu off a small screen; all of them are printed at the end. */
const FILES_SHOWN = 4;

export function writtenMenu(
  context: ReviewContext,
  state: ReviewState,
  files: readonly string[],
): ReviewState {
  const { decided, total } = totalProgress(context, state.decisions);
  const more = files.length - FILES_SHOWN;
  return openMenu(
    { ...state, written: [...new Set([...state.written, ...files])] },
    {
      title: 'Written',
      about: [
        ...files.slice(0, FILES_SHOWN).map(visible),
        ...(more > 0 ? [`and ${count(more, 'more file')}`] : []),
        ...(decided < total ? [`${count(total - decided, 'proposed grant')} left undecided.`] : []),
      ],
      items: [
        { label: 'leave', step: { kind: 'end' } },
        { label: 'go on reviewing', step: { kind: 'close' } },
      ],
    },
  );
}
