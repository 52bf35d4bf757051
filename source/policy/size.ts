const BLANK = /\s/;

/** The size of a policy as IAM counts it for its quotas: all characters but white space. */
export function quotaSize(text: string): number {
  let size = 0;
  // The characters are counted without a copy, since the text of a thousand statements may be very long.
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code > 0x20 && code < 0x7f) || !BLANK.test(text.charAt(i))) size++;
  }
  return size;
}
