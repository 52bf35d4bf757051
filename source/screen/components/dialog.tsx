import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import type { Mode } from '../../review/state/mode.ts';
import type { Area } from '../layout.ts';
import type { Scene } from '../scene.ts';
import { FieldDialog } from './field-dialog.tsx';
import { MenuDialog } from './menu-dialog.tsx';

/** What the review is in while a dialog is open. */
export type DialogMode = Extract<Mode, { kind: 'menu' | 'field' }>;

interface Props {
  readonly scene: Scene;
  readonly mode: DialogMode;
  readonly area: Area;
  readonly now: () => string;
  readonly dispatch: (action: Action) => void;
}

/** The menu or field that is open. */
export function Dialog({ scene, mode, area, now, dispatch }: Props): ReactNode {
  switch (mode.kind) {
    case 'menu':
      return (
        <MenuDialog
          menu={mode.menu}
          area={area}
          theme={scene.theme}
          onChoose={(step) => dispatch({ type: 'choose', step, at: now() })}
        />
      );
    case 'field':
      return <FieldDialog scene={scene} mode={mode} area={area} />;
  }
}
