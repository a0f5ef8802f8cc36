/**
 * How smoothly the pictures and the table of a large dataset scroll, in
 * Chromium against the real server host, store, thumbnails and page:
 *
 *     npm run bench -- gallery [--rows 1000000] [--json]
 *
 * `frame`: time from one frame to the next while the wheel turns, of which 95
 * in 100 are shorter. `after a jump`: from a jump of the scroll bar to a far
 * place, never seen before, until all pictures there are painted.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import type { IndexedFile } from '../../src-shared/domain/index-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { random } from '../../src-shared/lib/random.ts';
import { beginIndex, endIndex, insertDataset, writeIndexEvents } from '../../src-main/store/datasets.request.ts';
import { openStore } from '../../src-main/store/start.ts';
import { encodePng } from '../../src-main/imaging/encode-png.ts';
import { CHROMIUM_ARGS, findChromium } from '../helpers/chromium.ts';
import { startRealHost } from '../helpers/real-host.ts';
import type { RealHost } from '../helpers/real-host.ts';

const VIEW = { width: 1280, height: 720 };
/** Real files; folders of links make as many paths of them as there are rows. */
const FILES = 1000;
const SIDE = 64;
const SCROLL_MS = 4000;

interface Scrolling {
  readonly frameMs: number;
  readonly longestFrameMs: number;
}

interface Result {
  readonly rows: number;
  readonly firstPicturesMs: number;
  readonly pictures: Scrolling;
  readonly jumpMs: number;
  readonly table: Scrolling;
}

export async function benchGallery(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { rows: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } } });
  const rows = Number(values.rows);
  const found = findChromium();
  if ('help' in found) throw new BadInput(found.help);
  const folder = mkdtempSync(join(tmpdir(), 'delira-bench-gallery-'));
  let host: RealHost | null = null;
  let browser: Browser | null = null;
  try {
    const datasetId = await writeDataset(folder, rows);
    host = await startRealHost({ data: join(folder, 'data'), roots: [folder] });
    browser = await chromium.launch({ executablePath: found.path, args: CHROMIUM_ARGS });
    report(await measure(browser, host, datasetId, rows), values.json);
  } finally {
    await browser?.close();
    await host?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An index of as many rows as asked for, each of a file that is there. */
async function writeDataset(folder: string, rows: number): Promise<string> {
  const images = join(folder, 'images');
  mkdirSync(join(images, 'class-0'), { recursive: true });
  for (let i = 0; i < FILES; i++) {
    const next = random(1, 'demo', 0, i);
    writeFileSync(join(images, 'class-0', nameOf(i)), encodePng({ data: Uint8Array.from({ length: SIDE * SIDE }, () => Math.floor(256 * next())), height: SIDE, width: SIDE, channels: 1 }));
  }
  for (let k = 1; k < rows / FILES; k++) symlinkSync('class-0', join(images, `class-${k}`));
  const store = await openStore({ dataFolder: join(folder, 'data') });
  try {
    const { dataset } = await store.call(insertDataset, { name: 'many', folder: images });
    const datasetId = dataset.id;
    await store.call(beginIndex, { datasetId });
    await store.call(writeIndexEvents, { datasetId, events: [{ kind: 'layout', finding: { layout: 'class-folders', reason: 'Each folder is a class.', manifest: null, alternatives: [] } }] });
    for (let first = 0; first < rows; first += FILES) {
      const records = Array.from({ length: Math.min(FILES, rows - first) }, (_, i) => row(first + i));
      await store.call(writeIndexEvents, { datasetId, events: [{ kind: 'records', records }] });
    }
    await store.call(endIndex, { datasetId, outcome: 'ready', message: null });
    return datasetId;
  } finally {
    await store.close();
  }
}

function nameOf(i: number): string {
  return `${String(i).padStart(4, '0')}.png`;
}

function row(i: number): IndexedFile {
  const folder = Math.floor(i / FILES);
  return {
    path: `class-${folder}/${nameOf(i % FILES)}`,
    label: `class-${folder % 10}`,
    group: null,
    side: null,
    sizeBytes: 4000,
    modifiedMs: 1_790_000_000_000,
    shape: [SIDE, SIDE, 1],
    dtype: 'uint8',
    hash: i.toString(16).padStart(32, '0'),
    fault: null,
    mask: null,
  };
}

async function measure(browser: Browser, host: RealHost, datasetId: string, rows: number): Promise<Result> {
  const context = await browser.newContext({ viewport: VIEW });
  const page = await context.newPage();
  await page.goto(host.address);
  await page.waitForFunction(() => !location.hash.includes('token'));
  const began = performance.now();
  await page.goto(new URL(`/datasets/${datasetId}/samples`, host.address).href, { waitUntil: 'commit' });
  await painted(page);
  const firstPicturesMs = Math.round(performance.now() - began);
  await page.waitForTimeout(1000);
  const pictures = await scroll(page, '.picture-grid');
  const jumped = performance.now();
  await page.evaluate(() => {
    const grid = document.querySelector('.picture-grid');
    if (grid) grid.scrollTop = 0.7 * grid.scrollHeight;
  });
  await page.waitForTimeout(50);
  await painted(page);
  const jumpMs = Math.round(performance.now() - jumped);
  await page.getByRole('radio', { name: 'Table' }).or(page.getByRole('button', { name: 'Table' })).first().click();
  await page.waitForFunction(() => document.querySelectorAll('.sample-table td').length > 100);
  const table = await scroll(page, 'div:has(> .sample-table)');
  return { rows, firstPicturesMs, pictures, jumpMs, table };
}

/** Until every picture in sight is there. */
async function painted(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const view = document.querySelector('.picture-grid')?.getBoundingClientRect();
      if (!view) return false;
      const cells = [...document.querySelectorAll('.picture-grid .cell')].filter((cell) => {
        const { top, bottom } = cell.getBoundingClientRect();
        return bottom > view.top && top < view.bottom;
      });
      return cells.length > 10 && cells.every((cell) => cell.querySelector('img')?.complete === true && !cell.querySelector('.skeleton'));
    },
    undefined,
    { polling: 'raf', timeout: 60_000 },
  );
}

/** Turns the wheel for some seconds, some 40 rows of pictures a second, and times each frame. */
async function scroll(page: Page, selector: string): Promise<Scrolling> {
  const box = await page.locator(selector).first().boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    let last = performance.now();
    const look = (): void => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const before = await page.evaluate((of) => document.querySelector(of)?.scrollTop ?? 0, selector);
  for (const until = performance.now() + SCROLL_MS; performance.now() < until; ) {
    await page.mouse.wheel(0, 240);
    await page.waitForTimeout(40);
  }
  const after = await page.evaluate((of) => document.querySelector(of)?.scrollTop ?? 0, selector);
  if (after === before) throw new Error(`expected ${selector} to scroll, but it stayed at ${before}`);
  const frames = await page.evaluate(() => (window as unknown as { readonly frames: readonly number[] }).frames);
  const sorted = [...frames].sort((a, b) => a - b);
  return { frameMs: Math.round(sorted[Math.floor(0.95 * sorted.length)] ?? Number.NaN), longestFrameMs: Math.round(sorted.at(-1) ?? Number.NaN) };
}

function report({ rows, firstPicturesMs, pictures, jumpMs, table }: Result, json: boolean): void {
  if (json) return void process.stdout.write(`${JSON.stringify({ rows, firstPicturesMs, pictures, jumpMs, table })}\n`);
  process.stdout.write(
    [
      `first pictures of ${rows.toLocaleString('en')}: ${firstPicturesMs} ms after the navigation`,
      `pictures, while the wheel turns: 95 in 100 frames within ${pictures.frameMs} ms, the longest ${pictures.longestFrameMs} ms`,
      `pictures after a jump to a far place: ${jumpMs} ms`,
      `table, while the wheel turns: 95 in 100 frames within ${table.frameMs} ms, the longest ${table.longestFrameMs} ms`,
      '',
    ].join('\n'),
  );
}
