import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../helpers/chromium.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { startRealHost } from '../helpers/real-host.ts';
import type { RealHost } from '../helpers/real-host.ts';
import { flawsOf, keepScreenshot } from './fake-page.ts';

/** WebGL in software: there is no GPU where tests run. */
const GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const browser = findChromium();

test.use({ launchOptions: { ...('path' in browser ? { executablePath: browser.path } : {}), args: [...CHROMIUM_ARGS.filter((word) => word !== '--disable-gpu'), ...GL] } });

const PAIRS = 4;
const DIGITS = 6;

let folder: string;
let host: RealHost;
const [hippocampus, dicom, mnist] = [realData('hippocampus'), realData('hippocampus-dicom'), realData('mnist-png')];

test.beforeAll(async () => {
  if (hippocampus === null || dicom === null || mnist === null) return;
  folder = mkdtempSync(join(tmpdir(), 'delira-volumes-'));
  const images = join(folder, 'images');
  for (const part of ['imagesTr', 'labelsTr']) copySome(join(hippocampus, part), join(images, 'hippocampus', part), PAIRS);
  cpSync(join(hippocampus, 'dataset.json'), join(images, 'hippocampus/dataset.json'));
  cpSync(dicom, join(images, 'study'), { recursive: true });
  for (const side of ['train', 'test']) for (const digit of ['3', '8']) copySome(join(mnist, side, digit), join(images, 'mnist', side, digit), DIGITS);
  patientsOnTwoSides(join(images, 'patients'));
  host = await startRealHost({ data: join(folder, 'data'), roots: [images] });
});
test.afterAll(async () => {
  await host?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function copySome(from: string, to: string, count: number): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => !each.startsWith('.')).sort().slice(0, count)) cpSync(join(from, name), join(to, name));
}

/** Two digits of each of three patients, one of them for training and one for testing; and one file in both. */
function patientsOnTwoSides(to: string): void {
  for (const side of ['train', 'test']) {
    for (const digit of ['3', '8']) {
      const from = join(mnist ?? '', side, digit);
      mkdirSync(join(to, side, digit), { recursive: true });
      for (const [i, name] of readdirSync(from).sort().slice(0, 3).entries()) cpSync(join(from, name), join(to, side, digit, `pat${i}_${name}`));
    }
  }
  const [first = ''] = readdirSync(join(to, 'train/3')).sort();
  cpSync(join(to, 'train/3', first), join(to, 'test/3/pat7_copy.png'));
}

async function addFolder(page: Page, name: string): Promise<string> {
  await page.goto(new URL('/datasets', page.url()).href);
  await page.getByRole('button', { name: /Add a folder|Choose a folder of images/ }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a folder of images' });
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.getByRole('button', { name: 'Add this folder' }).click();
  await expect(page).toHaveURL(/\/datasets\/[\w-]+$/);
  return page.url();
}

/** How much of the canvas is lit, and how much of it in colour. */
async function painted(page: Page): Promise<{ readonly lit: number; readonly coloured: number }> {
  const png = await page.locator('canvas[data-shown]').screenshot();
  return page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const data = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    let [lit, coloured] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(i, i + 3);
      if (Math.max(red, green, blue) > 40) lit++;
      // The cross is teal; classes are red and green, and mixed with grey.
      if (red - Math.min(green, blue) > 25) coloured++;
    }
    return { lit, coloured };
  }, [...png]);
}

test('the dataset page is walked for digits, for volumes with masks and for a DICOM study', async ({ page }) => {
  test.skip(hippocampus === null || dicom === null || mnist === null, NO_REAL_DATA);
  test.setTimeout(240_000);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  const origin = new URL(host.address).origin;
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) troubles.push(`request to ${request.url()}`);
  });
  // Every context that was made, to count those that still live.
  await page.addInitScript(() => {
    const own = HTMLCanvasElement.prototype.getContext as (this: HTMLCanvasElement, ...words: unknown[]) => RenderingContext | null;
    const made = new Set<WebGL2RenderingContext>();
    Object.assign(window, { liveContexts: () => [...made].filter((each) => !each.isContextLost()).length });
    Object.assign(HTMLCanvasElement.prototype, {
      getContext(this: HTMLCanvasElement, ...words: unknown[]) {
        const context = own.apply(this, words);
        if (context instanceof WebGL2RenderingContext) made.add(context);
        return context;
      },
    });
  });
  const liveContexts = () => page.evaluate(() => (window as unknown as { liveContexts(): number }).liveContexts());
  await page.goto(host.address);

  await test.step('digits: classes by side, samples that a bar leads to, the counts of a split, no faults', async () => {
    const address = await addFolder(page, 'mnist');
    await expect(page.getByText('2 folders under train/ and test/ hold images: each is a class.')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('28 × 28, grey')).toBeVisible();
    await page.goto(`${address}/samples?label=3`);
    await expect(page.getByText('12 samples')).toBeVisible();
    await page.goto(`${address}/split`);
    await expect(page.getByRole('row', { name: /^3/ })).toBeVisible();
    await page.goto(`${address}/faults`);
    await expect(page.getByText('No faults')).toBeVisible();
  });

  await test.step('patients told from names, whom the sides of the data part: warned of, and trained on only where that is typed', async () => {
    const address = await addFolder(page, 'patients');
    const groups = page.getByRole('region', { name: 'Patients from names' });
    await expect(groups.getByText('4 groups among 13 images')).toBeVisible({ timeout: 60_000 });
    await groups.getByRole('button', { name: 'Use it' }).click();
    await expect(groups.getByRole('link', { name: 'pat7' })).toBeVisible();
    await page.getByRole('link', { name: '28 × 28, grey' }).click();
    await expect(page).toHaveURL(/shape=28x28x1/);
    await expect(page.getByText('13 samples')).toBeVisible();
    await page.goto(address);
    const sizes = page.getByRole('region', { name: 'Samples per group' });
    await expect(sizes.getByText('3 groups')).toBeVisible();
    await sizes.getByRole('link', { name: '1 sample' }).click();
    await expect(page).toHaveURL(/groupSize=1-1/);
    await expect(page.getByRole('region', { name: 'Samples' }).getByText('1 sample', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Groups of 1 sample' }).click();
    await expect(page.getByText('13 samples')).toBeVisible();
    await page.goto(`${address}/samples?group=pat7`);
    await expect(page.getByText('1 sample', { exact: true })).toBeVisible();
    await page.goto(`${address}/split`);
    const warning = page.getByRole('alert', { name: 'Groups on two sides' });
    await expect(warning).toContainText('3 groups on two sides: pat0, pat1, pat2');
    await warning.getByRole('textbox').fill('3 groups on two sides');
    await expect(warning.getByRole('textbox')).toHaveValue('3 groups on two sides');
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, 'dataset-leak');
    await page.getByRole('link', { name: 'Duplicates' }).click();
    await expect(page.getByText('The same file, on several sides')).toBeVisible();
    await expect(page.locator('figure img')).toHaveCount(2);
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, 'dataset-duplicates');
  });

  await test.step('volumes with masks: spacing, and three planes with the classes of the mask over them', async () => {
    const address = await addFolder(page, 'hippocampus');
    await expect(page.getByText('1 × 1 × 1 mm LPS').or(page.getByText('1 × 1 × 1 mm RAS'))).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Sizes (slices × height × width)')).toBeVisible();
    const fingerprint = page.getByRole('region', { name: 'Fingerprint' });
    // Cancelled as soon as it can be: measuring may be over before a click from outside arrives.
    await fingerprint.evaluate(async (region) => {
      const button = (name: string) => [...region.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === name);
      button('Measure')?.click();
      while (!button('Cancel')) await new Promise(requestAnimationFrame);
      button('Cancel')?.click();
    });
    await fingerprint.getByRole('button', { name: 'Measure' }).click();
    await expect(fingerprint.getByText('1 × 1 × 1 mm')).toHaveCount(2, { timeout: 60_000 });
    await expect(fingerprint.getByRole('row', { name: /^Anterior \d/ })).toBeVisible();
    const saved = page.waitForEvent('download');
    await fingerprint.getByRole('button', { name: 'Save as nnU-Net' }).click();
    expect((JSON.parse(readFileSync(await (await saved).path(), 'utf8')) as { spacings: unknown[] }).spacings).toHaveLength(PAIRS);
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, 'volumes-overview');
    await page.goto(`${address}/samples`);
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('Enter');
    await expect(page.locator('canvas[data-shown]')).toBeVisible({ timeout: 60_000 });
    const both = await painted(page);
    expect(both.lit).toBeGreaterThan(5000);
    expect(both.coloured).toBeGreaterThan(50);
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, 'volumes-planes');
    await page.getByRole('slider', { name: 'Opacity of the mask' }).fill('0');
    await expect.poll(async () => (await painted(page)).coloured, { timeout: 15_000 }).toBeLessThan(both.coloured / 5);
    const first = await page.locator('canvas[data-shown]').getAttribute('data-shown');
    await page.getByRole('button', { name: 'Next volume' }).click();
    await expect(page.locator('canvas[data-shown]')).not.toHaveAttribute('data-shown', first ?? '');
    expect(await liveContexts()).toBe(1);
    await page.keyboard.press('Escape');
    await expect(page.locator('canvas[data-shown]')).toHaveCount(0);
    expect(await liveContexts()).toBe(0);
  });

  await test.step('a run on them is watched, with the masks it makes over the images', async () => {
    await page.getByRole('button', { name: 'New experiment', exact: true }).click();
    await page.getByRole('button', { name: /^Network/ }).click();
    await page.getByRole('button', { name: /^Training/ }).click();
    for (const [field, value] of [['Features', '2, 4'], ['Epochs', '3']] as const) {
      await page.getByRole('textbox', { name: field, exact: true }).fill(value);
      await page.keyboard.press('Tab');
    }
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    await expect(page.getByRole('figure', { name: 'dice', exact: true })).toBeVisible({ timeout: 60_000 });
    await page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name: 'Images', exact: true }).click();
    const overlay = page.getByRole('grid', { name: 'Saved images' }).locator('img').first();
    await expect.poll(() => overlay.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 60_000 }).toBeGreaterThan(0);
    await expect(page.getByText('Above image and truth, below prediction and errors', { exact: false })).toBeVisible();
    await expect(page.locator('main').getByText('finished', { exact: true })).toBeVisible({ timeout: 90_000 });
    await expect(page.getByRole('slider', { name: 'Step' })).toHaveAttribute('aria-valuetext', /^epoch 3/);
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, 'run-hippocampus');
    await page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name: 'Samples', exact: true }).click();
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('Enter');
    for (const cover of ['Prediction', 'True mask', 'Errors']) {
      await page.getByRole('button', { name: cover, exact: true }).click();
      await expect(page.locator(`canvas[data-shown][data-covered="${cover}"]`)).toBeVisible({ timeout: 60_000 });
      // What is said of the case leaves the planes most of the window.
      expect((await page.locator('canvas[data-shown]').boundingBox())?.height).toBeGreaterThan(500);
      if (cover === 'True mask') expect((await painted(page)).coloured).toBeGreaterThan(50);
    }
    await expect(page.getByText('Blue is missed, orange a false alarm')).toBeVisible();
    expect(await flawsOf(page)).toEqual([]);
    await keepScreenshot(page, 'run-hippocampus-errors');
    await page.keyboard.press('Escape');
  });

  await test.step('a DICOM study: a volume for each series, CT windows, and nobody by name', async () => {
    const address = await addFolder(page, 'study');
    await expect(page.getByText(/^3 DICOM series make a volume each/)).toBeVisible({ timeout: 60_000 });
    await page.goto(`${address}/samples`);
    await page.getByText('Table', { exact: true }).click();
    await expect(page.getByText(/^patient-[0-9a-f]{4}-[0-9a-f]{16}$/).first()).toBeVisible();
    expect(await page.content()).not.toMatch(/Avasarala|PGBM-002/);
    await page.getByText('13_HCropVolume').click();
    await expect(page.locator('canvas[data-shown]')).toBeVisible({ timeout: 60_000 });
    const before = await painted(page);
    await page.getByRole('combobox', { name: 'Window preset' }).selectOption('Brain');
    await expect(page.getByText('level 40, width 80')).toBeVisible();
    await expect.poll(async () => Math.abs((await painted(page)).lit - before.lit)).toBeGreaterThan(500);
    await keepScreenshot(page, 'volumes-dicom');
    await page.keyboard.press('Escape');
  });
  expect(troubles).toEqual([]);
});

test('without WebGL 2 the middle slice is shown, and said to be one', async ({ page }) => {
  test.skip(hippocampus === null || dicom === null || mnist === null, NO_REAL_DATA);
  await page.addInitScript(() => {
    const own = HTMLCanvasElement.prototype.getContext as (this: HTMLCanvasElement, ...words: unknown[]) => RenderingContext | null;
    Object.assign(HTMLCanvasElement.prototype, {
      getContext(this: HTMLCanvasElement, ...words: unknown[]) {
        return words[0] === 'webgl2' ? null : own.apply(this, words);
      },
    });
  });
  // Each browser needs an address of its own: the host of this file has given its to the other test.
  const alone = await startRealHost({ data: join(folder, 'data-alone'), roots: [join(folder, 'images')] });
  try {
    await page.goto(alone.address);
    const address = await addFolder(page, 'study');
    await expect(page.getByText(/^3 DICOM series/)).toBeVisible({ timeout: 60_000 });
    await page.goto(`${address}/samples`);
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('Enter');
    await expect(page.getByText('This browser has no WebGL 2')).toBeVisible();
    await expect(page.locator('.stage img')).toHaveJSProperty('complete', true);
  } finally {
    await alone.stop();
  }
});
