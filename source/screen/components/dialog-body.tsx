import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import type { Mode } from '../../review/state/mode.ts';
import { barPicture, ruleBelow } from '../picture/screen.ts';
import { treePicture } from '../picture/tree.ts';
import type { Scene } from '../scene.ts';
import { FieldDialog } from './field-dialog.tsx';
import { MenuDialog } from './menu-dialog.tsx';
import { Rows } from './rows.tsx';

interface Props {
  readonly scene: Scene;
  readonly mode: Extract<Mode, { kind: 'menu' | 'field' }>;
  readonly now: () => string;
  readonly dispatch: (action: Action) => void;
}

/** The tree, and a menu or field in the panel's place. */
export function DialogBody(props: Props): ReactNode {
  const { layout, theme } = props.scene;
  switch (layout.side) {
    case 'beside':
      return (
        <Box height={layout.body.height}>
          <Box width={layout.tree.width}>
            <Rows rows={treePicture(props.scene)} />
          </Box>
          <Box width={3}>
            <Rows rows={Array<string>(layout.body.height).fill(barPicture(theme))} />
          </Box>
          <Dialog {...props} />
        </Box>
      );
    case 'below':
      return (
        <>
          <Rows rows={[...treePicture(props.scene), ruleBelow({ layout, theme })]} />
          <Box paddingLeft={1}>
            <Dialog {...props} />
          </Box>
        </>
      );
    case 'instead':
      return (
        <Box paddingLeft={1}>
          <Dialog {...props} />
        </Box>
      );
  }
}

function Dialog({ scene, mode, now, dispatch }: Props): ReactNode {
  const area = scene.layout.panel;
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
      return (
        <FieldDialog
          scene={scene}
          mode={mode}
          area={area}
          onType={(value) => dispatch({ type: 'type', value })}
          onSubmit={(value) => dispatch({ type: 'submit', value, at: now() })}
        />
      );
  }
}
