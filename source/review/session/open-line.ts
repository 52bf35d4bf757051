import type { SessionState } from './state.ts';

/** The field in front: what it is for, and what is written in it. */
export interface OpenLine {
  /** Another name is another field, with its cursor at the end. */
  readonly name: string;
  readonly value: string;
}

/** The field that keys go into; undefined where there is none, or help lies over it. */
export function openLineOf(state: SessionState): OpenLine | undefined {
  return state.help === undefined ? fieldIn(state) : undefined;
}

/** The field in front, whether help lies over it or not. */
export function fieldIn({ mode, overview }: SessionState): OpenLine | undefined {
  switch (mode.kind) {
    case 'dialog': {
      const { stage } = mode.dialog;
      return stage.kind === 'pattern' || stage.kind === 'reason' || stage.kind === 'until'
        ? { name: stage.kind, value: stage.value }
        : undefined;
    }
    case 'search':
      return { name: 'search', value: mode.query };
    case 'name':
      return { name: 'name', value: mode.value };
    case 'overview':
      return overview.typing ? { name: 'overview', value: overview.query } : undefined;
    case 'writing':
      return mode.writing.kind === 'path' ? { name: 'path', value: mode.writing.value } : undefined;
    case 'leave':
      return mode.path === undefined ? undefined : { name: 'record', value: mode.path };
    case 'tree':
    case 'filter':
    case 'confirm':
    case 'reading':
    case 'elsewhere':
    case 'conflict':
      return undefined;
  }
}
