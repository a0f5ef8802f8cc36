import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { flawsInBothThemes, keepInBothThemes, useFakePage } from './fake-page.ts';
import type { FakeView } from './fake-page.ts';

const open = useFakePage();
const id = (n: number): string => `0193a5e0-0000-7000-8000-${String(n).padStart(12, '0')}`;

type Screen = readonly [name: string, address: string, scenario?: FakeView['scenario']];

const SCREENS: readonly Screen[] = [
  ['runs', '/runs'],
  ['runs-bin', '/runs?bin=1'],
  ['runs-none-fits', '/runs?q=nosuchrun'],
  ['runs-huge', '/runs', 'huge'],
  ['run-charts', `/runs/${id(0)}`],
  ['run-failed', `/runs/${id(3)}`],
  ['run-interrupted', `/runs/${id(6)}`],
  ['run-queued', `/runs/${id(7)}`],
  ['run-images', `/runs/${id(0)}/images`],
  ['run-samples', `/runs/${id(0)}/samples`],
  ['run-classes', `/runs/${id(0)}/classes`],
  ['run-logged', `/runs/${id(0)}/logged`],
  ['run-checkpoints', `/runs/${id(0)}/checkpoints`],
  ['run-log', `/runs/${id(2)}/log`],
  ['run-settings', `/runs/${id(0)}/settings`],
  ['run-environment', `/runs/${id(0)}/environment`],
  ['images', `/images?runs=${id(0)},${id(1)}`],
  ['compare-curves', `/compare?runs=${id(0)},${id(1)},${id(2)}`],
  ['compare-settings', `/compare?runs=${id(0)},${id(1)},${id(2)}&tab=settings`],
  ['compare-values', `/compare?runs=${id(0)},${id(1)},${id(2)}&tab=values`],
  ['compare-images', `/compare?runs=${id(0)},${id(1)},${id(2)}&tab=images`],
  ['queue', '/queue'],
  ['guide', '/guide/logging'],
  ['guide-from-delira', '/guide/from-delira'],
  ['k-fold', '/studies/0193a5e0-0000-7000-8002-000000000001'],
  ['k-fold-samples', '/studies/0193a5e0-0000-7000-8002-000000000001/samples'],
];

const EMPTY: readonly Screen[] = [
  ['runs-empty', '/runs', 'empty'],
  ['images-empty', '/images', 'empty'],
  ['compare-empty', '/compare', 'empty'],
  ['queue-empty', '/queue', 'empty'],
  ['run-gone', `/runs/${id(999)}`, 'empty'],
  ['runs-failing', '/runs', 'failing'],
  ['runs-slow', '/runs', 'slow'],
  ['run-slow', `/runs/${id(0)}`, 'slow'],
];

async function look(page: Page, [name, address, scenario = 'full']: Screen): Promise<void> {
  await open(page, address, { scenario });
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (scenario !== 'slow') await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
  expect(await flawsInBothThemes(page, name)).toEqual([]);
  if (scenario !== 'full') return;
  await page.setViewportSize({ width: 1600, height: 1000 });
  await keepInBothThemes(page, name, '-1600');
}

for (const screen of SCREENS) {
  test(`${screen[0]} is clean for axe and fits its window in both themes`, ({ page }) => look(page, screen));
}

for (const screen of EMPTY) {
  test(`${screen[0]} says what to do, clean for axe in both themes`, ({ page }) => look(page, screen));
}
