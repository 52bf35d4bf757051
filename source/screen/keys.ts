import type { Binding, Scope } from './keys/binding.ts';
import { OTHER_KEYS } from './keys/other-keys.ts';
import { TREE_KEYS } from './keys/tree-keys.ts';
import type { Scene } from './scene.ts';

/** The one table of keys: from it come the matcher, the footer, the help and the README. */
export const BINDINGS: readonly Binding[] = [...TREE_KEYS, ...OTHER_KEYS];

/** The binding of a key in a scope; undefined where it has none. What is searched for is typed into a field. */
export function bindingOf(scope: Scope, key: string): Binding | undefined {
  const scopes: Scope[] = [scope, ...(scope === 'search' ? (['field'] as const) : []), 'everywhere'];
  const found = scopes.map((each) =>
    BINDINGS.find((binding) => binding.scope === each && binding.keys.includes(key)),
  );
  return found.find((binding) => binding !== undefined);
}

/** What the keys are for in the mode the review is in. */
export function scopeOf({ mode }: Scene['state']): Scope {
  switch (mode.kind) {
    case 'tree':
      return 'tree';
    case 'reading':
      return 'view';
    case 'overview':
      return mode.typing ? 'field' : 'overview';
    case 'search':
      return 'search';
    case 'field':
      return 'field';
    case 'menu':
    case 'writing':
      return 'menu';
  }
}

const SCOPE_TITLES: readonly (readonly [Scope, string])[] = [
  ['tree', 'The tree'],
  ['search', 'Searching'],
  ['menu', 'Menus'],
  ['field', 'Fields'],
  ['view', 'Diff, verification and help'],
  ['overview', 'Overview'],
  ['everywhere', 'Everywhere'],
];

/** The bindings by scope, in the order in which they are explained. */
export function groupedBindings(): readonly {
  readonly title: string;
  readonly bindings: readonly Binding[];
}[] {
  return SCOPE_TITLES.map(([scope, title]) => ({
    title,
    bindings: BINDINGS.filter((binding) => binding.scope === scope),
  }));
}

const SYMBOLS: Readonly<Record<string, string>> = { up: '↑', down: '↓', left: '←', right: '→' };
const ARROW = /(?<=^|-)(?:up|down|left|right)$/;

/** A key as people write it. */
export function keyName(key: string): string {
  return key
    .replace(ARROW, (arrow) => SYMBOLS[arrow] ?? arrow)
    .replace(/^ctrl-/, 'Ctrl+')
    .replace(/^alt-/, 'Alt+')
    .replace('pagedown', 'PgDn')
    .replace('pageup', 'PgUp');
}

/** The table of all keys, in Markdown, as the README has it. */
export function keyTable(): string {
  const lines: string[] = [];
  for (const { title, bindings } of groupedBindings()) {
    lines.push(`| ${title} | |`, '| --- | --- |');
    for (const { keys, help } of bindings)
      lines.push(`| ${keys.map((key) => (key === '…' ? '…' : `\`${keyName(key)}\``)).join(' ')} | ${help} |`);
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
