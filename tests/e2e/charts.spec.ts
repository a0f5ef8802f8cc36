import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { serveGallery } from '../renderer/gallery/serve.ts';

const SCREENSHOTS = join(import.meta.dirname, '../../test-output/screenshots/charts');
const THEMES = ['light', 'dark'] as const;
const STORIES = ['LineStory', 'ManyLinesStory', 'SmallChartsStory', 'MatrixStory', 'GridStory', 'ViewerStory', 'CompareStory'];

/** As in chart-frame.ts. */
const MARGIN = { left: 52, right: 12 };

let gallery: Awaited<ReturnType<typeof serveGallery>>;
test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

async function open(page: Page, story: string, theme: (typeof THEMES)[number] = 'light'): Promise<void> {
  const [name, variant = ''] = story.split('-');
  await page.goto(`${gallery.address}?story=${name}&variant=${variant}&theme=${theme}`);
  await expect(page.locator('#app > *').first()).toBeVisible();
}

const chart = (page: Page, title: string): Locator => page.getByRole('figure', { name: title, exact: true });
const plotOf = (figure: Locator): Locator => figure.getByRole('application');

/** What components have emitted under a name, in order. */
const emitted = (page: Page, name: string): Promise<readonly unknown[]> =>
  page.evaluate((wanted) => window.gallery.emitted.filter((each) => each.name === wanted).map((each) => each.value), name);

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error('expected the element to be in sight');
  return box;
}

/** Waits until a canvas has been drawn on. */
async function drawn(figure: Locator): Promise<void> {
  await expect.poll(() => figure.locator('canvas').evaluate(inkIn)).toBeGreaterThan(0);
}

/** Pixels of a canvas that are not empty. */
function inkIn(element: Element): number {
  const canvas = element as HTMLCanvasElement;
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  let ink = 0;
  for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 0) ink++;
  return ink;
}

/** Waits until every chart of the page is drawn. */
async function settled(page: Page): Promise<void> {
  for (const canvas of await page.locator('.line-chart:not(:has(.empty)) canvas, .matrix canvas').all()) await expect.poll(() => canvas.evaluate(inkIn)).toBeGreaterThan(0);
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

for (const theme of THEMES) {
  for (const story of STORIES) {
    test(`${story} is clean for axe in the ${theme} theme`, async ({ page }) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await open(page, story, theme);
      await settled(page);
      await page.screenshot({ path: join(SCREENSHOTS, `${story}-${theme}.png`), fullPage: true });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
      expect(errors).toEqual([]);
    });
  }
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
    expect((await emitted(page, 'range')).filter((range) => range !== null)).toEqual([]);
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
      expect(await emitted(page, 'open')).toEqual([1, 999_999]);
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
