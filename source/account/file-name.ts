/** A file's name without its folders and its ending; `-` is standard input. */
export function stemOf(file: string): string {
  if (file === '-') return 'stdin';
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/(?<=.)\.jsonl?$/i, '');
}

const ABOUT = /(?<=.)[._-](?:service[._-]?)?last[._-]?access(?:ed)?(?:[._-]?details)?$/i;

/**
 * The principal that a file with last-accessed details is about, from the file's name: one of the known names that
 * the name starts with, the longest, or else the name itself. Undefined for standard input.
 */
export function principalFromName(file: string, known: Iterable<string>): string | undefined {
  if (file === '-') return undefined;
  const stem = stemOf(file);
  let best: string | undefined;
  for (const name of known) {
    const follows = stem.charAt(name.length);
    if (stem.startsWith(name) && /^[._-]?$/.test(follows) && name.length > (best?.length ?? 0)) best = name;
  }
  return best ?? stem.replace(ABOUT, '');
}
