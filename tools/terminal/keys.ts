/** What a terminal sends for the keys that are no characters. */
const named: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  'shift-tab': '\u001B[Z',
  space: ' ',
  esc: '\u001B',
  backspace: '\u007F',
  delete: '\u001B[3~',
  insert: '\u001B[2~',
  pageup: '\u001B[5~',
  pagedown: '\u001B[6~',
};

/** The keys whose sequence depends on whether the program asked for application cursor keys. */
const cursorKeys: Readonly<Record<string, string>> = {
  up: 'A',
  down: 'B',
  right: 'C',
  left: 'D',
  home: 'H',
  end: 'F',
};

export type KeyName =
  | (
      | 'enter'
      | 'tab'
      | 'shift-tab'
      | 'space'
      | 'esc'
      | 'backspace'
      | 'delete'
      | 'insert'
      | 'pageup'
      | 'pagedown'
    )
  | ('up' | 'down' | 'left' | 'right' | 'home' | 'end')
  | `${'ctrl' | 'alt'}-${string}`;

/**
 * The bytes of one key: a name (`'enter'`, `'shift-tab'`, `'ctrl-r'`, `'alt-x'`)
 * or a single character. A longer text is nobody's key and throws, so that a
 * misspelt name is not typed letter by letter.
 */
export function keySequence(key: string, applicationCursorKeys = false): string {
  const sequence = named[key];
  if (sequence !== undefined) return sequence;
  const arrow = cursorKeys[key];
  if (arrow !== undefined) return `\u001B${applicationCursorKeys ? 'O' : '['}${arrow}`;
  const combined = /^(ctrl|alt)-(.)$/u.exec(key);
  if (combined) {
    const [, modifier, character = ''] = combined;
    return modifier === 'alt' ? `\u001B${character}` : control(character);
  }
  if ([...key].length === 1) return key;
  throw new Error(`no key is called "${key}": press() takes names and single characters, type() takes text`);
}

function control(character: string): string {
  const code = character.toUpperCase().charCodeAt(0);
  if (code < 0x40 || code > 0x5f) throw new Error(`there is no ctrl-${character}`);
  return String.fromCharCode(code - 0x40);
}
