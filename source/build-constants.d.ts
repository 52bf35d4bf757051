/** What the build writes into the bundle (scripts/build.ts). Undefined when the source runs unbundled, as in tests: ask `typeof` first. */

/** The version in package.json. */
declare const COPPICE_VERSION: string | undefined;
