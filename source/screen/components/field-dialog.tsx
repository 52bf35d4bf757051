import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Mode } from '../../review/state/mode.ts';
import type { Area } from '../layout.ts';
import { questionLines, questionTitle } from '../picture/question.ts';
import { painted, piece, wrapped } from '../picture/text.ts';
import type { Scene } from '../scene.ts';
import { Line } from './line.tsx';

interface Props {
  readonly scene: Scene;
  readonly mode: Extract<Mode, { kind: 'field' }>;
  readonly area: Area;
}

/** A text field in the place of the panel, with what its answer would do. */
export function FieldDialog({ scene, mode, area }: Props): ReactNode {
  const { theme, line } = scene;
  const title = wrapped(questionTitle(mode.question), area.width);
  const below = questionLines(scene, mode, area.width);
  const room = Math.max(0, area.height - title.length - 3);
  const shown = below.length > room ? below.slice(0, Math.max(0, room - 1)) : below;
  const hidden = below.length - shown.length;
  const rows = shown.map((line) => painted(line, area.width, theme));
  if (hidden > 0)
    rows.push(painted([piece(`  and ${hidden.toLocaleString('en')} more`, 'dim')], area.width, theme));
  return (
    <Box flexDirection="column" width={area.width} height={area.height} overflow="hidden">
      {title.map((line) => (
        <Text key={line}>{theme.paint('strong', line)}</Text>
      ))}
      <Box width={area.width} minHeight={2}>
        <Text>{theme.paint('key', `${theme.glyphs.cursor} `)}</Text>
        {line !== undefined && <Line line={line} width={area.width - 2} theme={theme} />}
      </Box>
      {rows.length > 0 && <Text>{rows.join('\n')}</Text>}
    </Box>
  );
}
