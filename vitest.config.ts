import { defineConfig } from 'vitest/config';

/** Left to itself Vitest leaves a core alone: of two, that is half of its speed. */
const maxWorkers = '100%';
const shared = { root: import.meta.dirname, globals: false, pool: 'forks' as const, maxWorkers };
/** As the trainer is started: V8 then turns pairs of 128-bit operations into AVX2, and keeps few pages for its garbage. */
const execArgv = ['--experimental-wasm-revectorize', '--max-semi-space-size=8'];

/** Unit tests that leave something behind in their process, a backend or a stand-in for Electron, and so have one each. */
const alone = ['tests/compute/**/*.test.ts', 'tests/hosts/electron/**/*.test.ts'];
const slower = ['tests/**/*.{integration,full}.test.ts', 'tests/e2e/**'];
const unit = { ...shared, execArgv, testTimeout: 60_000 };

/** Unit tests touch no process; integration tests start real ones; full tests take minutes. */
export default defineConfig({
  test: {
    projects: [
      // One process for many files: to start one and read the modules again takes longer than most files' tests.
      { test: { ...unit, name: 'unit', isolate: false, include: ['tests/**/*.test.ts'], exclude: [...slower, ...alone] } },
      { test: { ...unit, name: 'unit-alone', include: alone, exclude: slower } },
      {
        test: {
          ...shared,
          execArgv,
          name: 'integration',
          include: ['tests/**/*.integration.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { test: { ...shared, execArgv, name: 'full', include: ['tests/**/*.full.test.ts'], testTimeout: 3_600_000, hookTimeout: 600_000 } },
    ],
  },
});
