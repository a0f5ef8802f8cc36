import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../helpers/chromium.ts';

const browser = findChromium();

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-output/e2e',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1280, height: 720 },
    launchOptions: { ...('path' in browser ? { executablePath: browser.path } : {}), args: CHROMIUM_ARGS },
  },
});
