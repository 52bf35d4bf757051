/** A command line of a document, with the output that the document shows for it. */
export interface Shown {
  readonly command: string;
  /** undefined where nothing is shown */
  readonly output?: string;
}

/** Cuts a `console` block at its prompts: `$ ` begins a command, `> ` goes on with it, all else is output. */
export function readConsole(text: string): Shown[] {
  const shown: { command: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const current = shown.at(-1);
    if (line.startsWith('$ ')) shown.push({ command: line.slice(2), lines: [] });
    else if (current === undefined) throw new Error(`a console block begins with "$ ", not with "${line}"`);
    else if (line.startsWith('> ') && current.lines.length === 0) current.command += `\n${line.slice(2)}`;
    else current.lines.push(line);
  }
  return shown.map(({ command, lines }) => {
    const output = lines.join('\n').trimEnd();
    return { command, ...(output === '' ? {} : { output }) };
  });
}

/** Output as a document shows it: a line `…` stands for any lines, `…` in a line for any text. */
export function outputPattern(shown: string): RegExp {
  const lines = shown.split('\n').map((line) => {
    if (line.trim() === '…') return '(?:.*\\n)*?';
    return `${line.split('…').map(literal).join('.*')}[ ]*\\n`;
  });
  return new RegExp(`^${lines.join('')}\\n*$`);
}

/** The command lines of `coppice` in a text for the shell, each as its words. */
export function coppiceLines(script: string): string[][] {
  const joined = script.replace(/\\\n\s*/g, ' ');
  return joined
    .split(/\n|\||&&|;|\$\(/)
    .map((line) => line.replace(/^[\s$]+/, '').replace(/\s+#.*$/, ''))
    .filter((line) => line.startsWith('coppice '))
    .map((line) => words(line.replace(/\s\d?[<>].*$/, '')));
}

function words(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''));
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
