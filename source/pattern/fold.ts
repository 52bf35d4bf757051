/**
 * Lower case as IAM compares actions: A to Z only. `toLowerCase` on the rest of Unicode would change lengths (İ)
 * and make strangers equal (the Kelvin sign and k).
 */
export function fold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is what is meant
  return /^[\x00-\x7f]*$/.test(text)
    ? text.toLowerCase()
    : text.replace(/[A-Z]+/g, (run) => run.toLowerCase());
}
