import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../helpers/chromium.ts';

const browser = findChromium();

/** Tests against real hosts, one of which trains. */
const HOSTS = ['whole-story.spec.ts', 'volumes.spec.ts', 'k-fold.spec.ts', 'electron.spec.ts'];

export default defineConfig({
  testDir: '.',
  globalSetup: './build-pages.ts',
  outputDir: '../../test-output/e2e',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Tests wait for the page half of their time: three keep two cores busy.
  workers: 3,
  reporter: [['list'], ['json']],
  projects: [
    // The longest first, so that the others run beside it; the tests of a file share a host.
    { name: 'hosts', testMatch: HOSTS },
    // These share nothing but the page that is built before them.
    { name: 'pages', testIgnore: HOSTS, fullyParallel: true },
  ],
  use: {
    viewport: { width: 1280, height: 720 },
    launchOptions: { ...('path' in browser ? { executablePath: browser.path } : {}), args: CHROMIUM_ARGS },
  },
});
