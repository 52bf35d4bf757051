import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Action } from '../../review/state/action.ts';
import type { Area } from '../layout.ts';
import { matchesPicture, previewScene } from '../picture/matches.ts';
import { panelPicture } from '../picture/panel-rows.ts';
import { painted, piece } from '../picture/text.ts';
import { treePicture } from '../picture/tree.ts';
import type { Scene } from '../scene.ts';
import { FieldDialog } from './field-dialog.tsx';
import { MenuDialog } from './menu-dialog.tsx';
import { Rows } from './rows.tsx';

interface Props {
  readonly scene: Scene;
  readonly now: () => string;
  readonly dispatch: (action: Action) => void;
}

/** The tree and the panel, or a menu or field in the panel's place. */
export function ReviewBody({ scene, now, dispatch }: Props): ReactNode {
  const { layout, theme, state } = scene;
  const { mode } = state;
  const isSearching = mode.kind === 'search';
  const left = isSearching ? matchesPicture(scene) : treePicture(scene);
  const dialog = dialogOf({ scene, now, dispatch }, layout.panel);
  const panel = dialog === undefined ? panelPicture(isSearching ? previewScene(scene) : scene) : [];
  switch (layout.side) {
    case 'beside':
      return (
        <Box height={layout.body.height}>
          <Box flexDirection="column" width={layout.tree.width}>
            <Rows rows={left} />
          </Box>
          <Bar layout={layout} theme={theme} />
          {dialog ?? (
            <Box flexDirection="column">
              <Rows rows={panel} />
            </Box>
          )}
        </Box>
      );
    case 'below': {
      const rule = painted(
        [piece(theme.glyphs.rule.repeat(layout.tree.width), 'dim')],
        layout.tree.width,
        theme,
      );
      return (
        <>
          <Rows rows={[...left, rule]} />
          {dialog === undefined ? (
            <Rows rows={panel.map((row) => ` ${row}`)} />
          ) : (
            <Box paddingLeft={1}>{dialog}</Box>
          )}
        </>
      );
    }
    case 'instead':
      if (dialog !== undefined) return <Box paddingLeft={1}>{dialog}</Box>;
      return <Rows rows={state.panelOpen && !isSearching ? panel.map((row) => ` ${row}`) : left} />;
  }
}

/** The line between tree and panel. */
function Bar({ layout, theme }: Pick<Scene, 'layout' | 'theme'>): ReactNode {
  const bar = theme.paint('dim', theme.glyphs.bar);
  return <Text>{Array<string>(layout.body.height).fill(` ${bar} `).join('\n')}</Text>;
}

function dialogOf({ scene, now, dispatch }: Props, area: Area): ReactNode | undefined {
  const { mode } = scene.state;
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
    default:
      return undefined;
  }
}
