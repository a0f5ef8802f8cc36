import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { startRealHost } from '../helpers/real-host.ts';
import type { RealHost } from '../helpers/real-host.ts';
import { flawsOf, keepScreenshot } from './fake-page.ts';

/** The classes of the images that are trained on, and how many of each: enough to learn, little to wait for. */
const CLASSES = ['AbdomenCT', 'BreastMRI', 'ChestCT', 'Hand'];
const IMAGES_OF_EACH = 50;
/** A run takes seconds on an idle machine, and the test machines are busy. */
const RUN_MS = 150_000;

test.use({ actionTimeout: 30_000 });

let folder: string;
let host: RealHost;
const mednist = realData('mednist');

test.beforeAll(async () => {
  if (mednist === null) return;
  folder = mkdtempSync(join(tmpdir(), 'delira-story-'));
  for (const name of CLASSES) copySome(join(mednist, name), join(folder, 'images/mednist', name));
  host = await startRealHost({ data: join(folder, 'data'), roots: [join(folder, 'images')] });
});
test.afterAll(async () => {
  await host?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function copySome(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).sort().slice(0, IMAGES_OF_EACH)) cpSync(join(from, name), join(to, name));
}

/** Clean for axe (in both themes: see `run-screens.spec.ts`), and kept in both for those who look. */
async function look(page: Page, name: string): Promise<void> {
  await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
  expect([name, await flawsOf(page)]).toEqual([name, []]);
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), theme === 'dark');
    await keepScreenshot(page, `story-${name}-${theme}`);
  }
  await page.evaluate(() => document.documentElement.classList.remove('dark'));
}

/** Opens a fold of the form, and types into a field of it. */
async function fill(page: Page, fold: string, field: string, value: string): Promise<void> {
  const head = page.getByRole('button', { name: new RegExp(`^${fold}`) });
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
  const input = page.getByRole('textbox', { name: field, exact: true });
  await input.fill(value);
  await input.press('Tab');
}

async function startIt(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}$/, { timeout: RUN_MS });
  return page.url();
}

/** Points of a line of a chart, from the chart's table for listeners. */
async function pointsOf(page: Page, chart: string): Promise<number> {
  const cell = page.getByRole('figure', { name: chart, exact: true }).locator('table tbody tr').first().locator('td').first();
  return (await cell.count()) === 0 ? 0 : Number(await cell.textContent());
}

async function untilFinished(page: Page): Promise<void> {
  await expect(page.locator('main').getByText('finished', { exact: true })).toBeVisible({ timeout: RUN_MS });
}

test('from a folder of real images to two compared runs, in the browser alone', async ({ page }) => {
  test.skip(mednist === null, NO_REAL_DATA);
  test.setTimeout(3 * RUN_MS);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${message.text()} ${message.location().url}`);
  });
  await page.addInitScript(() => localStorage.setItem('delira-theme', 'light'));

  await test.step('a first start says what to do', async () => {
    await page.goto(host.address);
    await expect(page.getByRole('button', { name: /Choose a folder of images/ })).toBeVisible();
    expect(page.url()).not.toContain('token');
    await look(page, '01-datasets-empty');
  });

  await test.step('a folder of real images is added and indexed', async () => {
    await page.getByRole('button', { name: /Choose a folder of images/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a folder of images' });
    await dialog.getByRole('button', { name: 'mednist', exact: true }).click();
    await expect(dialog.getByRole('button', { name: 'BreastMRI' })).toBeVisible();
    await look(page, '02-folder-dialog');
    await dialog.getByRole('button', { name: 'Add this folder' }).click();
    await expect(page).toHaveURL(/\/datasets\/[\w-]+$/);
    await expect(page.getByText('BreastMRI').first()).toBeVisible({ timeout: 60_000 });
    await look(page, '03-dataset');
    await page.goto(`${page.url()}/samples`);
    await expect(page.getByRole('gridcell').first()).toBeVisible();
    await look(page, '04-samples');
  });

  const first = await test.step('a run is started from the form, and its curve grows', async () => {
    await page.getByRole('button', { name: 'New experiment', exact: true }).click();
    await expect(page).toHaveURL(/\/experiments\//);
    await fill(page, 'Training', 'Epochs', '6');
    await fill(page, 'Data', 'Batch size', '16');
    await fill(page, 'Network', 'Filters', '16, 32');
    await fill(page, 'Network', 'Dense units', '64');
    await look(page, '05-experiment');
    const address = await startIt(page);
    const seen = new Set<number>();
    await expect.poll(async () => seen.add(await pointsOf(page, 'loss')).size, { timeout: RUN_MS, intervals: [100] }).toBeGreaterThan(3);
    expect([...seen]).toEqual([...seen].sort((a, b) => a - b));
    await keepScreenshot(page, 'story-06-run-live');
    await untilFinished(page);
    await expect(page.getByText(/selected on val_accuracy .* optimistic · test not opened/)).toBeVisible();
    await look(page, '07-run-finished');
    return address;
  });

  await test.step('its images, samples, classes, checkpoints, log, settings and environment are browsed', async () => {
    await page.goto(`${first}/images`);
    const slider = page.getByRole('slider', { name: 'Step' });
    await expect(slider).toHaveAttribute('aria-valuetext', /^epoch 6/);
    await expect(page.getByRole('grid', { name: 'Saved images' }).locator('img').first()).toHaveJSProperty('complete', true);
    await slider.press('Home');
    await expect(slider).toHaveAttribute('aria-valuetext', /^epoch 1/);
    await look(page, '08-run-images');
    await page.goto(`${first}/samples`);
    const picture = page.getByRole('grid', { name: /^Samples/ }).locator('img').first();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await look(page, '09-run-samples');
    await page.getByRole('grid', { name: /^Samples/ }).getByRole('gridcell').first().focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toContainText('64 × 64 pixels');
    await look(page, '10-viewer');
    await page.keyboard.press('Escape');
    for (const [i, tab] of ['classes', 'checkpoints', 'log', 'settings', 'environment'].entries()) {
      await page.goto(`${first}/${tab}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await look(page, `${11 + i}-run-${tab}`);
    }
  });

  await test.step('a second run with another learning rate is cloned from it', async () => {
    await page.goto(first);
    await page.getByRole('button', { name: 'Clone', exact: true }).click();
    await expect(page).toHaveURL(/\/experiments\//);
    await fill(page, 'Training', 'Learning rate', '0.0001');
    await fill(page, 'Training', 'Epochs', '3');
    await startIt(page);
    await page.goto(new URL('/queue', first).href);
    await look(page, '16-queue');
    await page.goBack();
    await untilFinished(page);
  });

  await test.step('both are compared, by curves, settings, values and images', async () => {
    await page.goto(new URL('/runs', first).href);
    await expect(page.getByRole('grid', { name: 'Runs' }).locator('[data-row]')).toHaveCount(2);
    await look(page, '17-runs');
    for (const box of await page.getByRole('grid', { name: 'Runs' }).locator('[data-row]').getByRole('checkbox').all()) await box.click();
    await page.getByRole('toolbar', { name: 'Chosen runs' }).getByRole('link', { name: 'Compare' }).click();
    await expect(page.getByRole('figure', { name: 'val_accuracy', exact: true }).locator('table tbody tr')).toHaveCount(2);
    await look(page, '18-compare-curves');
    const tabs = page.getByRole('navigation', { name: 'What is compared' });
    await tabs.getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByRole('row', { name: /training.optimizer.learningRate/ })).toContainText('0.0001');
    await expect(page.getByRole('rowheader', { name: 'loader.batchSize' })).toHaveCount(0);
    await look(page, '19-compare-settings');
    await tabs.getByRole('link', { name: 'Values' }).click();
    await expect(page.getByRole('row', { name: /^val_accuracy/ })).toBeVisible();
    await look(page, '20-compare-values');
    await tabs.getByRole('link', { name: 'Images' }).click();
    await expect(page.getByRole('button', { name: /image 1, epoch/ })).toHaveCount(2);
    await look(page, '21-compare-images');
    await page.goto(new URL('/images', first).href);
    const choices = page.getByRole('list', { name: 'Runs to choose from' }).getByRole('checkbox');
    await expect(choices).toHaveCount(2);
    for (const box of await choices.all()) await box.click();
    await expect(page.getByRole('grid', { name: 'Saved images' }).getByRole('gridcell').first()).toBeVisible();
    await look(page, '22-images');
  });

  expect(troubles).toEqual([]);
});
