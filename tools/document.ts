import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';

export const root = join(import.meta.dirname, '..');

/** A fenced block, with what a comment right above it says of it. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** from 1 */
  readonly line: number;
  readonly note?: Note;
}

/**
 * What a comment above a block may say; readers of the rendered page do not see it.
 *
 *     <!-- not run: it installs packages -->
 *     <!-- needs parallel -->                 run where this program is installed
 *     <!-- exits with 1 -->
 *     <!-- keys: A w enter enter -->          in a terminal of 80 columns
 */
type Note =
  | { readonly kind: 'not run'; readonly why: string }
  | { readonly kind: 'needs'; readonly program: string }
  | { readonly kind: 'exits with'; readonly code: number }
  | { readonly kind: 'keys'; readonly keys: readonly string[] };

export interface Document {
  /** relative to the repository */
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** the anchors of its headings */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly string[];
  /** pieces of `code` in the text */
  readonly codes: readonly string[];
}

/** All documents of the repository that people read. */
export function documents(): Document[] {
  const folders = ['.', 'docs', 'examples'];
  const names = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => (folder === '.' ? name : `${folder}/${name}`))
      .sort(),
  );
  return names.map(readDocument);
}

export function readDocument(name: string): Document {
  const text = readFileSync(join(root, name), 'utf8');
  const tokens = marked.lexer(text);
  const blocks: Block[] = [];
  const links: string[] = [];
  const codes: string[] = [];
  const anchors = new Map<string, number>();
  const titles: string[] = [];
  let line = 1;
  let note: Note | undefined;
  for (const token of tokens) {
    if (token.type === 'code') {
      const { lang = '', text: code } = token as Tokens.Code;
      blocks.push({ language: lang, text: code, line, ...(note === undefined ? {} : { note }) });
    } else {
      marked.walkTokens([token], (inner) => collect(inner, { name, links, codes, titles }));
    }
    if (token.type !== 'space') note = token.type === 'html' ? readNote(token, `${name}:${line}`) : undefined;
    line += token.raw.split('\n').length - 1;
  }
  for (const title of titles) {
    const anchor = anchorOf(title);
    const seen = anchors.get(anchor) ?? 0;
    anchors.set(anchor, seen + 1);
    if (seen > 0) anchors.set(`${anchor}-${seen}`, 1);
  }
  return { name, text, blocks, anchors: new Set(anchors.keys()), links, codes };
}

interface Collected {
  readonly name: string;
  readonly links: string[];
  readonly codes: string[];
  readonly titles: string[];
}

function collect(token: Token, { name, links, codes, titles }: Collected): void {
  if (token.type === 'link' || token.type === 'image') links.push((token as Tokens.Link).href);
  if (token.type === 'codespan') codes.push((token as Tokens.Codespan).text);
  if (token.type === 'heading') titles.push((token as Tokens.Heading).text);
  if (token.type === 'html') {
    for (const [, href = ''] of token.raw.matchAll(/(?:src|href)="([^"]+)"/g)) links.push(href);
  }
  if (token.type === 'code')
    throw new Error(`${name}: a fenced block inside a list is not looked at; move it out`);
}

function readNote({ raw }: Token, place: string): Note | undefined {
  const [, words] = /^<!-- (.+) -->\s*$/.exec(raw) ?? [];
  if (words === undefined) return undefined;
  const [, why] = /^not run: (.+)$/.exec(words) ?? [];
  if (why !== undefined) return { kind: 'not run', why };
  const [, program] = /^needs (\S+)$/.exec(words) ?? [];
  if (program !== undefined) return { kind: 'needs', program };
  const [, code] = /^exits with (\d+)$/.exec(words) ?? [];
  if (code !== undefined) return { kind: 'exits with', code: Number(code) };
  const [, keys] = /^keys: (.+)$/.exec(words) ?? [];
  if (keys !== undefined) return { kind: 'keys', keys: keys.match(/"[^"]*"|\S+/g) ?? [] };
  if (!words.startsWith('generated: ')) throw new Error(`${place}: "${words}" is no note that is understood`);
  return undefined;
}

/** The anchor that GitHub gives a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
