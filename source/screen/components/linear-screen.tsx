import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import { linearLines } from '../picture/linear.ts';
import type { Scene } from '../scene.ts';
import { Dialog } from './dialog.tsx';

interface Props {
  readonly scene: Scene;
  readonly now: () => string;
  readonly dispatch: (action: Action) => void;
}

/** The review in sentences, for those who hear the screen: where one is first, then what is there. */
export function LinearScreen({ scene, now, dispatch }: Props): ReactNode {
  const { mode } = scene.state;
  const area = { width: scene.layout.body.width, height: 100 };
  return (
    <Box flexDirection="column">
      <Text>{linearLines(scene).join('\n')}</Text>
      {(mode.kind === 'menu' || mode.kind === 'field') && (
        <Dialog scene={scene} mode={mode} area={area} now={now} dispatch={dispatch} />
      )}
    </Box>
  );
}
