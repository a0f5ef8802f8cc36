import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { serveGallery } from '../renderer/gallery/serve.ts';

export const SCREENSHOTS = join(import.meta.dirname, '../../test-output/screenshots/charts');
export type Theme = 'light' | 'dark';

/** Serves the gallery for the tests of a file; gives what opens a story of it, with a variant after a dash. */
export function useGallery(): (page: Page, story: string, theme?: Theme) => Promise<void> {
  let gallery: Awaited<ReturnType<typeof serveGallery>>;
  test.beforeAll(async () => {
    gallery = await serveGallery();
  });
  test.afterAll(() => gallery.close());
  return async (page, story, theme = 'light') => {
    const [name, variant = ''] = story.split('-');
    await page.goto(`${gallery.address}?story=${name}&variant=${variant}&theme=${theme}`);
    await expect(page.locator('#app > *').first()).toBeVisible();
  };
}

/** What components have emitted under a name, in order. */
export function emitted(page: Page, name: string): Promise<readonly unknown[]> {
  return page.evaluate((wanted) => window.gallery.emitted.filter((each) => each.name === wanted).map((each) => each.value), name);
}

export async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error('expected the element to be in sight');
  return box;
}

/** Pixels of a canvas that are not empty. */
export function inkIn(element: Element): number {
  const canvas = element as HTMLCanvasElement;
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  let ink = 0;
  for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 0) ink++;
  return ink;
}

/** Waits until every chart of the page is drawn. */
export async function settled(page: Page): Promise<void> {
  const canvases = await page.locator('.line-chart:not(:has(.empty)) canvas, .matrix canvas').all();
  for (const canvas of canvases) await expect.poll(() => canvas.evaluate(inkIn)).toBeGreaterThan(0);
}
