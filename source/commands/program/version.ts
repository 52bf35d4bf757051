/** The version in package.json, which the build inserts; the sources themselves have none. */
export const VERSION = typeof COPPICE_VERSION === 'string' ? COPPICE_VERSION : 'from source';
