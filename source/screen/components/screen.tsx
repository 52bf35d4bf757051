import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import { footerPicture } from '../picture/footer.ts';
import { bodyPicture, screenPicture } from '../picture/screen.ts';
import { topPicture } from '../picture/top.ts';
import type { Scene } from '../scene.ts';
import { DialogBody } from './dialog-body.tsx';
import { Line } from './line.tsx';
import { Rows } from './rows.tsx';

interface Props {
  readonly scene: Scene;
  readonly now: () => string;
  readonly dispatch: (action: Action) => void;
}

/** The whole screen: where one is, what one looks at, and the keys. */
export function Screen(props: Props): ReactNode {
  const { size } = props.scene.layout;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Parts {...props} />
    </Box>
  );
}

function Parts({ scene, now, dispatch }: Props): ReactNode {
  const { mode } = scene.state;
  if (mode.kind === 'menu' || mode.kind === 'field')
    return (
      <>
        <Rows rows={topPicture(scene)} />
        <DialogBody scene={scene} mode={mode} now={now} dispatch={dispatch} />
        <Rows rows={footerPicture(scene)} />
      </>
    );
  const { line, state, theme, layout } = scene;
  // What is searched for has its field in the place of the rule above the keys, unless a message is there.
  if (line === undefined || state.message !== undefined) return <Rows rows={screenPicture(scene)} />;
  const [, keys = ''] = footerPicture(scene);
  return (
    <>
      <Rows rows={[...topPicture(scene), ...bodyPicture(scene)]} />
      <Box>
        <Text>{theme.paint('key', ' /')}</Text>
        <Line line={line} width={layout.size.columns - 2} theme={theme} />
      </Box>
      <Rows rows={[keys]} />
    </>
  );
}
