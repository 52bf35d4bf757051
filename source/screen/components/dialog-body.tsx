import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import { barPicture, ruleBelow } from '../picture/screen.ts';
import { treePicture } from '../picture/tree.ts';
import type { Scene } from '../scene.ts';
import { Dialog, type DialogMode } from './dialog.tsx';
import { Rows } from './rows.tsx';

interface Props {
  readonly scene: Scene;
  readonly mode: DialogMode;
  readonly now: () => string;
  readonly dispatch: (action: Action) => void;
}

/** The tree, and a menu or field in the panel's place. */
export function DialogBody(props: Props): ReactNode {
  const { layout, theme } = props.scene;
  const dialog = <Dialog {...props} area={layout.panel} />;
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
          {dialog}
        </Box>
      );
    case 'below':
      return (
        <>
          <Rows rows={[...treePicture(props.scene), ruleBelow({ layout, theme })]} />
          <Box paddingLeft={1}>{dialog}</Box>
        </>
      );
    case 'instead':
      return <Box paddingLeft={1}>{dialog}</Box>;
  }
}
