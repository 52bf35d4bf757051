import { structuredPatch } from 'diff';
import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import type { EntryOutcome } from '../../refine/outcome.ts';
import type { Frame } from '../frame.ts';
import { append, EMPTY_LINE, type Line, paragraph, piece } from '../picture/text.ts';
import type { Glyphs, Style } from '../theme.ts';

/** Which lines of a diff are signed off, by the string of JSON that is in them. */
interface Signs {
  readonly added: ReadonlyMap<string, boolean>;
  readonly removed: ReadonlyMap<string, boolean>;
}

/** What of these entries is signed off: `true` approved, `false` open. What is both somewhere counts as open. */
export function signsOf(entries: readonly EntryOutcome[]): Signs {
  const added = new Map<string, boolean>();
  const removed = new Map<string, boolean>();
  const put = (map: Map<string, boolean>, text: string, is: boolean): void => {
    map.set(text, is && (map.get(text) ?? true));
  };
  for (const entry of entries) {
    if (entry.original !== undefined) continue;
    if (entry.total > 0 && entry.element === 'Action') put(removed, entry.text, !entry.isOpen);
    for (const { grants, decision } of entry.changes)
      for (const grant of grants) put(added, grant, decision !== undefined);
  }
  return { added, removed };
}

/** A line of a diff with its sign, and the mark of what it is signed off by. */
export function signedLine(
  sign: string,
  shown: string,
  { added, removed }: Signs,
  glyphs: Glyphs,
  text: string = shown,
): Line {
  if (sign === ' ') return [piece(`    ${shown}`)];
  const approved = (sign === '+' ? added : removed).get(stringIn(text) ?? '');
  const style: Style = sign === '+' ? 'added' : 'removed';
  const mark =
    approved === undefined
      ? piece('   ')
      : approved
        ? piece(glyphs.accepted, 'accepted')
        : piece(glyphs.undecided, 'strong');
  return [mark, piece(`${sign}${shown}`, approved === false ? [style, 'dim'] : style)];
}

const JSON_STRING = /^\s*(?:"(?:Not)?Action"\s*:\s*\[?\s*)?("(?:[^"\\]|\\.)*")[\s,\]]*$/;

function stringIn(text: string): string | undefined {
  const literal = JSON_STRING.exec(text)?.[1];
  if (literal === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The difference between the original policy and what would be written now, with approved and open parts marked. */
export function policyDiff(frame: Frame, width: number): readonly Line[] {
  const { view, context, theme } = frame;
  if (view === undefined) return [];
  const { outcome, policy } = view.tree;
  return context.memory.remember([outcome], `diff ${width} ${theme.glyphs.stays}`, () => {
    const { approved, total, text } = outcome;
    const before = policy.case.policy.text;
    const open = total - approved;
    const legend =
      open === 0
        ? `All of it is approved: ${counted(total, 'change')}.`
        : `${theme.glyphs.accepted} approved ${thousands(approved)}  ${theme.glyphs.undecided} open ${thousands(open)}. Written without the open ones, entries with an open change stay exactly as they are.`;
    if (text === before) return paragraph('The policy stays as it is.', width, 'strong');
    const lines: Line[] = [...paragraph(legend, width), EMPTY_LINE];
    if (text === null)
      append(lines, [
        ...paragraph(
          'Nothing of the policy is left: it is to be detached, since IAM has no empty policy.',
          width,
          'strong',
        ),
        EMPTY_LINE,
      ]);
    const signs = signsOf(outcome.entries);
    const { hunks } = structuredPatch('before', 'after', before, text ?? '', undefined, undefined, {
      context: 4,
    });
    hunks.forEach(({ oldStart, oldLines, newStart, newLines, lines: hunk }, i) => {
      if (i > 0) lines.push(EMPTY_LINE);
      lines.push([piece(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, 'key')]);
      for (const line of hunk) {
        if (line.startsWith('\\')) continue;
        const content = line.slice(1).replace(/\r$/, '');
        lines.push(signedLine(line.slice(0, 1), visible(content), signs, theme.glyphs, content));
      }
    });
    return lines;
  });
}
