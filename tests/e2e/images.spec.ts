import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { SCREENSHOTS, boxOf, emitted, useGallery } from './gallery-page.ts';

const open = useGallery();

test.describe('a grid of 1,000,000 pictures', () => {
  for (const variant of ['', '-narrow']) {
    test(`is walked from the first to the last with few elements${variant}`, async ({ page }) => {
      await open(page, `GridStory${variant}`);
      const grid = page.getByRole('grid', { name: 'Samples' });
      await grid.getByRole('gridcell').first().click();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+End');
      const last = page.locator('[data-index="999999"]');
      await expect(last).toBeFocused();
      await expect(last).toBeInViewport({ ratio: 0.9 });
      await expect(last.locator('figcaption')).toHaveText('CXR/0999999.png');
      await page.keyboard.press('Enter');
      await page.keyboard.press('3');
      expect(await emitted(page, 'open')).toEqual([0, 1, 999_999]);
      expect(await emitted(page, 'key')).toContainEqual([999_999, '3']);
      expect(await grid.getByRole('gridcell').count()).toBeLessThan(150);
      await page.keyboard.press('Control+Home');
      await expect(page.locator('[data-index="0"]')).toBeFocused();
      await expect(page.locator('[data-index="0"]')).toBeInViewport({ ratio: 0.9 });
    });

    test(`tells what is in sight as it is scrolled${variant}`, async ({ page }) => {
      await open(page, `GridStory${variant}`);
      await expect.poll(() => emitted(page, 'visible')).not.toEqual([]);
      const [first] = (await emitted(page, 'visible')) as [number, number][];
      expect(first?.[0]).toBe(0);
      await page.mouse.move(200, 300);
      await page.mouse.wheel(0, 3000);
      await expect.poll(async () => ((await emitted(page, 'visible')).at(-1) as [number, number])[0]).toBeGreaterThan(0);
      const [from, to] = (await emitted(page, 'visible')).at(-1) as [number, number];
      const shown = await page.locator('[data-index]').evaluateAll((cells) => {
        const box = document.querySelector('.picture-grid')?.getBoundingClientRect();
        return cells.filter((cell) => cell.getBoundingClientRect().bottom > (box?.top ?? 0) && cell.getBoundingClientRect().top < (box?.bottom ?? 0)).map((cell) => Number(cell.getAttribute('data-index')));
      });
      expect(from).toBeLessThanOrEqual(Math.min(...shown));
      expect(to).toBeGreaterThanOrEqual(Math.max(...shown));
      // Two notches of a wheel go no further in a grid that is too high for a browser than in any other.
      expect(Math.min(...shown)).toBeLessThan(variant === '' ? 400 : 12);
    });
  }

  test('keeps the first picture in sight when its columns change', async ({ page }) => {
    await open(page, 'GridStory');
    await page.mouse.move(200, 300);
    await page.mouse.wheel(0, 40_000);
    const first = () =>
      page.locator('[data-index]').evaluateAll((cells) => {
        const top = document.querySelector('.picture-grid')?.getBoundingClientRect().top ?? 0;
        return Math.min(...cells.filter((cell) => cell.getBoundingClientRect().bottom > top + 5 && cell.getAttribute('tabindex') !== '0').map((cell) => Number(cell.getAttribute('data-index'))));
      });
    await expect.poll(first).toBeGreaterThan(1000);
    const before = await first();
    await page.setViewportSize({ width: 900, height: 720 });
    await expect.poll(async () => Math.abs((await first()) - before)).toBeLessThan(10);
  });

  test('says why a picture is not there', async ({ page }) => {
    await open(page, 'GridStory');
    await expect(page.locator('[data-index="30"]')).toContainText('This picture cannot be shown');
    await open(page, 'GridStory-empty');
    await expect(page.getByText('No samples match')).toBeVisible();
  });
});

test.describe('a step slider', () => {
  test('follows the newest step until one is picked', async ({ page }) => {
    await open(page, 'CompareStory');
    const slider = page.getByRole('group', { name: 'Step' }).nth(1);
    const more = page.getByRole('button', { name: 'another step' });
    await expect(slider.locator('output')).toContainText('step 2814');
    await more.click();
    await expect(slider.locator('output')).toContainText('step 3752');
    await slider.getByRole('slider').focus();
    await page.keyboard.press('ArrowLeft');
    await more.click();
    await expect(slider.locator('output')).toContainText('step 2814');
    await slider.getByRole('button', { name: 'Newest' }).click();
    await expect(slider.locator('output')).toContainText('step 4690');
    expect(await emitted(page, 'step')).toEqual([2814, null]);
  });

  test('plays from the first step to the last', async ({ page }) => {
    await open(page, 'CompareStory');
    const slider = page.getByRole('group', { name: 'Step' }).nth(1);
    await slider.getByRole('button', { name: 'Play' }).click();
    await expect(slider.getByRole('button', { name: 'Play' })).toBeVisible();
    expect(await emitted(page, 'step')).toEqual([0, 938, 1876, 2814]);
  });
});

test.describe('a comparison of images', () => {
  test('shows for each run its last picture up to the step', async ({ page }) => {
    await open(page, 'CompareStory');
    const table = page.getByRole('table');
    await expect(table.getByRole('rowheader').nth(1)).toContainText('step 2,345');
    await expect(table).toContainText('No images were logged');
    const slider = page.getByRole('slider').first();
    await slider.focus();
    await page.keyboard.press('Home');
    await expect(table).toContainText('None before step 938');
    await page.keyboard.press('End');
    await table.getByRole('button').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await emitted(page, 'open')).toEqual([{ key: 'b', step: 2345, column: 1 }]);
  });
});

test.describe('the viewer of a sample', () => {
  test('tells the value under the pointer', async ({ page }) => {
    await open(page, 'ViewerStory-ramp');
    const picture = page.getByRole('img', { name: 'phantom 0' });
    const { width, height } = await boxOf(picture);
    const at = (x: number, y: number) => picture.hover({ position: { x: ((x + 0.5) * width) / 16, y: ((y + 0.5) * height) / 16 } });
    await at(3, 5);
    await expect(page.locator('.readout')).toHaveText('x 3  y 5  83');
    await at(15, 15);
    await expect(page.locator('.readout')).toHaveText('x 15  y 15  255');
  });

  test('spreads a window of greys from black to white', async ({ page }) => {
    await open(page, 'ViewerStory-ramp');
    await expect(page.getByRole('group', { name: 'Grey window' })).toBeVisible();
    for (let i = 0; i < 12; i++) await page.keyboard.press('[');
    const width = await page.getByRole('slider', { name: 'width' }).inputValue();
    expect(Number(width)).toBe(72);
    const shot = await page.getByRole('img', { name: 'phantom 0' }).screenshot({ path: join(SCREENSHOTS, 'window.png') });
    const rows = await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      return [1, 8, 14].map((row) => context?.getImageData(image.width / 32, ((row + 0.5) * image.height) / 16, 1, 1).data[0]);
    }, shot.toString('base64'));
    // Greys 16, 128 and 224 with level 127.5 and width 72: below, in the middle, above.
    expect(rows).toEqual([0, 129, 255]);
    await page.keyboard.press('\\');
    expect(await page.getByRole('slider', { name: 'width' }).inputValue()).toBe('255');
  });

  test('offers no window of greys for a picture in colour', async ({ page }) => {
    await open(page, 'ViewerStory-colour');
    await page.getByRole('img').hover();
    await expect(page.locator('.readout')).toHaveText(/^x \d+ {2}y \d+ {2}\d+, \d+, \d+$/);
    await expect(page.getByRole('group', { name: 'Grey window' })).toHaveCount(0);
  });

  test('zooms and moves with keys and wheel, keeps its place for the next picture, and closes', async ({ page }) => {
    await open(page, 'ViewerStory');
    const percent = page.getByRole('group', { name: 'Zoom' }).locator('output');
    await page.keyboard.press('1');
    await expect(percent).toHaveText('100 %');
    for (let i = 0; i < 6; i++) await page.keyboard.press('+');
    await expect(percent).toHaveText('381 %');
    const before = await boxOf(page.getByRole('img'));
    await page.keyboard.press('Shift+ArrowRight');
    expect((await boxOf(page.getByRole('img'))).x).toBe(before.x - 48);
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('img', { name: 'phantom 1' })).toBeVisible();
    await expect(percent).toHaveText('381 %');
    await page.locator('.stage').hover({ position: { x: 200, y: 200 } });
    await page.mouse.wheel(0, 200);
    await expect(percent).not.toHaveText('381 %');
    await page.keyboard.press('0');
    await expect(page.getByRole('button', { name: 'Fit' })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Escape');
    expect(await emitted(page, 'close')).toEqual([null]);
  });
});
