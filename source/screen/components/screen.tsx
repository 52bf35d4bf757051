import { Box, Text } from 'ink';
import TextInput from 'ink-text-input';
import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import { footerPicture } from '../picture/footer.ts';
import { overviewPicture } from '../picture/overview.ts';
import { readingPicture } from '../picture/reading.ts';
import { topPicture } from '../picture/top.ts';
import type { Scene } from '../scene.ts';
import { ReviewBody } from './review-body.tsx';
import { Rows } from './rows.tsx';

interface Props {
  readonly scene: Scene;
  readonly now: () => string;
  readonly dispatch: (action: Action) => void;
}

/** The whole screen: where one is, what one looks at, and the keys. */
export function Screen({ scene, now, dispatch }: Props): ReactNode {
  const { layout } = scene;
  return (
    <Box flexDirection="column" width={layout.size.columns} height={layout.size.rows}>
      <Rows rows={topPicture(scene)} />
      <Body scene={scene} now={now} dispatch={dispatch} />
      <Bottom scene={scene} dispatch={dispatch} />
    </Box>
  );
}

function Body(props: Props): ReactNode {
  const { mode } = props.scene.state;
  if (mode.kind === 'reading') return <Rows rows={readingPicture(props.scene, mode.top)} />;
  if (mode.kind === 'overview') return <Rows rows={overviewPicture(props.scene, mode)} />;
  return <ReviewBody {...props} />;
}

/** The rule and the keys; while something is searched for, the field in the place of the rule. */
function Bottom({ scene, dispatch }: Omit<Props, 'now'>): ReactNode {
  const { mode, message } = scene.state;
  const [rule = '', keys = ''] = footerPicture(scene);
  const query =
    mode.kind === 'search' ? mode.query : mode.kind === 'overview' && mode.typing ? mode.filter : undefined;
  if (query === undefined || message !== undefined) return <Rows rows={[rule, keys]} />;
  return (
    <>
      <Box>
        <Text>{scene.theme.paint('key', ' /')}</Text>
        <TextInput
          value={query}
          onChange={(value) => dispatch({ type: 'type', value })}
          onSubmit={(value) => dispatch({ type: 'submit', value, at: '' })}
        />
      </Box>
      <Rows rows={[keys]} />
    </>
  );
}
