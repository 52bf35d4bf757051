/** How `visit` of jsonc-parser is told to be strict. Duplicate keys and depth are our own business. */
export const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** Thrown by a visitor to leave `visit` where the value ends. */
export class EndOfDocument {
  /** of what comes next, in the text of which the value is a part */
  readonly offset: number;
  constructor(offset: number) {
    this.offset = offset;
  }
}
