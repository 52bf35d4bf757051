import type { Key } from 'ink';

/** The name of a key as the key table has it: `a`, `enter`, `ctrl-r`, `alt-backspace`. */
export function keyNameOf(input: string, key: Key): string {
  const name = nameOf(input, key);
  if (key.ctrl) return `ctrl-${name}`;
  return key.meta && name !== 'esc' ? `alt-${name}` : name;
}

function nameOf(input: string, key: Key): string {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'pageup';
  if (key.pageDown) return 'pagedown';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'esc';
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  if (key.backspace) return 'backspace';
  if (key.delete) return 'delete';
  return input === ' ' ? 'space' : input;
}
