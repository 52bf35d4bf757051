import { defineConfig } from 'vitest/config';

/**
 * `vitest run` runs what is quick; `--mode long` runs the property tests again with many more cases (test/model/runs.ts)
 * and what has a folder of its own, as have `--mode browser` and `--mode interop`.
 */
const INCLUDE: Record<string, string[]> = {
  long: ['test/long/**/*.test.{ts,tsx}', 'test/**/*.property.test.ts'],
  browser: ['test/browser/**/*.test.{ts,tsx}'],
  interop: ['test/interop/**/*.test.ts'],
};

export default defineConfig(({ mode }) => ({
  test: {
    include: INCLUDE[mode] ?? ['test/**/*.test.{ts,tsx}'],
    exclude: mode in INCLUDE ? [] : ['test/long/**', 'test/browser/**', 'test/interop/**'],
    env: { COPPICE_MODE: mode },
    // Most of the time goes into starting the AWS CLI, which one core does for one file.
    ...(mode === 'interop' ? { maxWorkers: 2 } : {}),
    // Generous, since a shared machine may be slow; tests wait for conditions and not for time.
    testTimeout: mode === 'long' ? 0 : 60_000,
    hookTimeout: 60_000,
  },
}));
