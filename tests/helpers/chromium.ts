import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Switches for a root user, no display and no network; background fetches would otherwise be refused by the dozen. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A Chromium for the tests: the one named by `DELIRA_TEST_CHROMIUM`, the
 * system's, Playwright's own, or one that apt installs; else the command that helps.
 */
export function findChromium(): { readonly path: string } | { readonly help: string } {
  const named = [process.env['DELIRA_TEST_CHROMIUM'], ...SYSTEM, chromium.executablePath()];
  const found = named.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found !== undefined) return { path: found };
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (existsSync('/usr/bin/chromium')) return { path: '/usr/bin/chromium' };
  }
  return { help: 'expected a Chromium for the end-to-end tests; get one by: npx playwright install chromium' };
}
