import { expect, test } from '@playwright/test';
import { flawsOf, keepScreenshot, useFakePage } from './fake-page.ts';

const open = useFakePage();

test('an experiment leads to the runs that were started from it', async ({ page }) => {
  await open(page, '/experiments');
  const link = page.getByRole('listitem').filter({ hasText: 'hippocampus slices' }).getByRole('link', { name: /runs?$/ });
  await expect(link).toContainText(/\d+ runs?/);
  await link.click();
  await expect(page).toHaveURL(/\/runs\?.*experiment(:|%3A)d2/);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
});

test('a run is tested on another dataset, which does not open its test side', async ({ page }) => {
  await open(page, '/runs/0193a5e0-0000-7000-8000-000000000002');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Test', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Test the selected checkpoint' });
  await expect(dialog.getByRole('combobox', { name: 'Test on' })).toContainText('its test side');
  expect(await flawsOf(page)).toEqual([]);
  await dialog.getByRole('combobox', { name: 'Test on' }).click();
  await page.getByRole('option').nth(1).click();
  await keepScreenshot(page, 'run-test-elsewhere-light');
  await dialog.getByRole('button', { name: 'Test on it' }).click();
  await expect(page.getByText(/was tested on .+: test_accuracy 0\.868/).last()).toBeVisible();
  await expect(page.getByText('optimistic · test not opened')).toBeVisible();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Test', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Looks so far' })).toContainText(/epoch 6 on .+ images: test_accuracy 0\.868/);
});
