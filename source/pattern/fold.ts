const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * Lower case as IAM compares actions: A to Z only. `toLowerCase` on the rest of Unicode would change lengths (İ)
 * and make different letters equal (the Kelvin sign and k).
 */
export function fold(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : text.toLowerCase();
}
