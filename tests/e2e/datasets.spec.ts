import { expect, test } from '@playwright/test';
import { flawsInBothThemes, flawsOf, keepScreenshot, useFakePage } from './fake-page.ts';

const open = useFakePage();

const SCREENS = [
  ['datasets', '/datasets', 'Chest X-ray, pneumonia'],
  ['dataset-overview', '/datasets/c0ffee01', '3 folders under train/'],
  ['dataset-samples', '/datasets/c0ffee01/samples', 'person1_bacterial_0.png'],
  ['dataset-split', '/datasets/c0ffee01/split', 'What this split gives'],
  ['dataset-faults', '/datasets/c0ffee01/faults', 'What was found'],
  ['settings', '/settings', 'used for training'],
] as const;

for (const [name, address, words] of SCREENS) {
  test(`${name} is clean for axe and fits 1280 by 720 in both themes`, async ({ page }) => {
    await open(page, address);
    await expect(page.getByText(words).first()).toBeVisible();
    expect(await flawsInBothThemes(page, name)).toEqual([]);
  });
}

test('prepared images on disk are wiped from the settings', async ({ page }) => {
  await open(page, '/settings');
  const wipe = page.getByRole('button', { name: 'Wipe' });
  await wipe.click();
  await expect(page.getByRole('region', { name: 'Notifications (F8)' }).getByText('260 prepared images removed; what is needed is made again')).toBeVisible();
  await expect(wipe).toBeDisabled();
});

test('a path can be typed; what lies elsewhere is refused with what helps, and so is going up', async ({ page }) => {
  await open(page, '/datasets');
  await page.getByRole('button', { name: 'Add a folder' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Up to the folder above' })).toBeDisabled();
  await expect(dialog).toContainText('Only what lies below /home/anna can be opened; start with --root <folder> for others.');
  const path = dialog.getByRole('textbox', { name: 'Path of the folder' });
  await path.fill('/data/scans');
  await expect(dialog.getByRole('button', { name: 'Add this folder' })).toBeDisabled();
  await path.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('expected a folder below /home/anna, but found /data/scans: start with --root <folder> to open others');
  await path.fill('/home/anna/studies/2026/skin-lesions');
  await path.press('Enter');
  await expect(dialog).toContainText('10,015 images directly in this folder');
  await expect(dialog.getByRole('button', { name: 'Add this folder' })).toBeEnabled();
});

test('a dataset is joined with another folder, from the menu of its card', async ({ page }) => {
  await open(page, '/datasets');
  await page.getByRole('button', { name: 'More for Chest X-ray, pneumonia' }).click();
  const item = page.getByRole('menuitem', { name: 'Join with another folder' });
  await item.click();
  const dialog = page.getByRole('dialog', { name: 'Join Chest X-ray, pneumonia with another folder' });
  await dialog.getByRole('textbox', { name: 'Path of the folder' }).fill('/home/anna/studies/2026/skin-lesions');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('10,015 images directly in this folder');
  expect(await flawsInBothThemes(page, 'datasets-join')).toEqual([]);
  await dialog.getByRole('button', { name: 'Join with this folder' }).click();
  await expect(page).toHaveURL(/\/datasets\/[\w-]+$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('skin-lesions');
});

test('a first start says what to do, and trains on the demo data with two clicks', async ({ page }) => {
  await open(page, '/datasets', { scenario: 'empty' });
  await expect(page.getByRole('button', { name: 'Try the demo data' })).toBeVisible();
  expect(await flawsInBothThemes(page, 'datasets-empty')).toEqual([]);
  await page.getByRole('button', { name: 'Try the demo data' }).click();
  await page.getByRole('button', { name: 'Train a first network' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]+/);
});

test('a folder of the server is chosen in a dialog and begins to be indexed', async ({ page }) => {
  await open(page, '/datasets');
  await page.getByRole('button', { name: 'Add a folder' }).click();
  for (const name of ['studies', '2026', 'skin-lesions']) await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('10,015 images directly in this folder');
  expect(await flawsOf(page)).toEqual([]);
  await keepScreenshot(page, 'folder-dialog');
  await page.getByRole('button', { name: 'Add this folder' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'skin-lesions' })).toBeVisible();
  await expect(page.getByText(/Reading headers: 41,200 of 70,000/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('The index was cancelled')).toBeVisible();
});

test('a dataset is removed from the list and brought back by Undo', async ({ page }) => {
  await open(page, '/datasets');
  await page.getByRole('button', { name: 'More for Demo: synthetic phantoms' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
  await expect(page.getByRole('article', { name: 'Demo: synthetic phantoms' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('article', { name: 'Demo: synthetic phantoms' })).toBeVisible();
});

test('a click on a bar shows the samples of the class, and the address keeps it', async ({ page }) => {
  await open(page, '/datasets/c0ffee01');
  await page.getByRole('button', { name: 'viral, test: 148' }).click();
  await expect(page).toHaveURL(/label=viral&side=test/);
  await expect(page.getByText('148 samples')).toBeVisible();
  await page.getByRole('button', { name: 'Table' }).click();
  await expect(page.getByRole('row', { name: /test\/viral\/person/ }).first()).toBeVisible();
  await keepScreenshot(page, 'dataset-samples-table');
  expect(await flawsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByText('5,856 samples')).toBeVisible();
});

test('a sample is seen at full size, and its neighbours by arrow keys', async ({ page }) => {
  await open(page, '/datasets/c0ffee01/samples');
  await page.getByRole('gridcell').first().click();
  await expect(page.getByRole('dialog')).toContainText('person1_bacterial_0.png');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog')).toContainText('person1_bacterial_1.png');
  await keepScreenshot(page, 'sample');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a million samples scroll to their end', async ({ page }) => {
  await open(page, '/datasets/c0ffee05/samples', { scenario: 'huge' });
  await expect(page.getByText('1,000,000 samples')).toBeVisible();
  await page.getByRole('gridcell').first().focus();
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('gridcell').last()).toContainText(/_999999\.png/);
});

test('a host in trouble is told with what helps, and a slow one with the shape of what is to come', async ({ page }) => {
  await open(page, '/datasets', { scenario: 'failing' });
  await expect(page.getByRole('alert').getByText('Look whether the disk is still mounted', { exact: false })).toBeVisible();
  await keepScreenshot(page, 'datasets-failing');
  expect(await flawsOf(page)).toEqual([]);
  await open(page, '/datasets', { scenario: 'slow' });
  await expect(page.locator('[aria-busy=true]').first()).toBeVisible();
  await keepScreenshot(page, 'datasets-loading');
});

test('of several folders that are one dataset the one that is gone is named, and the form names them all', async ({ page }) => {
  await open(page, '/datasets/c0ffee06', { scenario: 'moved' });
  const bar = page.getByRole('region', { name: 'The folder is not there' });
  await expect(bar).toContainText('The images of 1 of 2 folders are no longer at /media/gone/mainz: the folder may');
  await bar.getByRole('button', { name: 'Choose where it is now' }).click();
  for (const name of ['studies', '2026', 'skin-lesions']) await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await page.getByRole('button', { name: 'It is here' }).click();
  await expect(bar).toBeHidden();
  await page.getByRole('button', { name: 'New experiment' }).click();
  const form = page.getByRole('form', { name: 'Experiment' });
  await expect(form.getByRole('combobox', { name: 'Dataset' })).toContainText('Mainz + Heidelberg');
  await expect(form.getByLabel('/home/anna/studies/2026/skin-lesions')).toBeVisible();
  expect(await flawsInBothThemes(page, 'experiment-several-folders')).toEqual([]);
  await page.keyboard.press('y');
  await expect(page.locator('.cm-content')).toContainText('folder: [ /home/anna/studies/2026/heidelberg, /home/anna/studies/2026/skin-lesions ]');
});

test('a folder that has moved is said on its page and those of its runs, and found again where it is chosen', async ({ page }) => {
  await open(page, '/runs', { scenario: 'moved' });
  await page.locator('[data-row="0"] a').first().click();
  const bar = page.getByRole('region', { name: 'The folder is not there' });
  await expect(bar).toContainText('The images are no longer at /media/gone/');
  expect(await flawsInBothThemes(page, 'run-moved')).toEqual([]);
  await open(page, '/datasets/c0ffee01', { scenario: 'moved' });
  await expect(bar).toContainText('or its disk is not connected');
  expect(await flawsInBothThemes(page, 'dataset-moved')).toEqual([]);
  await bar.getByRole('button', { name: 'Choose where it is now' }).click();
  for (const name of ['studies', '2026', 'skin-lesions']) await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await page.getByRole('button', { name: 'It is here' }).click();
  await expect(bar).toBeHidden();
  await expect(page.getByRole('region', { name: 'Notifications (F8)' }).getByText('is read from /home/anna/studies/2026/skin-lesions now, and so are its runs')).toBeVisible();
});
