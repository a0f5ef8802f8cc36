import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Page as PageFiles } from '../../src-main/hosts/page.ts';
import { seriousFlaws } from './axe.ts';
import type { Theme } from './gallery-page.ts';

const root = join(import.meta.dirname, '../..');
export const SCREENSHOTS = join(root, 'test-output/screenshots');

export interface FakeView {
  /** See `SCENARIOS` of `src-renderer/backend/fake/state.ts`. */
  readonly scenario?: 'empty' | 'full' | 'moved' | 'huge' | 'failing' | 'slow';
  readonly theme?: Theme;
}

/**
 * Serves the page with a made-up host in it, under the policy that the real
 * hosts send, for the tests of a file; gives what opens an address of it. A
 * test fails by itself on an error in the page, on what the policy refused and
 * on a request to anywhere else.
 */
export function useFakePage(): (page: Page, address: string, view?: FakeView) => Promise<void> {
  let server: Server;
  const troubles: string[] = [];
  test.beforeAll(async () => {
    server = await serve(new PageFiles(join(root, 'test-output/page')));
  });
  test.afterAll(() => new Promise((resolve) => server.close(resolve)));
  test.afterEach(() => {
    expect(troubles.splice(0)).toEqual([]);
  });
  return async (page, address, { scenario = 'full', theme = 'light' } = {}) => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    page.on('pageerror', (error) => troubles.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) troubles.push(`request to ${request.url()}`);
    });
    await page.addInitScript((chosen) => localStorage.setItem('delira-theme', chosen), theme);
    const url = new URL(address, origin);
    url.searchParams.set('fake', scenario);
    await page.goto(url.href);
    await expect(page.getByRole('contentinfo', { name: 'Status' })).toBeVisible();
  };
}

/** Keeps a picture of the screen for those who look, under a name that sorts. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}

/** What axe finds serious or critical, and whether the screen is wider than its window: both should be empty. */
export async function flawsOf(page: Page, rules: readonly string[] = []): Promise<unknown[]> {
  const serious = await seriousFlaws(page, rules);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  return [...serious.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => [node.html, node.failureSummary])]), ...(wide ? ['the page scrolls sideways'] : [])];
}

/**
 * The flaws in the light theme, and what only colours can do wrong in the dark
 * one; keeps a picture of each. A picture also ends what colours fade through.
 */
export async function flawsInBothThemes(page: Page, name: string): Promise<readonly unknown[]> {
  const flaws: unknown[] = [];
  await inBothThemes(page, async (theme) => {
    await keepScreenshot(page, `${name}-${theme}`);
    flaws.push(...(await flawsOf(page, theme === 'light' ? [] : ['color-contrast'])));
  });
  return flaws;
}

/** Keeps a picture of each theme. */
export async function keepInBothThemes(page: Page, name: string, suffix = ''): Promise<void> {
  await inBothThemes(page, (theme) => keepScreenshot(page, `${name}-${theme}${suffix}`));
}

/** The page must have been opened in the light theme; it is left in that. */
async function inBothThemes(page: Page, work: (theme: Theme) => Promise<void>): Promise<void> {
  await work('light');
  await page.evaluate(() => document.documentElement.classList.replace('light', 'dark'));
  await work('dark');
  await page.evaluate(() => document.documentElement.classList.replace('dark', 'light'));
}

function serve(files: PageFiles): Promise<Server> {
  const server = createServer((request, response) => {
    void files.file(new URL(request.url ?? '/', 'http://host').pathname).then((file) => {
      response.writeHead(file ? 200 : 404, file?.headers ?? {}).end(file?.bytes);
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
