#!/usr/bin/env node
/**
 * The door. It imports nothing, so that it can be parsed, and can say what is wrong, on any Node that knows ES modules;
 * everything else comes in only after the version has been looked at.
 */
const OLDEST_NODE = 22;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `coppice: Node.js ${OLDEST_NODE} or newer is needed, and this is ${process.versions.node}. Install a newer one from https://nodejs.org/.\n`,
  );
  process.exitCode = 2;
} else if (process.argv.length === 3 && /^(?:--version|-V)$/.test(process.argv[2] ?? '')) {
  // Asked by scripts at every start, so nothing is loaded for it.
  process.stdout.write(`${COPPICE_VERSION}\n`);
} else {
  // Only what is loaded after this call is cached, another reason for the door to be small.
  process.getBuiltinModule('node:module').enableCompileCache();
  import('./source/commands/program.ts')
    .then(({ run }) => run(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    });
}
