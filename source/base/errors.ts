/**
 * Where an input is wrong: the file, the place in it, and what to do about it. See `InputError`.
 */
export interface ErrorPlace {
  /** the file as the person named it */
  file?: string;
  /** `line 3, column 5` for syntax, a path such as `Statement[1].Action[3]` for content */
  at?: string;
  /** what to do about it, a sentence or a command line */
  hint?: string;
  /** a ready-made picture of the place; most errors carry `excerpt` instead and let the printer draw it */
  frame?: string;
  /** the few lines around the place, from which `drawFrame` makes the picture */
  excerpt?: Excerpt;
}

/** A few lines of a file around a place in it. All texts are already safe to show. */
export interface Excerpt {
  /** whole or shortened lines */
  readonly lines: readonly string[];
  /** the number of the first of them in the file, from 1 */
  readonly firstLine: number;
  /** the line of the place, in the file's numbering, from 1 */
  readonly line: number;
  /** the column of the place in the line as it stands in `lines`, from 1 */
  readonly column: number;
}

/**
 * Thrown when something given to coppice cannot be used: it is malformed, of the wrong kind, or contradicts itself.
 * Commands print it without a stack trace and exit with 2. Its texts may quote the file, so they must go through
 * `visible` before they are printed (the excerpt is already safe).
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly place: Readonly<ErrorPlace>;

  constructor(message: string, place: ErrorPlace = {}) {
    super(message);
    this.place = place;
  }
}
