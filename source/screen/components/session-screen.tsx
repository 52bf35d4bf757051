import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Frame } from '../frame.ts';
import { bottomRows } from '../views/bottom.ts';
import { middleRows, ruleText, screenRows } from '../views/screen-rows.ts';
import { sheetPartsOf } from '../views/sheet-parts.ts';
import { topRows } from '../views/top.ts';
import { treeRows } from '../views/tree-rows.ts';
import { Rows } from './rows.tsx';
import { SheetBox } from './sheet-box.tsx';
import { TypedField } from './typed-field.tsx';

interface Props {
  readonly frame: Frame;
}

/** The whole screen: where one is, what one looks at, and the keys. */
export function SessionScreen({ frame }: Props): ReactNode {
  const { layout, state, theme, line } = frame;
  const parts = sheetPartsOf(frame);
  if (parts !== undefined) {
    const box = <SheetBox parts={parts} frame={frame} />;
    return (
      <>
        <Rows rows={topRows(frame)} />
        {parts.isWhole ? <Box paddingLeft={1}>{box}</Box> : <WithTree frame={frame}>{box}</WithTree>}
        <Rows rows={bottomRows(frame)} />
      </>
    );
  }
  if (line === undefined) return <Rows rows={screenRows(frame)} />;
  // What is searched for is written in the place of the rule above the keys; what it finds is told above it.
  const [said = '', keys = ''] = bottomRows(frame);
  const middle = middleRows(frame);
  return (
    <>
      <Rows
        rows={[
          ...topRows(frame),
          ...middle.slice(0, -1),
          state.message === undefined ? (middle.at(-1) ?? '') : said,
        ]}
      />
      <Box>
        <Text>{theme.paint('key', ' /')}</Text>
        <TypedField line={line} width={layout.size.columns - 2} theme={theme} />
      </Box>
      <Rows rows={[keys]} />
    </>
  );
}

function WithTree({ frame, children }: { readonly frame: Frame; readonly children: ReactNode }): ReactNode {
  const { layout, theme } = frame;
  if (layout.side === 'below')
    return (
      <>
        <Rows rows={[...treeRows(frame), ruleText(frame)]} />
        <Box paddingLeft={1}>{children}</Box>
      </>
    );
  return (
    <Box height={layout.body.height}>
      <Box width={layout.tree.width}>
        <Rows rows={treeRows(frame)} />
      </Box>
      <Box width={3}>
        <Rows rows={Array<string>(layout.body.height).fill(` ${theme.paint('dim', theme.glyphs.bar)} `)} />
      </Box>
      {children}
    </Box>
  );
}
