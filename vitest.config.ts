import { defineConfig } from 'vitest/config';

/** `vitest run` runs what is quick; `--mode long` and `--mode browser` run what has a folder of its own. */
const INCLUDE: Record<string, string[]> = {
  long: ['test/long/**/*.test.{ts,tsx}'],
  browser: ['test/browser/**/*.test.{ts,tsx}'],
};

export default defineConfig(({ mode }) => ({
  test: {
    include: INCLUDE[mode] ?? ['test/**/*.test.{ts,tsx}'],
    exclude: mode in INCLUDE ? [] : ['test/long/**', 'test/browser/**'],
    // Generous, since a shared machine may be slow; tests wait for conditions and not for time.
    testTimeout: mode === 'long' ? 0 : 60_000,
    hookTimeout: 60_000,
  },
}));
