import { afterEach, expect, test, vi } from 'vitest';
import { userFolders } from '../../source/store/folders.ts';

afterEach(() => vi.unstubAllEnvs());

test.runIf(process.platform === 'linux')('the user’s folders are where the XDG variables say', () => {
  vi.stubEnv('XDG_CONFIG_HOME', '/config');
  vi.stubEnv('XDG_DATA_HOME', '/data');
  expect(userFolders()).toEqual({
    sessions: '/config/coppice/sessions',
    preferences: '/config/coppice',
    catalogs: '/data/coppice/catalogs',
  });
});
