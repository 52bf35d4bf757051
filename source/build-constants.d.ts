/** What the build writes into the bundle (tools/build.ts). Undefined when the source runs unbundled, as in tests: ask `typeof` first. */

/** The version in package.json. */
declare const COPPICE_VERSION: string | undefined;

/** The file of the core in dist/, for the door alone, which never runs unbundled. */
declare const COPPICE_CORE: string;

/** The names of all commands, likewise. */
declare const COPPICE_COMMANDS: readonly string[];
