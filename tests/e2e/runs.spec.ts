import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { useFakePage } from './fake-page.ts';

const open = useFakePage();

const rows = (page: Page) => page.getByRole('grid', { name: 'Runs' }).locator('[data-row]');
const row = (page: Page, name: string) => rows(page).filter({ has: page.getByRole('link', { name, exact: true }) });
const search = (page: Page) => page.getByRole('textbox', { name: 'Search the runs' });

test('ten thousand runs scroll to their end, with some dozens of rows in the page', async ({ page }) => {
  await open(page, '/runs', { scenario: 'huge' });
  await expect(page.getByRole('grid', { name: 'Runs' })).toHaveAttribute('aria-rowcount', '10001');
  await rows(page).first().focus();
  await page.keyboard.press('End');
  await expect(rows(page).last().getByRole('link')).toHaveText(/run 10000|seed 10000/);
  await expect(rows(page).last()).toBeFocused();
  expect(await rows(page).count()).toBeLessThan(60);
});

test('scrolling through ten thousand runs leaves the page thread free', async ({ page }) => {
  const FRAMES = 60;
  await open(page, '/runs', { scenario: 'huge' });
  await expect(rows(page).first()).toBeVisible();
  const session = await page.context().newCDPSession(page);
  // The thread's own time: what else the machine does is not the page's fault.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busySeconds = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  const before = await busySeconds();
  await page.getByRole('grid', { name: 'Runs' }).evaluate(async (grid, frames) => {
    for (let frame = 0; frame < frames; frame++) {
      grid.scrollTop += 400;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, FRAMES);
  expect((1000 * ((await busySeconds()) - before)) / FRAMES).toBeLessThan(50);
});

test('a run is found, ticked, renamed, tagged and binned by keys alone, and comes back by undo', async ({ page }) => {
  await open(page, '/runs');
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('status:finished seed');
  await expect(page).toHaveURL(/q=status:finished/);
  await expect(row(page, 'resnet18 run 3')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'cnn, seed 2')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByRole('toolbar', { name: 'Chosen runs' })).toContainText('1 chosen');
  await page.keyboard.press('Space');
  await page.keyboard.press('F2');
  await page.keyboard.type('the seed that won');
  await page.keyboard.press('Enter');
  await expect(row(page, 'the seed that won')).toBeFocused();
  await page.keyboard.press('t');
  await expect(page.getByRole('textbox', { name: 'Find or make a tag' })).toBeFocused();
  await page.keyboard.type('figure 3');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(row(page, 'the seed that won')).toContainText('figure 3');
  await row(page, 'the seed that won').focus();
  await page.keyboard.press('Delete');
  await expect(row(page, 'the seed that won')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(row(page, 'the seed that won')).toBeVisible();
});

test('the bin gives back what was put into it', async ({ page }) => {
  await open(page, '/runs');
  await row(page, 'cnn run 4').focus();
  await page.keyboard.press('Delete');
  await page.getByRole('link', { name: 'Bin' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Bin' })).toBeVisible();
  await row(page, 'cnn run 4').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('The bin is empty')).toBeVisible();
  await page.goBack();
  await expect(row(page, 'cnn run 4')).toBeVisible();
});

test('several runs get a tag at once, go out as CSV, and are compared', async ({ page }) => {
  await open(page, '/runs');
  await page.getByRole('checkbox', { name: 'Choose cnn, seed 2' }).click();
  await page.getByRole('checkbox', { name: 'Choose resnet18 run 5' }).click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar', { name: 'Chosen runs' });
  await expect(bar).toContainText('4 chosen');
  await bar.getByRole('button', { name: 'Tag', exact: true }).click();
  await expect(page.getByRole('checkbox', { name: 'paper' })).toHaveAttribute('aria-checked', 'mixed');
  await page.getByRole('checkbox', { name: 'paper' }).click();
  await expect(page.getByRole('checkbox', { name: 'paper' })).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Escape');
  await expect(row(page, 'cnn run 4')).toContainText('paper');
  const exported = page.waitForEvent('download');
  await bar.getByRole('button', { name: 'Export CSV' }).click();
  expect((await exported).suggestedFilename()).toBe('runs.csv');
  await bar.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('list', { name: 'Compared runs' }).getByRole('listitem')).toHaveCount(4);
});

test('columns are chosen and remembered, and headings sort', async ({ page }) => {
  await open(page, '/runs');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Backend' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Tags' }).click();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Backend' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Tags' })).toHaveCount(0);
  await page.getByRole('columnheader', { name: 'Best' }).getByRole('button').click();
  await expect(page.getByRole('columnheader', { name: 'Best' })).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/sort=selection-down/);
});

test('a failed run tells what happened to which file, and clones with what helps', async ({ page }) => {
  await open(page, '/runs/0193a5e0-0000-7000-8000-000000000003');
  const reason = page.getByRole('region', { name: 'What went wrong' });
  await expect(reason).toContainText('NaN at step 812, in a batch with train/viral/person1301_viral_2602.png');
  await reason.getByRole('button', { name: 'Clone with a learning rate of 0.00003' }).click();
  await expect(page).toHaveURL(/\/experiments\//);
});

test('a look at the test side is warned of and counted', async ({ page }) => {
  await open(page, '/runs/0193a5e0-0000-7000-8000-000000000002');
  await expect(page.getByText('optimistic · test not opened')).toBeVisible();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Test' }).click();
  const dialog = page.getByRole('dialog', { name: 'Test the selected checkpoint' });
  await expect(dialog).toContainText('Every look at the test side is counted');
  await dialog.getByRole('button', { name: 'Look at the test side' }).click();
  await expect(page.getByText('test accuracy 0.868 · opened once')).toBeVisible();
});

test('charts zoom together, pin to the front and keep the pin', async ({ page }) => {
  await open(page, '/runs/0193a5e0-0000-7000-8000-000000000000');
  const titles = page.getByRole('figure').locator('figcaption .title');
  await expect(titles).toHaveText(['loss', 'accuracy', 'learning_rate']);
  await page.getByRole('button', { name: 'Pin learning_rate to the front' }).click();
  await page.reload();
  await expect(titles).toHaveText(['learning_rate', 'loss', 'accuracy']);
  await page.getByRole('figure', { name: 'loss' }).getByRole('application').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Reset zoom' })).toHaveCount(3);
  await page.getByRole('button', { name: 'Whole range' }).click();
  await expect(page.getByRole('button', { name: 'Reset zoom' })).toHaveCount(0);
});

test('a cell of the confusion matrix leads to its samples, and one of them to the viewer', async ({ page }) => {
  await open(page, '/runs/0193a5e0-0000-7000-8000-000000000000/classes');
  const cell = page.getByRole('grid', { name: /^Confusion matrix/ }).getByRole('gridcell');
  await cell.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/samples\?side=val&truth=0&predicted=1/);
  await expect(page.getByRole('button', { name: /taken for/ })).toBeVisible();
  await page.getByRole('grid', { name: /^Samples/ }).getByRole('gridcell').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('confidence');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('arrow keys walk through the steps of the saved images', async ({ page }) => {
  await open(page, '/runs/0193a5e0-0000-7000-8000-000000000000/images');
  const slider = page.getByRole('slider', { name: 'Step' });
  await expect(slider).toHaveAttribute('aria-valuetext', /^epoch 7/);
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', /^epoch 6/);
  await expect(page.getByRole('grid', { name: 'Saved images' }).getByRole('gridcell')).toHaveCount(8);
});

test('an address carries a comparison; a run keeps its colour when another is taken away', async ({ page }) => {
  const id = (n: number) => `0193a5e0-0000-7000-8000-00000000000${n}`;
  await open(page, `/compare?runs=${id(0)},${id(1)},${id(2)}&tab=values&base=${id(1)}`);
  const chips = page.getByRole('list', { name: 'Compared runs' });
  const colourOf = (name: string) => chips.getByRole('listitem').filter({ hasText: name }).locator('i').getAttribute('style');
  await expect(page.getByText('Noise unknown')).toBeVisible();
  await expect(chips.getByRole('button', { name: 'cnn, seed 2 is the base' })).toHaveAttribute('aria-pressed', 'true');
  const before = await colourOf('resnet18 run 3');
  await chips.getByRole('button', { name: 'Take cnn, seed 2 away' }).click();
  await expect(chips.getByRole('listitem')).toHaveCount(2);
  expect(await colourOf('resnet18 run 3')).toBe(before);
  await expect(chips.getByRole('button', { name: 'resnet18 run 1 is the base' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('navigation', { name: 'What is compared' }).getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('rowheader', { name: 'seed', exact: true })).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'device', exact: true })).toHaveCount(0);
});

test('the queue puts what waits into another order, cancels it, and stops what trains', async ({ page }) => {
  await open(page, '/queue');
  const waiting = page.getByRole('region', { name: 'Waits, in this order' }).getByRole('listitem');
  await expect(waiting.first()).toContainText('fold 5 of 5');
  await page.getByRole('button', { name: 'Move cnn run 8 up' }).click();
  await expect(waiting.first()).toContainText('cnn run 8');
  // The focus goes along, so that the keys move the same run again.
  await page.keyboard.press('Alt+ArrowDown');
  await expect(waiting.last()).toContainText('cnn run 8');
  await waiting.last().dragTo(waiting.first(), { targetPosition: { x: 60, y: 4 } });
  await expect(waiting.first()).toContainText('cnn run 8');
  for (const name of ['cnn run 8', 'chest-resnet18-fold-5']) await page.getByRole('button', { name: `Cancel ${name}` }).click();
  await expect(page.getByRole('heading', { name: 'Waits, in this order' })).toHaveCount(0);
  for (const name of ['resnet18 run 1', 'chest-resnet18-fold-4']) {
    await page.getByRole('button', { name: `Stop ${name}` }).click();
    await page.getByRole('menuitem', { name: 'After this epoch' }).click();
  }
  await expect(page.getByText('Nothing trains, nothing waits')).toBeVisible();
});
