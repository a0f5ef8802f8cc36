import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Prediction } from '../../src-shared/domain/prediction.ts';
import { decode } from '../../src-main/files/decode.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { startRealHost } from '../helpers/real-host.ts';
import type { RealHost } from '../helpers/real-host.ts';
import { flawsOf, keepScreenshot, useFakePage } from './fake-page.ts';

const open = useFakePage();
const PREDICT_MS = 150_000;

for (const theme of ['light', 'dark'] as const) {
  test(`predictions are asked for, watched and looked through (${theme})`, async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await open(page, '/predict?run=0193a5e0-0000-7000-8000-000000000001', { theme });
    await expect(page.getByRole('button', { name: 'Predict', exact: true })).toBeDisabled();
    await expect(page.getByRole('link', { name: /hippocampus fold 1 and 2 others/ })).toBeVisible();
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, `predict-${theme}`);
    await page.getByRole('link', { name: /hippocampus fold 1 and 2 others/ }).click();
    await expect(page.getByText('14 of 40 images')).toBeVisible();
    await expect(page.getByText(/Anterior 1\.8 ml, Posterior 1\.5 ml/)).toBeVisible();
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, `prediction-running-${theme}`);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText('stopped', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Back to Predict' }).click();
    await page.getByRole('link', { name: /chest-cnn-2/ }).click();
    await page.getByRole('button', { name: /Failed 3/ }).click();
    await expect(page.getByText(/expected a whole PNG image/).first()).toBeVisible();
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, `prediction-failed-${theme}`);
  });
}

for (const [theme, width, height] of [['light', 1280, 720], ['dark', 1920, 1080]] as const) {
  test(`one, several or all images of a folder are chosen as files (${theme})`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page, '/predict?run=0193a5e0-0000-7000-8000-000000000001', { theme });
    await page.getByRole('button', { name: 'Choose image files' }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose image files to predict' });
    await expect(dialog.getByRole('button', { name: 'Take images' })).toBeDisabled();
    const path = dialog.getByLabel('Path of a folder or an image');
    await path.fill('/home/anna/studies/2026/skin-lesions/ISIC_0033333.jpg');
    await path.press('Enter');
    await expect(dialog.getByText('1,001 of 10,015 images are listed')).toBeVisible();
    await expect(dialog.getByRole('checkbox', { name: 'ISIC_0033333.jpg' })).toBeChecked();
    await dialog.getByRole('checkbox', { name: 'ISIC_0024307.jpg' }).click();
    await dialog.getByRole('checkbox', { name: 'ISIC_0024310.jpg' }).click({ modifiers: ['Shift'] });
    await expect(dialog.getByRole('button', { name: 'Take 5 images' })).toBeEnabled();
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, `predict-files-${theme}`);
    await dialog.getByRole('button', { name: 'Take 5 images' }).click();
    const chosen = page.getByRole('list', { name: 'Images to predict' }).getByRole('listitem');
    await expect(chosen).toHaveCount(5);
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, `predict-files-chosen-${theme}`);
    await chosen.first().getByRole('button', { name: /^Leave out/ }).click();
    await expect(chosen).toHaveCount(4);
    await page.getByRole('button', { name: 'Leave all 4 out' }).click();
    await expect(chosen).toHaveCount(0);
    await page.getByRole('button', { name: 'Choose image files' }).click();
    await path.fill('/home/anna/studies/2025');
    await path.press('Enter');
    await dialog.getByRole('checkbox', { name: 'All 12 images' }).click();
    await dialog.getByRole('button', { name: 'Take 12 images' }).click();
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await expect(page).toHaveURL(/\/predict\/[0-9a-f-]{36}$/);
  });
}

test('a host without runs says what to do', async ({ page }) => {
  await open(page, '/predict', { scenario: 'empty' });
  await expect(page.getByRole('heading', { name: 'Nothing can predict yet' })).toBeVisible();
  expect(await flawsOf(page)).toEqual([]);
});

test('an audit tells what was found, and with which numbers', async ({ page }) => {
  await open(page, '/runs/0193a5e0-0000-7000-8000-000000000001');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Audit this run' }).click();
  await expect(page.getByRole('list', { name: 'What was looked at' }).getByRole('listitem')).toHaveCount(4);
  await expect(page.getByText('Something is wrong with this run or with its data.')).toBeVisible();
  expect(await flawsOf(page)).toEqual([]);
  await keepScreenshot(page, 'run-audit-light');
});

test.describe('on real volumes', () => {
  const hippocampus = realData('hippocampus');
  let folder: string;
  let host: RealHost;

  test.beforeAll(async () => {
    if (hippocampus === null) return;
    folder = mkdtempSync(join(tmpdir(), 'delira-predict-'));
    const names = readdirSync(join(hippocampus, 'labelsTr')).sort();
    for (const [part, to, from, until] of [['imagesTr', 'learnt/imagesTr', 0, 4], ['labelsTr', 'learnt/labelsTr', 0, 4], ['imagesTr', 'new', 4, 6], ['imagesTr', 'single', 6, 9]] as const) {
      mkdirSync(join(folder, 'images', to), { recursive: true });
      for (const name of names.slice(from, until)) cpSync(join(hippocampus, part, name), join(folder, 'images', to, name));
    }
    const words = ['train', '--dataset.folder', join(folder, 'images/learnt'), '--name', 'tiny', '--model.kind', 'unet3d', '--model.features', '2,4', '--loader.batchSize', '2', '--training.epochs', '1', '--split.validation', '0.25', '--split.test', '0'];
    const trained = spawnSync(process.execPath, ['--no-warnings', join(import.meta.dirname, '../../dist/main/cli.js'), '--data', join(folder, 'data'), ...words], { encoding: 'utf8' });
    if (trained.status !== 0) throw new Error(trained.stderr);
    host = await startRealHost({ data: join(folder, 'data'), roots: [join(folder, 'images')] });
  });
  test.afterAll(async () => {
    await host?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('three new volumes get masks that lie where they lie, and saved images their whole names', async ({ page }) => {
    test.skip(hippocampus === null, NO_REAL_DATA);
    test.setTimeout(PREDICT_MS);
    page.setDefaultTimeout(20_000);
    await page.goto(host.address);
    await page.getByRole('link', { name: /^Predict/ }).click();
    await page.getByLabel('Run', { exact: true }).click();
    await page.getByRole('option', { name: /tiny/ }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Choose a folder of images' }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose images to predict' });
    await dialog.getByRole('button', { name: 'new' }).click();
    await dialog.getByRole('button', { name: 'Take this folder' }).click();
    const single = await takeOneFile(page);
    await expect(page.getByRole('list', { name: 'Images to predict' }).getByRole('listitem')).toHaveCount(2);
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await expect(page).toHaveURL(/\/predict\/[0-9a-f-]{36}$/);
    await expect(page.getByText('finished', { exact: true })).toBeVisible({ timeout: PREDICT_MS });
    await expect(page.getByText('3 images', { exact: true })).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Predicted images' }).getByRole('img').first()).toBeVisible();
    await keepScreenshot(page, 'prediction-hippocampus-light');
    await page.getByRole('grid', { name: 'Predicted images' }).getByRole('gridcell').first().click();
    await page.keyboard.press('Enter');
    await expect(page.locator('canvas[data-shown][data-covered="Mask"]')).toBeVisible({ timeout: 60_000 });
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, 'prediction-volume-light');
    await page.keyboard.press('Escape');
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { outputs, failed } = JSON.parse(readFileSync(join(folder, 'data/predictions', id, 'predictions.json'), 'utf8')) as Prediction;
    expect([outputs.length, failed]).toEqual([3, []]);
    expect(outputs.filter(({ input }) => dirname(input) === join(folder, 'images/single')).map(({ input }) => basename(input))).toEqual([single]);
    for (const { input, output } of outputs) {
      const [image, mask] = [await decode(readFileSync(input)), await decode(readFileSync(output))];
      expect(mask.geometry).toEqual(image.geometry);
      expect(mask.shape).toEqual(image.shape);
    }
    await page.getByRole('link', { name: /^Runs/ }).click();
    await page.getByRole('link', { name: 'tiny' }).click();
    await page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name: 'Images', exact: true }).click();
    const name = page.getByRole('grid', { name: 'Saved images' }).getByText(/^sample-[0-9a-f]{16}$/).first();
    await expect(name).toBeVisible();
    expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    await keepScreenshot(page, 'run-images-hippocampus-light');
  });
});

/** The second of three files in a folder, by the keyboard alone; gives its name. */
async function takeOneFile(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Add image files' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose image files to predict' });
  await dialog.getByRole('button', { name: 'single' }).click();
  await expect(dialog.getByText('3 images', { exact: true })).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'All 3 images' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  const second = dialog.getByRole('listitem').filter({ hasText: '.nii.gz' }).nth(1);
  await expect(second.getByRole('checkbox')).toBeChecked();
  const name = (await second.innerText()).trim();
  await dialog.getByRole('button', { name: 'Take 1 image', exact: true }).click();
  return name;
}
