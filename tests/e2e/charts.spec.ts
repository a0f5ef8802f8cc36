import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { seriousFlaws } from './axe.ts';
import { SCREENSHOTS, boxOf, emitted, inkIn, settled, useGallery } from './gallery-page.ts';

const STORIES = ['LineStory', 'ManyLinesStory', 'SmallChartsStory', 'MatrixStory', 'GridStory', 'ViewerStory', 'CompareStory'];

/** As in chart-frame.ts. */
const MARGIN = { left: 52, right: 12, top: 8, bottom: 24 };

const open = useGallery();

const chart = (page: Page, title: string): Locator => page.getByRole('figure', { name: title, exact: true });
const plotOf = (figure: Locator): Locator => figure.getByRole('application');

/** Waits until a chart is drawn. */
async function drawn(figure: Locator): Promise<void> {
  await expect.poll(() => figure.locator('canvas').evaluate(inkIn)).toBeGreaterThan(0);
}

async function dragAcross(page: Page, plot: Locator, from: number, to: number): Promise<void> {
  const box = await boxOf(plot);
  const at = (share: number) => box.x + MARGIN.left + share * (box.width - MARGIN.left - MARGIN.right);
  await page.mouse.move(at(from), box.y + 60);
  await page.mouse.down();
  await page.mouse.move(at((from + to) / 2), box.y + 70);
  await page.mouse.move(at(to), box.y + 80);
  await page.mouse.up();
}

for (const story of STORIES) {
  test(`${story} is clean for axe in both themes`, async ({ page }) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    for (const theme of ['light', 'dark'] as const) {
      await open(page, story, theme);
      await settled(page);
      await page.screenshot({ path: join(SCREENSHOTS, `${story}-${theme}.png`), fullPage: true });
      // Only colours differ between the themes.
      const serious = await seriousFlaws(page, theme === 'light' ? [] : ['color-contrast']);
      expect([theme, serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])]).toEqual([theme, []]);
    }
    expect(errors).toEqual([]);
  });
}

test.describe('a line chart', () => {
  test('asks for the range that was dragged over, and for the whole again', async ({ page }) => {
    await open(page, 'LineStory');
    const plot = plotOf(chart(page, 'loss'));
    await drawn(chart(page, 'loss'));
    await dragAcross(page, plot, 0.25, 0.75);
    const [range] = (await emitted(page, 'range')) as [[number, number]];
    const stepsPerPixel = 39_999 / ((await boxOf(plot)).width - MARGIN.left - MARGIN.right);
    expect(Math.abs(range[0] - 0.25 * 39_999)).toBeLessThan(stepsPerPixel);
    expect(Math.abs(range[1] - 0.75 * 39_999)).toBeLessThan(stepsPerPixel);
    await page.getByRole('button', { name: 'Reset zoom' }).first().waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'zoomed.png') });
    await plot.dblclick({ position: { x: 200, y: 100 } });
    expect(await emitted(page, 'range')).toEqual([range, null]);
  });

  test('has its axes where its lines are painted', async ({ page }) => {
    await open(page, 'LineStory');
    await drawn(chart(page, 'loss'));
    const canvas = chart(page, 'loss').locator('canvas');
    const { width, height } = await boxOf(canvas);
    const axes = await canvas.evaluate((element) => window.gallery.axesOf(element as HTMLCanvasElement));
    expect(axes).toEqual([MARGIN.left, width - MARGIN.right, MARGIN.top, height - MARGIN.bottom]);
  });

  test('gives a drag up with Escape', async ({ page }) => {
    await open(page, 'LineStory');
    const plot = plotOf(chart(page, 'loss'));
    await drawn(chart(page, 'loss'));
    await plot.focus();
    const box = await boxOf(plot);
    await page.mouse.move(box.x + 100, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 60);
    await expect(plot.locator('.selection')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(plot.locator('.selection')).toHaveCount(0);
    await page.mouse.up();
    expect(await emitted(page, 'range')).toEqual([]);
  });

  test('is read, zoomed and reset with keys', async ({ page }) => {
    await open(page, 'LineStory');
    const figure = chart(page, 'loss');
    await drawn(figure);
    await plotOf(figure).focus();
    await page.keyboard.press('End');
    await expect(figure.locator('[aria-live]')).toHaveText(/^step 39,999: train 0\.\d+, val 0\.\d+$/);
    await page.keyboard.press('ArrowLeft');
    await expect(figure.locator('[aria-live]')).toHaveText(/^step 39,955: train 0\.\d+, val 0\.\d+$/);
    await page.screenshot({ path: join(SCREENSHOTS, 'keys.png') });
    await page.keyboard.press('Home');
    await page.keyboard.press('+');
    expect(await emitted(page, 'range')).toEqual([[0, 19_999.5]]);
    await page.keyboard.press('0');
    expect(await emitted(page, 'range')).toEqual([[0, 19_999.5], null]);
  });

  test('shares its crosshair, and tells exact values of every line', async ({ page }) => {
    await open(page, 'LineStory', 'dark');
    await drawn(chart(page, 'val_accuracy'));
    const plot = plotOf(chart(page, 'loss'));
    await plot.hover({ position: { x: 300, y: 60 } });
    await expect(page.locator('.tooltip')).toContainText(/^step [\d,]+/);
    await expect(page.locator('.tooltip tbody tr')).toHaveCount(2);
    await expect(plotOf(chart(page, 'val_accuracy')).locator('.hair')).toHaveCount(1);
    await page.screenshot({ path: join(SCREENSHOTS, 'crosshair.png') });
    await page.mouse.move(0, 0);
    await expect(page.locator('.hair')).toHaveCount(0);
  });

  test('shows one spike of 1,000,000 points', async ({ page }) => {
    await open(page, 'LineStory');
    const figure = chart(page, 'one spike in 1,000,000 points');
    await drawn(figure);
    const spike = await figure.locator('canvas').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      // The run's purple: much red and blue, little green. Counted per column, in the upper half only.
      const columns = Array.from({ length: canvas.width }, (_, x) => {
        let purple = 0;
        for (let y = 0; y < canvas.height / 2; y++) {
          const [red = 0, green = 0, blue = 0, opacity = 0] = data.slice(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 4);
          if (opacity > 100 && red > green + 40 && blue > green + 40) purple++;
        }
        return purple;
      });
      return { most: Math.max(...columns), at: columns.indexOf(Math.max(...columns)) / canvas.width, height: canvas.height };
    });
    expect(spike.most).toBeGreaterThan(spike.height * 0.35);
    const { width } = await boxOf(plotOf(figure));
    expect(Math.abs(spike.at * width - (MARGIN.left + 0.612345 * (width - MARGIN.left - MARGIN.right)))).toBeLessThan(3);
  });

  test('switches lines off and on, and shows one alone', async ({ page }) => {
    await open(page, 'LineStory');
    const figure = chart(page, 'val_accuracy');
    await drawn(figure);
    const before = await figure.locator('canvas').evaluate(inkIn);
    const names = figure.getByRole('button');
    await names.nth(1).click();
    await expect(names.nth(1)).toHaveAttribute('aria-pressed', 'false');
    await names.nth(2).click({ modifiers: ['Alt'] });
    expect(await names.evaluateAll((all) => all.map((each) => each.getAttribute('aria-pressed')))).toEqual(['false', 'false', 'true', 'false']);
    await expect.poll(() => figure.locator('canvas').evaluate(inkIn)).toBeLessThan(before);
    await names.nth(2).click({ modifiers: ['Alt'] });
    expect(await names.evaluateAll((all) => all.map((each) => each.getAttribute('aria-pressed')))).toEqual(['true', 'true', 'true', 'true']);
  });

  test('says what a log scale leaves out, and what is not a number', async ({ page }) => {
    await open(page, 'LineStory');
    await expect(chart(page, 'values ≤ 0 on a log scale').getByRole('button')).toContainText('2 ≤ 0 left out');
    await expect(chart(page, 'gaps').getByRole('button')).toContainText('3 not a number');
    await expect(chart(page, 'nothing')).toContainText('No values yet');
  });

  test('grows on the same canvas, without a blank frame', async ({ page }) => {
    await open(page, 'ManyLinesStory');
    await page.getByRole('button', { name: 'half' }).click();
    const figure = chart(page, 'train_loss');
    await drawn(figure);
    await page.evaluate(() => {
      const canvas = document.querySelector('canvas');
      if (!canvas) throw new Error('expected a canvas');
      const seen = { same: true, blank: 0, frames: 0 };
      Object.assign(window, { seen });
      const look = (): void => {
        seen.frames++;
        seen.same &&= document.querySelector('canvas') === canvas;
        const { data } = canvas.getContext('2d')?.getImageData(60, 100, 100, 1) ?? { data: [] };
        if (!data.some((value, i) => i % 4 === 3 && value > 0)) seen.blank++;
        requestAnimationFrame(look);
      };
      look();
    });
    const summary = figure.locator('table tbody tr').first();
    const before = await figure.locator('canvas').evaluate(inkIn);
    await page.getByRole('button', { name: 'whole' }).click();
    await expect(summary).toBeAttached();
    await expect.poll(() => figure.locator('canvas').evaluate(inkIn)).not.toBe(before);
    const seen = await page.evaluate(() => (window as unknown as { seen: { same: boolean; blank: number; frames: number } }).seen);
    expect({ same: seen.same, blank: seen.blank }).toEqual({ same: true, blank: 0 });
    expect(seen.frames).toBeGreaterThan(2);
  });

  test('takes the colours of the other theme at once', async ({ page }) => {
    await open(page, 'LineStory');
    const figure = chart(page, 'one point');
    await drawn(figure);
    const dot = () =>
      figure.locator('canvas').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const middle = 52 + (canvas.width - 64) / 2;
        const data = canvas.getContext('2d')?.getImageData(middle - 1, 8 + (canvas.height - 32) / 2, 1, 1).data ?? [];
        return [...data];
      });
    expect((await dot()).slice(0, 3)).toEqual([0x09, 0x45, 0x59]);
    await page.evaluate(() => document.documentElement.classList.add('dark'));
    await expect.poll(async () => (await dot()).slice(0, 3)).toEqual([0xa2, 0xe4, 0xfd]);
  });

  test('stays sharp when its card changes its size', async ({ browser }) => {
    const context = await browser.newContext({ deviceScaleFactor: 2, viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    await open(page, 'LineStory');
    const figure = chart(page, 'loss');
    await drawn(figure);
    const size = () => figure.locator('canvas').evaluate((element) => [(element as HTMLCanvasElement).width, element.clientWidth, element.parentElement?.clientWidth]);
    const [pixels, shown, room] = await size();
    expect([pixels, shown]).toEqual([2 * (room ?? 0), room]);
    await page.setViewportSize({ width: 1000, height: 700 });
    await expect.poll(async () => (await size())[2]).not.toBe(room);
    await expect
      .poll(async () => {
        const [nowPixels, nowShown, nowRoom] = await size();
        return [nowPixels === 2 * (nowRoom ?? 0), nowShown === nowRoom];
      })
      .toEqual([true, true]);
    await context.close();
  });
});

test.describe('bars and matrices', () => {
  test('filter by class and side with a click or keys', async ({ page }) => {
    await open(page, 'SmallChartsStory');
    const bars = page.getByRole('group', { name: 'Samples per class' }).first();
    await bars.getByRole('button', { name: 'CXR, val: 900' }).click();
    await bars.getByRole('button', { name: /^CXR 7,500 samples/ }).click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await emitted(page, 'class')).toEqual([
      { label: 'CXR', side: 'val' },
      { label: 'CXR', side: null },
      { label: 'ChestCT', side: null },
      { label: 'ChestCT', side: 'val' },
      null,
    ]);
  });

  test('of a histogram filter by their range', async ({ page }) => {
    await open(page, 'SmallChartsStory');
    const bars = page.getByRole('toolbar', { name: 'Image width: bars filter' }).getByRole('button');
    await bars.first().click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const [first, second] = (await emitted(page, 'bin')) as { from: number; to: number }[];
    expect(second?.from).toBe(first?.to);
  });

  test('give truth and prediction of the cell that was clicked, and take it back', async ({ page }) => {
    await open(page, 'MatrixStory');
    const cells = page.getByRole('grid', { name: /^Confusion matrix/ }).first();
    const box = await boxOf(cells);
    const at = { x: box.width * 0.95, y: box.height * 0.45 };
    await cells.click({ position: at });
    await expect(cells.getByRole('gridcell')).toHaveAccessibleName(/^4 taken for 9: \d+ of /);
    await cells.click({ position: at });
    expect(await emitted(page, 'cell')).toEqual([{ truth: 4, predicted: 9 }, null]);
  });

  test('are walked with keys', async ({ page }) => {
    await open(page, 'MatrixStory-big');
    await settled(page);
    const cell = page.getByRole('gridcell');
    await cell.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter', 'Control+End', 'Enter']) await page.keyboard.press(key);
    expect(await emitted(page, 'cell')).toEqual([
      { truth: 2, predicted: 1 },
      { truth: 99, predicted: 99 },
    ]);
    await expect(cell).toBeFocused();
    await expect(cell).toBeInViewport();
    await page.screenshot({ path: join(SCREENSHOTS, 'matrix-of-100.png') });
    await expect(cell).toHaveAccessibleName(/^finding 99 taken for itself: \d+ of /);
  });
});
