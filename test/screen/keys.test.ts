import { describe, expect, test } from 'vitest';
import { BINDINGS, bindingOf, keyTable, scopeOf } from '../../source/screen/keys.ts';
import { layoutOf } from '../../source/screen/layout.ts';
import { effectOfKey } from '../../source/screen/perform.ts';
import { type Scene, sceneOf } from '../../source/screen/scene.ts';
import { createStore } from '../../source/screen/store.ts';
import { plainTheme } from '../../source/screen/theme.ts';
import { runOf, workedExample } from './stage.ts';

const size = { columns: 100, rows: 30 };

function sceneAfter(...keys: readonly string[]): Scene {
  const store = createStore(runOf([workedExample()]), size);
  const scene = (): Scene => {
    const layout = layoutOf(size);
    if (layout === undefined) throw new Error('too small');
    const { state, proof, counted } = store.get();
    return sceneOf({
      context: store.context,
      state,
      layout,
      theme: plainTheme(),
      older: undefined,
      notes: [],
      proof,
      counted,
      place: undefined,
    });
  };
  for (const key of keys) {
    const effect = effectOfKey(scene(), key, '2026-01-02T03:04:05Z');
    if (effect?.kind === 'action') store.dispatch(effect.action);
  }
  return scene();
}

test('no key has two meanings in one place', () => {
  const meanings = BINDINGS.flatMap(({ scope, keys }) => keys.map((key) => `${scope} ${key}`));
  expect(new Set(meanings).size).toBe(meanings.length);
});

test('what holds everywhere is not taken by a place', () => {
  for (const { scope, keys } of BINDINGS)
    if (scope !== 'everywhere') for (const key of keys) expect(bindingOf('everywhere', key)).toBeUndefined();
});

test('every key of every place does something or says why not', () => {
  for (const { scope, keys, command } of BINDINGS) {
    if (scope !== 'tree' || command === 'quit' || command === 'suspend') continue;
    for (const key of keys) {
      const before = sceneAfter();
      const after = sceneAfter(key);
      const isSame = JSON.stringify(view(before)) === JSON.stringify(view(after));
      if (isSame) expect(after.state.message, `${key} ${command}`).toBeDefined();
    }
  }
});

function view({ state }: Scene): unknown {
  const { mode, place, decisions, trees, panelTop } = state;
  return {
    mode,
    place,
    panelTop,
    decisions: [...decisions],
    trees: [...trees.values()].map(({ cursor, top, folded }) => [cursor, top, [...folded]]),
  };
}

describe('the footer', () => {
  const offered = (...keys: readonly string[]): string[] => {
    const scene = sceneAfter(...keys);
    return BINDINGS.filter(
      ({ scope, label, applies }) =>
        scope === scopeOf(scene.state) && label !== undefined && applies?.(scene) !== false,
    ).map(({ command }) => command);
  };

  test('offers accept on an undecided grant and not above it', () => {
    expect(offered('tab')).toContain('accept');
    expect(offered()).not.toContain('accept');
    expect(offered()).toContain('accept-below');
  });

  test('offers undo once there is something to undo', () => {
    expect(offered('tab')).not.toContain('undo');
    expect(offered('tab', 'a')).toContain('undo');
    expect(offered('tab', 'a', 'u')).toContain('redo');
  });

  test('stops offering the next undecided when there is none', () => {
    expect(offered('A')).not.toContain('next-undecided');
  });
});

test('the table of keys is Markdown and names every key', () => {
  const table = keyTable();
  for (const { help } of BINDINGS) expect(table).toContain(`| ${help} |`);
  expect(table).toMatchSnapshot();
});

test('a key that means nothing says where to look', () => {
  expect(sceneAfter('x').state.message).toEqual({ kind: 'no', text: 'x has no meaning: ? shows all keys' });
});
