import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { flawsOf, keepScreenshot, useFakePage } from './fake-page.ts';

const open = useFakePage();
const RUN = '/runs/0193a5e0-0000-7000-8000-000000000002';

test.use({ viewport: { width: 1280, height: 720 } });

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('a run is renamed by typing at once and pressing Enter, and its name is cut before its state is', async ({ page }) => {
  await open(page, RUN);
  await choose(page, 'Rename');
  const field = page.getByRole('textbox', { name: 'Name of the run' });
  await expect(field).toBeFocused();
  expect(await flawsOf(page)).toEqual([]);
  const name = 'chest x-rays, learning rate halved every ten epochs, third seed, without the pictures of the second scanner at all';
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  const title = page.getByTitle(name, { exact: true });
  await expect(title).toBeVisible();
  await keepScreenshot(page, 'run-long-name-light');
  for (const words of [/^finished$/, /^epoch \d+\/\d+/]) {
    const state = await page.getByText(words).first().boundingBox();
    const cut = await title.boundingBox();
    expect(state?.width).toBeGreaterThan(40);
    expect((cut?.x ?? 0) + (cut?.width ?? 0)).toBeLessThanOrEqual(state?.x ?? 0);
  }
});

test('a tag is given by typing at once and pressing Enter', async ({ page }) => {
  await open(page, RUN);
  await choose(page, 'Tags');
  await expect(page.getByRole('textbox', { name: 'Find or make a tag' })).toBeFocused();
  await page.keyboard.type('of the third seed');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('checkbox', { name: 'of the third seed', exact: true })).toBeChecked();
});

test('a look at the test side is told with its values, in the toast, the header and above the charts', async ({ page }) => {
  await open(page, RUN);
  await choose(page, 'Test');
  await page.getByRole('button', { name: 'Look at the test side' }).click();
  await expect(page.getByText(/was tested on its test side: test_accuracy 0\.868/).last()).toBeVisible();
  await expect(page.getByText('test accuracy 0.868 · opened once')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What the test gave' })).toContainText('test_accuracy 0.868');
  expect(await flawsOf(page)).toEqual([]);
  await keepScreenshot(page, 'run-tested-light');
});

test('pictures of runs stand beside their labels, and a run without any says so in a row of its own', async ({ page }) => {
  const id = (place: number) => `0193a5e0-0000-7000-8000-${String(place).padStart(12, '0')}`;
  await open(page, `/compare?runs=${[1, 2, 7, 8].map(id).join(',')}&tab=images`, { theme: 'dark' });
  const first = page.getByRole('table').getByRole('button').first();
  await expect(first).toBeVisible();
  await keepScreenshot(page, 'compare-images-dark');
  await expect(page.getByRole('row').filter({ hasText: 'No images were logged' })).toHaveCount(1);
  const label = await page.getByRole('rowheader').first().boundingBox();
  const picture = await first.boundingBox();
  expect((label?.x ?? 0) + (label?.width ?? 0)).toBeLessThanOrEqual(picture?.x ?? 0);
  await first.click();
  await page.getByRole('button', { name: 'Next picture' }).click();
  await keepScreenshot(page, 'compare-viewer-dark');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Curves' }).click();
  await expect(page.getByRole('figure').first()).toBeVisible();
  await expect(page.getByText(/^No values: /).first()).toBeVisible();
  await keepScreenshot(page, 'compare-curves-dark');
});

test('the network of a run is exported from its menu, and what came of it and where it lies stays to be read', async ({ page }) => {
  await open(page, RUN);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'As ONNX' }).click();
  const dialog = page.getByRole('dialog', { name: /^Where .* goes as ONNX$/ });
  await expect(dialog).not.toContainText('only read');
  await dialog.getByRole('listitem').first().getByRole('button').click();
  await dialog.getByRole('button', { name: 'Export here' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/was exported as ONNX: model\.onnx, delira\.json/).last()).toBeVisible();
  await expect(page.getByText(/-onnx$/).last()).toBeVisible();
  expect(await flawsOf(page)).toEqual([]);
  await keepScreenshot(page, 'run-exported-light');
});

test('a button at which nothing happens has not the colour of those at which something does, in both themes', async ({ page }) => {
  const colourOf = (name: string) => page.getByRole('button', { name, exact: true }).evaluate((button) => getComputedStyle(button).backgroundColor);
  for (const theme of ['light', 'dark'] as const) {
    await open(page, '/predict', { theme });
    await expect(page.getByRole('button', { name: 'Predict', exact: true })).toBeDisabled();
    expect(await colourOf('Predict')).not.toBe(await colourOf('New experiment'));
  }
});
