import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { flawsInBothThemes, flawsOf, keepScreenshot, useFakePage } from './fake-page.ts';

const open = useFakePage();

const fold = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) });

/** The YAML as it stands in the editor. */
async function yamlOf(page: Page): Promise<string> {
  const lines = await page.locator('.cm-line').allTextContents();
  return lines.join('\n');
}

test('the form and what it means are clean for axe in both themes', async ({ page }) => {
  await open(page, '/experiments');
  await expect(page.getByRole('link', { name: 'chest, residual network' })).toBeVisible();
  expect(await flawsInBothThemes(page, 'experiments')).toEqual([]);
  await page.getByRole('link', { name: 'chest, residual network' }).click();
  await expect(page.getByText('11,171,587')).toBeVisible();
  await fold(page, 'Training').click();
  expect(await flawsInBothThemes(page, 'experiment')).toEqual([]);
  await page.getByLabel('YAML').click();
  await expect(page.locator('.cm-content')).toBeVisible();
  expect(await flawsInBothThemes(page, 'experiment-yaml')).toEqual([]);
});

test('what was typed a moment ago is what starts', async ({ page }) => {
  await open(page, '/experiments/d1');
  await fold(page, 'Training').click();
  await page.getByLabel('Epochs', { exact: true }).fill('7');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]+/);
  await expect(page.getByText(/epoch \d+\/7\b/).first()).toBeVisible();
});

test('form and YAML follow each other, and the comment stays', async ({ page }) => {
  await open(page, '/experiments/d1');
  await page.getByLabel('YAML').click();
  await fold(page, 'Training').click();
  await page.getByLabel('Epochs', { exact: true }).fill('33');
  await page.keyboard.press('Tab');
  await expect.poll(() => yamlOf(page)).toContain('epochs: 33');
  expect(await yamlOf(page)).toContain('# Second try: more epochs, a falling learning rate.');

  await page.locator('.cm-line', { hasText: 'epochs: 33' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await expect(page.getByLabel('Epochs', { exact: true })).toHaveValue('3');
  await expect(page.getByRole('status').getByText('Saved')).toBeVisible();
});

test('patches are switched on with a size for as many axes as the network reads, and off again', async ({ page }) => {
  await open(page, '/experiments/d1');
  await page.getByLabel('YAML').click();
  const patches = page.getByRole('switch', { name: 'Patches', exact: true });
  await expect(patches).not.toBeChecked();
  await expect(page.getByLabel('Patch size')).toHaveCount(0);
  await patches.click();
  await expect(page.getByLabel('Patch size')).toHaveValue('128, 128');
  await patches.click();
  await expect.poll(() => yamlOf(page)).not.toContain('patch');
  await page.locator('.cm-line', { hasText: 'kind: resnet18' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await page.keyboard.type('unet3d');
  await expect(page.getByRole('button', { name: /^Network/ })).toContainText('unet3d');
  await patches.click();
  await expect(page.getByLabel('Patch size')).toHaveValue('64, 64, 64');
  await page.getByLabel('Patch size').fill('32 x 48 x 32');
  await page.keyboard.press('Tab');
  await expect.poll(() => yamlOf(page)).toMatch(/patch:\s+(?:\{ )?size:\s+\[32, 48, 32\]/);
  expect(await flawsOf(page)).toEqual([]);
  await keepScreenshot(page, 'experiment-patches');
  await patches.click();
  await expect.poll(() => yamlOf(page)).not.toContain('patch');
  await expect(page.getByLabel('Patch size')).toHaveCount(0);
});

test('a fault stands at its field and at its line, and nothing starts', async ({ page }) => {
  await open(page, '/experiments/d1');
  await page.getByLabel('YAML').click();
  await fold(page, 'Training').click();
  await page.getByLabel('Epochs', { exact: true }).fill('0');
  await page.keyboard.press('Tab');
  await expect(page.getByText('expected at least 1, but found 0')).toHaveCount(2);
  await expect(page.locator('.cm-lint-marker-error')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();
  await keepScreenshot(page, 'experiment-fault');
  expect(await flawsOf(page)).toEqual([]);
});

test('steps of augmentation are added, and drawn anew', async ({ page }) => {
  await open(page, '/experiments/d2');
  await expect(page.getByRole('img', { name: /unchanged/ })).toHaveCount(12);
  await fold(page, 'Augmentation').click();
  await page.getByRole('button', { name: 'Add to Augment' }).click();
  await page.getByRole('menuitem', { name: 'rotate' }).click();
  await expect(page.getByRole('img', { name: /rotate -?\d/ }).first()).toBeVisible();
  const tiles = () => page.getByRole('list', { name: 'Drawn samples' }).getByRole('img').evaluateAll((all) => all.map((each) => each.getAttribute('alt')));
  const before = await tiles();
  await page.getByRole('button', { name: 'New draw' }).click();
  await expect.poll(tiles).not.toEqual(before);
});

test('a batch is tried by itself before the start', async ({ page }) => {
  await open(page, '/experiments/d1');
  // It stands there until the run's page comes, which may be sooner than the next look from outside.
  const told = await page.evaluateHandle(() => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(...(/^Fits: .*$/m.exec(document.body.innerText) ?? []))).observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]+/);
  expect(await told.jsonValue()).toContain('Fits: 5.1 GB of 8.0 GB, about 2 h 10 m, 3.4 GB disk');
});

test('what does not fit is told with what helps, and starts only when asked again', async ({ page }) => {
  await open(page, '/experiments/d1');
  await page.getByLabel('Batch size', { exact: true }).fill('1024');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('Halve the batch size', { exact: false }).last()).toBeVisible();
  await expect(page).toHaveURL(/\/experiments\//);
  await page.getByRole('button', { name: 'Start anyway' }).click();
  await expect(page).toHaveURL(/\/runs\//);
});

test("code of the user's own waits for a yes, and the start with it", async ({ page }) => {
  await open(page, '/experiments/d1');
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled();
  await page.getByLabel('YAML').click();
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('loader: { code: /code/my-loader.ts }\n');
  await expect(page.getByText('This runs code of your own: it does so once you agree to it.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();
  await page.getByRole('button', { name: 'Look and agree' }).click();
  await expect(page.getByRole('dialog', { name: 'Run this code?' })).toContainText('my-loader.ts');
  expect(await flawsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Run it' }).click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled();
});

test('weights to start from are chosen among runs or as a file, typed, and left out again', async ({ page }) => {
  await open(page, '/experiments/d1');
  await page.getByLabel('YAML').click();
  await fold(page, 'Network').click();
  const typed = page.getByRole('textbox', { name: 'Start from' });
  await page.getByLabel('Run to start from').click();
  await page.getByRole('option').first().click();
  await expect(typed).toHaveValue(/\/delira\/runs\/[a-z0-9]+-\d{4}$/);
  await expect.poll(() => yamlOf(page)).toMatch(/startFrom: .*\/runs\//);
  expect(await flawsOf(page)).toEqual([]);
  await keepScreenshot(page, 'experiment-start-light');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose weights to start from' });
  await dialog.getByRole('checkbox', { name: 'resnet18.safetensors' }).click();
  expect(await flawsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Take 1 file' }).click();
  await expect(typed).toHaveValue('/home/anna/resnet18.safetensors');
  await page.getByRole('button', { name: 'Start by chance' }).click();
  await expect(typed).toHaveValue('');
});
