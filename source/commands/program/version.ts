/** The version in package.json, which the build writes in; the sources themselves have none. */
export const VERSION = typeof COPPICE_VERSION === 'string' ? COPPICE_VERSION : 'from source';
