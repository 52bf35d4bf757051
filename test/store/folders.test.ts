import { expect, test } from 'vitest';
import { userFolders } from '../../source/store/folders.ts';

test.each([
  [
    'where the XDG variables say',
    { XDG_CONFIG_HOME: '/config', XDG_DATA_HOME: '/data' },
    'linux',
    '/config/coppice',
    '/data/coppice/catalogs',
  ],
  [
    'below the home folder, where those are relative paths',
    { HOME: '/home/ann', XDG_CONFIG_HOME: 'here', XDG_DATA_HOME: '' },
    'linux',
    '/home/ann/.config/coppice',
    '/home/ann/.local/share/coppice/catalogs',
  ],
  [
    'in the Library of a Mac',
    { HOME: '/Users/ann' },
    'darwin',
    '/Users/ann/Library/Preferences/coppice',
    '/Users/ann/Library/Application Support/coppice/catalogs',
  ],
  [
    'in the application data of Windows',
    { APPDATA: '/roaming', LOCALAPPDATA: '/local' },
    'win32',
    '/roaming/coppice/Config',
    '/local/coppice/Data/catalogs',
  ],
  ['nowhere, where Windows has no application data', {}, 'win32', undefined, undefined],
] as const)('the user’s folders are %s', (_, env, platform, preferences, catalogs) => {
  expect(userFolders(env, platform)).toMatchObject({ preferences, catalogs });
});
