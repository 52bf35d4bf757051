/** SHA-256 of a text's UTF-8 bytes, hexadecimal: what records and sessions tie themselves to. */
export function sha256(text: string): string {
  // Not imported: loading it takes milliseconds, and most runs have no use for it.
  // biome-ignore lint/style/noRestrictedGlobals: nothing of the process is used, only its way to a module
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
