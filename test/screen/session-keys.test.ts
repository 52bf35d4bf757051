import { describe, expect, it } from 'vitest';
import { KEY_TABLE, keyBindingOf, keyTableText } from '../../source/screen/keys/key-table.ts';

describe('the table of keys', () => {
  it('binds each key once in each place', () => {
    const names = KEY_TABLE.flatMap(({ scope, keys }) => keys.map((key) => `${scope} ${key}`));
    expect(names).toEqual([...new Set(names)]);
  });

  it('finds what it lists', () => {
    for (const binding of KEY_TABLE)
      for (const key of binding.keys) if (key !== '…') expect(keyBindingOf(binding.scope, key)).toBe(binding);
  });

  it('gives the help everywhere, and in fields by a key that is no character', () => {
    for (const scope of ['tree', 'overview', 'menu', 'view'] as const)
      expect(keyBindingOf(scope, '?')?.command).toBe('help');
    expect(keyBindingOf('field', '?')).toBeUndefined();
    expect(keyBindingOf('field', 'f1')?.command).toBe('help');
    expect(keyBindingOf('field', 'alt-?')?.command).toBe('help');
  });

  it('is a table in Markdown, each line of it', () => {
    const text = keyTableText();
    for (const { help } of KEY_TABLE) expect(text).toContain(`| ${help} |`);
  });
});
