/** The version in package.json, which the build writes in. Undefined where the source runs unbundled: ask `typeof` first. */
declare const COPPICE_VERSION: string | undefined;
