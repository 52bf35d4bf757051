/** Runs the command line (without node and script name) and resolves with the exit code. */
export async function run(argv: string[]): Promise<number> {
  process.stdout.write(`coppice ${argv.join(' ')}\n`);
  return 0;
}
