import { Box, Text, useApp, useInput, usePaste } from 'ink';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { keyNameOf } from '../input/key-name.ts';
import { SMALLEST } from '../layout.ts';
import { type Effect, effectOfKey, effectOfPaste } from '../perform.ts';
import type { Scene } from '../scene.ts';
import { sceneAt } from '../scene-at.ts';
import type { Shown, Store } from '../store.ts';
import type { Theme } from '../theme.ts';
import { LinearScreen } from './linear-screen.tsx';
import { Screen } from './screen.tsx';

interface Props {
  readonly store: Store;
  readonly theme: Theme;
  readonly suspend: (giveBack: () => Promise<{ resume: () => Promise<void> }>) => void;
}

/** The review on the screen: the keys go in here, and pictures of the state come out. */
export function App({ store, theme, suspend }: Props): ReactNode {
  const shown = useSyncExternalStore(store.subscribe, store.get);
  const { suspendTerminal } = useApp();
  const carryOut = (effect: Effect | undefined): void => {
    if (effect?.kind === 'action') store.dispatch(effect.action);
    if (effect?.kind === 'type') store.type(effect.line);
    if (effect?.kind === 'complete') store.complete(effect.line);
    if (effect?.kind === 'suspend') suspend(() => suspendTerminal());
  };
  // The state of this very moment, not the one that was drawn: keys may be faster than frames.
  const sceneNow = (): Scene | undefined => sceneAt(store, store.get(), theme);
  useInput((input, key) => {
    const name = keyNameOf(input, key);
    const scene = sceneNow();
    if (scene !== undefined) carryOut(effectOfKey(scene, name, store.run.now()));
    else if (name === 'q' || name === 'ctrl-c') store.dispatch({ type: 'end' });
  });
  usePaste((text) => {
    const scene = sceneNow();
    if (scene !== undefined) carryOut(effectOfPaste(scene, text));
  });
  const scene = useMemo(() => sceneAt(store, shown, theme), [store, shown, theme]);
  if (scene === undefined) return <TooSmall shown={shown} />;
  if (store.run.preferences.screenReader)
    return <LinearScreen scene={scene} now={store.run.now} dispatch={store.dispatch} />;
  return <Screen scene={scene} now={store.run.now} dispatch={store.dispatch} />;
}

function TooSmall({ shown: { size } }: { readonly shown: Shown }): ReactNode {
  return (
    <Box width={size.columns} height={size.rows} overflow="hidden">
      <Text wrap="wrap">
        {`coppice needs ${SMALLEST.columns}×${SMALLEST.rows}; this is ${size.columns}×${size.rows}. Make the window larger, or leave with q.`}
      </Text>
    </Box>
  );
}
