import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { startRealHost } from '../helpers/real-host.ts';
import type { RealHost } from '../helpers/real-host.ts';
import { flawsOf, keepScreenshot } from './fake-page.ts';

const CLASSES = ['AbdomenCT', 'BreastMRI', 'Hand'];
const IMAGES_OF_EACH = 30;
/** Three runs of seconds each on an idle machine, and the test machines are busy. */
const K_FOLD_MS = 240_000;

test.use({ actionTimeout: 30_000 });

let folder: string;
let host: RealHost;
const mednist = realData('mednist');

test.beforeAll(async () => {
  if (mednist === null) return;
  folder = mkdtempSync(join(tmpdir(), 'delira-k-fold-'));
  for (const name of CLASSES) {
    const to = join(folder, 'images/mednist', name);
    mkdirSync(to, { recursive: true });
    for (const file of readdirSync(join(mednist, name)).sort().slice(0, IMAGES_OF_EACH)) cpSync(join(mednist, name, file), join(to, file));
  }
  host = await startRealHost({ data: join(folder, 'data'), roots: [join(folder, 'images')] });
});
test.afterAll(async () => {
  await host?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Clean for axe, and kept in both themes and two sizes for those who look. */
async function look(page: Page, name: string): Promise<void> {
  await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
  expect([name, await flawsOf(page)]).toEqual([name, []]);
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), theme === 'dark');
    for (const [size, viewport] of [['', { width: 1280, height: 720 }], ['-wide', { width: 1920, height: 1080 }]] as const) {
      await page.setViewportSize(viewport);
      await keepScreenshot(page, `k-fold-${name}-${theme}${size}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.evaluate(() => document.documentElement.classList.remove('dark'));
}

async function type(page: Page, field: string, value: string): Promise<void> {
  const input = page.getByRole('textbox', { name: field, exact: true });
  await input.fill(value);
  await input.press('Tab');
}

const openFold = (page: Page, fold: string) => page.getByRole('button', { name: new RegExp(`^${fold}`) }).click();

test('a k-fold is set up in the form, put into another order, and read as one object', async ({ page }) => {
  test.skip(mednist === null, NO_REAL_DATA);
  test.setTimeout(2 * K_FOLD_MS);
  await page.addInitScript(() => localStorage.setItem('delira-theme', 'light'));

  await test.step('fields of a k-fold are there once it is chosen, and the button says how many runs it starts', async () => {
    await page.goto(host.address);
    await page.getByRole('button', { name: /Choose a folder of images/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a folder of images' });
    await dialog.getByRole('button', { name: 'mednist', exact: true }).click();
    await dialog.getByRole('button', { name: 'Add this folder' }).click();
    await expect(page.getByText('BreastMRI').first()).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'New experiment', exact: true }).click();
    await expect(page.getByRole('combobox', { name: 'Split', exact: true })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Folds', exact: true })).toHaveCount(0);
    await page.getByRole('combobox', { name: 'Split', exact: true }).click();
    await page.getByRole('option', { name: 'k-fold' }).click();
    await type(page, 'Folds', '3');
    await expect(page.getByRole('textbox', { name: 'Test share', exact: true })).toHaveCount(0);
    await type(page, 'Batch size', '8');
    await openFold(page, 'Training');
    await type(page, 'Epochs', '3');
    await openFold(page, 'Network');
    await type(page, 'Filters', '8');
    await type(page, 'Dense units', '16');
    await expect(page.getByRole('button', { name: 'Start 3 folds' })).toBeEnabled();
    await expect(page.getByText(/^3 folds, each a run of its own/)).toBeVisible();
    await look(page, '1-form');
    await page.getByRole('button', { name: 'Start 3 folds' }).click();
    await expect(page).toHaveURL(/\/studies\/[0-9a-f-]{36}$/, { timeout: K_FOLD_MS });
  });
  const address = page.url();

  await test.step('folds that wait change places in the queue', async () => {
    await page.goto(new URL('/queue', address).href);
    const waiting = page.getByRole('region', { name: 'Waits, in this order' }).getByRole('listitem');
    await expect(waiting).toHaveCount(2);
    await expect(waiting.first()).toContainText('fold-2');
    await page.getByRole('button', { name: /^Move .*fold-3 up$/ }).click();
    await expect(waiting.first()).toContainText('fold-3');
    await look(page, '2-queue');
  });

  await test.step('its page shows folds, metrics with intervals and curves with bands', async () => {
    await page.goto(address);
    const folds = page.getByRole('region', { name: 'Folds' });
    await expect(folds.getByText('finished', { exact: true })).toHaveCount(3, { timeout: K_FOLD_MS });
    const metric = page.getByRole('region', { name: 'Metrics' }).getByRole('row', { name: /^test_accuracy/ });
    await expect(metric).toContainText(/0\.\d+ to (1|0\.\d+)/, { timeout: 60_000 });
    await expect(page.getByText(/^Out of fold: 90 samples/)).toBeVisible();
    await expect(page.getByRole('figure', { name: 'loss', exact: true })).toBeVisible();
    await look(page, '3-page');
    await folds.getByRole('link', { name: /fold-2/ }).click();
    await expect(page).toHaveURL(/\/runs\//);
    await page.goBack();
  });

  await test.step('every sample stands once in the out-of-fold table, and leads to its picture', async () => {
    await page.getByRole('link', { name: 'Out of fold' }).click();
    await expect(page.getByText(/^90 samples, each predicted by the fold/)).toBeVisible();
    await expect(page.locator('tr[data-row="0"] img')).toBeVisible();
    await look(page, '4-out-of-fold');
    await page.locator('tr[data-row="0"]').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toContainText(/fold \d · /);
    await page.keyboard.press('Escape');
  });

  await test.step('the list of runs has it as one row, which unfolds', async () => {
    await page.goto(new URL('/runs', address).href);
    const rows = page.getByRole('grid', { name: 'Runs' }).locator('[role=row][data-row]');
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText('3-fold');
    await rows.first().focus();
    await page.keyboard.press('ArrowRight');
    await expect(rows).toHaveCount(4);
    await expect(rows.nth(1)).toContainText('fold-1');
    await look(page, '5-runs');
  });
});
