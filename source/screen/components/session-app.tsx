import { Box, Text, useApp, useInput, usePaste } from 'ink';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { type Frame, frameAt } from '../frame.ts';
import { keyNameOf } from '../input/key-name.ts';
import { type KeyResult, keyResult, pasteResult } from '../keys/key-action.ts';
import { SMALLEST } from '../layout.ts';
import type { SessionStore } from '../session-store.ts';
import type { Theme } from '../theme.ts';
import { linearRows } from '../views/linear.ts';
import { Rows } from './rows.tsx';
import { SessionScreen } from './session-screen.tsx';

interface Props {
  readonly store: SessionStore;
  readonly theme: Theme;
  readonly suspend: (giveBack: () => Promise<{ resume: () => Promise<void> }>) => void;
}

/** The review on the screen: the keys go in here, and pictures of the state come out. */
export function SessionApp({ store, theme, suspend }: Props): ReactNode {
  const shown = useSyncExternalStore(store.subscribe, store.get);
  const { suspendTerminal } = useApp();
  // This reads the current state, not the drawn one: keys may be faster than frames.
  const frameNow = (): Frame | undefined => frameAt(store.run, store.get(), theme);
  const carryOut = (result: KeyResult | undefined): void => {
    if (result?.kind === 'action') store.dispatch(result.action);
    if (result?.kind === 'type') store.type(result.line);
    if (result?.kind === 'sheet') store.scrollSheet(result.top);
    if (result?.kind === 'warn') store.warn(result.top);
    if (result?.kind === 'suspend') suspend(() => suspendTerminal());
  };
  useInput((input, key) => {
    const name = keyNameOf(input, key);
    const frame = frameNow();
    if (frame !== undefined) carryOut(keyResult(frame, name, store.run.now()));
    else if (name === 'q' || name === 'ctrl-c') store.dispatch({ type: 'end' });
  });
  usePaste((text) => {
    const frame = frameNow();
    if (frame !== undefined) carryOut(pasteResult(frame, text));
  });
  const frame = useMemo(() => frameAt(store.run, shown, theme), [store, shown, theme]);
  const { size } = shown;
  if (frame === undefined)
    return (
      <Box width={size.columns} height={size.rows} overflow="hidden">
        <Text wrap="wrap">
          {`coppice needs ${SMALLEST.columns}×${SMALLEST.rows}; this is ${size.columns}×${size.rows}. Make the window larger, or leave with q.`}
        </Text>
      </Box>
    );
  if (store.run.preferences.screenReader) return <Rows rows={linearRows(frame)} />;
  return (
    // As wide as the terminal is by now: Ink draws once more what there was before it learns of the new size's rows.
    <Box flexDirection="column" height={size.rows}>
      <SessionScreen frame={frame} />
    </Box>
  );
}
