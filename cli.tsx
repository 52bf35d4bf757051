#!/usr/bin/env node
/**
 * The door. It imports nothing before it has looked at the version, so that it can say what is wrong on any Node that
 * knows ES modules.
 */
const OLDEST_NODE = 22;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `coppice: Node.js ${OLDEST_NODE} or newer is needed, and this is ${process.versions.node}. Install a newer one from https://nodejs.org/.\n`,
  );
  process.exitCode = 2;
} else {
  const { runProcess } = await import('./source/commands/program/program.ts');
  await runProcess(process.argv.slice(2));
}

export {};
