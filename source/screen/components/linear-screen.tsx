import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import { linearLines } from '../picture/linear.ts';
import type { Scene } from '../scene.ts';
import { FieldDialog } from './field-dialog.tsx';
import { MenuDialog } from './menu-dialog.tsx';

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
      {mode.kind === 'menu' && (
        <MenuDialog
          menu={mode.menu}
          area={area}
          theme={scene.theme}
          onChoose={(step) => dispatch({ type: 'choose', step, at: now() })}
        />
      )}
      {mode.kind === 'field' && (
        <FieldDialog
          scene={scene}
          mode={mode}
          area={area}
          onType={(value) => dispatch({ type: 'type', value })}
          onSubmit={(value) => dispatch({ type: 'submit', value, at: now() })}
        />
      )}
    </Box>
  );
}
