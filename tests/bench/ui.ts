/**
 * How long a person waits, in Chromium against the real server host, store and page:
 *
 *     npm run bench -- ui [--runs 1000] [--points 1000000] [--rounds 5] [--json]
 *
 * `first picture`: from the navigation in a browser that has never seen the app
 * until the rows of the table of runs are painted. `long series`: from the
 * click on a run in the table until the chart of its series is drawn, and from a
 * change of the axis until it is drawn anew.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { HTTP_PATHS } from '../../src-shared/api/http.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { decodeWire } from '../../src-shared/lib/wire.ts';
import { CHROMIUM_ARGS, findChromium } from '../helpers/chromium.ts';
import { startRealHost } from '../helpers/real-host.ts';
import type { RealHost } from '../helpers/real-host.ts';
import { madeUpRunId, writeMadeUpRun } from './made-up-runs.ts';

const VIEW = { width: 1280, height: 720 };
/** The series is long, its epochs are few, as in a run over a large dataset. */
const EPOCHS = 10;
const READ_MS = 300_000;

interface Waits {
  readonly firstPictureMs: number;
  readonly openSeriesMs: number;
  readonly changeAxisMs: number;
}

export async function benchUi(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { runs: { type: 'string', default: '1000' }, points: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
  });
  const [runs, points, rounds] = [values.runs, values.points, values.rounds].map(Number) as [number, number, number];
  const found = findChromium();
  if ('help' in found) throw new BadInput(found.help);
  const folder = mkdtempSync(join(tmpdir(), 'delira-bench-ui-'));
  let host: RealHost | null = null;
  let browser: Browser | null = null;
  try {
    await writeRuns(join(folder, 'runs'), runs, points);
    host = await startRealHost({ data: folder, roots: [folder] });
    browser = await chromium.launch({ executablePath: found.path, args: CHROMIUM_ARGS });
    const cookies = await signIn(browser, host, runs, points);
    const all: Waits[] = [];
    for (let round = 0; round < rounds; round++) all.push(await measure(browser, host, cookies));
    report({ runs, points, rounds, ...medians(all) }, values.json);
  } finally {
    await browser?.close();
    await host?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeRuns(folder: string, runs: number, points: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let n = 1; n < runs; n++) await writeMadeUpRun(folder, n, { epochs: EPOCHS, batches: 5 });
  await writeMadeUpRun(folder, runs, { epochs: EPOCHS, batches: points / EPOCHS });
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Takes the session once, and waits until the store has read every run to its end. */
async function signIn(browser: Browser, host: RealHost, runs: number, points: number): Promise<Cookies> {
  const context = await browser.newContext({ viewport: VIEW });
  const page = await context.newPage();
  await page.goto(host.address);
  await page.waitForFunction(() => !location.hash.includes('token'));
  const deadline = performance.now() + READ_MS;
  for (;;) {
    const total = await ask<{ total: number }>(page, 'runs.list', { filter: { query: 'status:finished', binned: false }, sort: { by: 'created', descending: true }, offset: 0, limit: 1 });
    const series = await ask<readonly { name: string; points: number }[]>(page, 'runs.seriesList', { runId: madeUpRunId(runs) }).catch(() => []);
    if (total.total === runs && series.some((each) => each.name === 'train_loss' && each.points === points)) break;
    if (performance.now() > deadline) throw new Error(`expected ${runs} runs to be read within ${READ_MS / 1000} s, but found ${total.total}`);
    await page.waitForTimeout(500);
  }
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

async function ask<Answer>(page: Page, method: string, argument: unknown): Promise<Answer> {
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`${origin}${HTTP_PATHS.api}${method}`, { data: argument, headers: { origin } });
  if (!answer.ok()) throw new Error(`expected an answer to ${method}, but found ${await answer.text()}`);
  return decodeWire(new Uint8Array(await answer.body()), new TextDecoder()) as Answer;
}

/** One round, in a browser context that has never seen the app but for its cookie. */
async function measure(browser: Browser, host: RealHost, cookies: Cookies): Promise<Waits> {
  const context = await browser.newContext({ viewport: VIEW });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(new URL('/runs', host.address).href, { waitUntil: 'commit' });
  const firstPictureMs = await painted(page, () => document.querySelector('[data-row] a') !== null);
  await page.waitForTimeout(1000);
  const openSeriesMs = await acting(page, '[data-row="0"] a');
  await page.waitForTimeout(1000);
  const changeAxisMs = await acting(page, '[aria-label="Axis"] button:nth-child(3)');
  await context.close();
  return { firstPictureMs, openSeriesMs, changeAxisMs };
}

/** Milliseconds since the page's navigation began when what is awaited has been painted. */
async function painted(page: Page, there: () => boolean): Promise<number> {
  await page.waitForFunction(there, undefined, { polling: 'raf', timeout: 60_000 });
  return page.evaluate(() => new Promise<number>((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))));
}

/** Milliseconds from a click until the picture of the first chart has changed. */
function acting(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    (clicked) =>
      new Promise<number>((resolve, reject) => {
        const picture = (): string => {
          const canvas = document.querySelector<HTMLCanvasElement>('.line-chart canvas');
          if (!canvas || canvas.width < 100) return '';
          const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
          let sum = 0;
          for (let i = 0; i < data.length; i += 4) sum = (31 * sum + (data[i] ?? 0) + (data[i + 3] ?? 0)) % 1_000_000_007;
          return sum === 0 ? '' : String(sum);
        };
        const before = picture();
        const began = performance.now();
        const look = (): void => {
          const now = picture();
          if (now !== '' && now !== before) resolve(performance.now() - began);
          else if (performance.now() - began > 60_000) reject(new Error('expected another picture within a minute'));
          else requestAnimationFrame(look);
        };
        const element = document.querySelector<HTMLElement>(clicked);
        if (!element) return reject(new Error(`expected ${clicked}`));
        element.click();
        requestAnimationFrame(look);
      }),
    selector,
  );
}

function medians(all: readonly Waits[]): Waits {
  const middle = (of: (waits: Waits) => number): number => Math.round([...all].map(of).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN);
  return { firstPictureMs: middle((each) => each.firstPictureMs), openSeriesMs: middle((each) => each.openSeriesMs), changeAxisMs: middle((each) => each.changeAxisMs) };
}

function report(result: Waits & { readonly runs: number; readonly points: number; readonly rounds: number }, json: boolean): void {
  if (json) return void process.stdout.write(`${JSON.stringify(result)}\n`);
  process.stdout.write(
    [
      `first picture with ${result.runs.toLocaleString('en')} runs: ${result.firstPictureMs} ms (at most 2000)`,
      `series of ${result.points.toLocaleString('en')} points, from the click on its run: ${result.openSeriesMs} ms (at most 500)`,
      `the same on another axis: ${result.changeAxisMs} ms (at most 500)`,
      `medians of ${result.rounds} rounds`,
      '',
    ].join('\n'),
  );
}
