#!/usr/bin/env node
/**
 * The door. Built, it imports nothing, so that it can be parsed, and can say what is wrong, on any Node that knows ES
 * modules; everything else comes in only after the version has been looked at.
 */
import { loadCore } from './source/commands/program/load-core.ts';

const OLDEST_NODE = 22;
const [, , first = '', ...rest] = process.argv;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `coppice: Node.js ${OLDEST_NODE} or newer is needed, and this is ${process.versions.node}. Install a newer one from https://nodejs.org/.\n`,
  );
  process.exitCode = 2;
} else if (rest.length === 0 && /^(?:--version|-V)$/.test(first)) {
  // Asked by scripts at every start, so nothing is loaded for it.
  process.stdout.write(`${COPPICE_VERSION}\n`);
} else {
  void loadCore(COPPICE_COMMANDS.includes(first) ? first : 'other').runProcess(process.argv.slice(2));
}
