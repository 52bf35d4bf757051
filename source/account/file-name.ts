/** A file's name without its folders and its ending; `-` is standard input. */
export function stemOf(file: string): string {
  if (file === '-') return 'stdin';
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/(?<=.)\.jsonl?$/i, '');
}
