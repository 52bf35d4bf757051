import type { Menu, MenuItem } from './mode.ts';
import type { ReviewState } from './state.ts';

/** Opens a menu, on its first item unless told otherwise. */
export function openMenu(
  state: ReviewState,
  menu: Omit<Menu, 'initial'> & { readonly initial?: number },
): ReviewState {
  return { ...state, mode: { kind: 'menu', menu: { initial: 0, ...menu } } };
}

export const BACK: MenuItem = { label: 'go back', step: { kind: 'close' } };
