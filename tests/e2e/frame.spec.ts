import { expect, test } from '@playwright/test';
import { flawsOf, keepScreenshot, useFakePage } from './fake-page.ts';

const open = useFakePage();

test('every screen is reached by its keys', async ({ page }) => {
  await open(page, '/');
  for (const [key, title] of [['e', 'Experiments'], ['r', 'Runs'], ['i', 'Images'], ['c', 'Compare'], ['p', 'Predict'], ['q', 'Queue'], ['h', 'Patients and splits'], ['s', 'Settings'], ['d', 'Datasets']] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
});

test('the status line tells what trains, on what, how long still, and that nothing leaves', async ({ page }) => {
  await open(page, '/datasets');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText(/resnet18 run 1.*epoch 7\/20 · 4 m 12 s left.*simd.*0 connections out/);
});

test('the palette finds a run by its name and leads there', async ({ page }) => {
  await open(page, '/datasets');
  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder(/^Search screens/)).toBeFocused();
  await page.keyboard.type('resnet18 run 3');
  await expect(page.getByRole('option', { name: /resnet18 run 3/ })).toBeVisible();
  await keepScreenshot(page, 'palette');
  expect(await flawsOf(page)).toEqual([]);
  await page.getByRole('option', { name: /resnet18 run 3/ }).click();
  await expect(page).toHaveURL(/\/runs\/0193a5e0-0000-7000-8000-000000000002/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Datasets' })).toBeVisible();
});

test('? lists the keys; the side bar narrows to icons and stays so', async ({ page }) => {
  await open(page, '/datasets');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toContainText('Go to');
  expect(await flawsOf(page)).toEqual([]);
  await keepScreenshot(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Narrow the side bar to icons' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Widen the side bar' })).toBeVisible();
  await keepScreenshot(page, 'side-bar-icons');
});
