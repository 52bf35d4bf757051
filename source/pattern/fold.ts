const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * Writes a text in lower case as IAM compares actions: A to Z only. `toLowerCase` would change lengths (İ) and make
 * different letters equal (the Kelvin sign and k).
 */
export function fold(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : text.toLowerCase();
}
