/** SHA-256 of a text's UTF-8 bytes, hexadecimal: records and sessions name their inputs by it. */
export function sha256(text: string): string {
  // The module is not imported: loading it takes milliseconds, and most runs do not need it.
  // biome-ignore lint/style/noRestrictedGlobals: nothing of the process is used, only its way to a module
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
