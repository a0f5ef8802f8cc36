import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginIndex, datasetSummary, insertDataset, writeIndexEvents } from '../../src-main/store/datasets.request.ts';
import { listRuns, readSeries } from '../../src-main/store/runs.request.ts';
import { listSamples } from '../../src-main/store/samples.request.ts';
import { openStore } from '../../src-main/store/start.ts';
import type { Store } from '../../src-main/store/start.ts';
import { rebuildStore, storeFacts, storeSettled } from '../../src-main/store/upkeep.request.ts';
import type { RunFilter, RunSort } from '../../src-shared/api/runs.ts';
import type { SampleFilter } from '../../src-shared/api/datasets.ts';
import type { IndexedFile } from '../../src-shared/domain/index-event.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { finishedJournal, runFile, runId } from '../store/made-up-runs.ts';

const RUNS = 10_000;
const POINTS = 1_000_000;
const SAMPLES = 1_000_000;
const REPEATS = 9;

/** `npm run bench -- store [runs | series | samples]`: how the store answers at the sizes that must stay smooth. */
export async function benchStore(words: readonly string[]): Promise<void> {
  const parts: Readonly<Record<string, (folder: string) => Promise<void>>> = { runs: benchRuns, series: benchSeries, samples: benchSamples };
  for (const [name, part] of Object.entries(parts)) {
    if (words.length > 0 && !words.includes(name)) continue;
    const folder = mkdtempSync(join(tmpdir(), 'delira-bench-'));
    try {
      await part(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

async function benchRuns(dataFolder: string): Promise<void> {
  const journals = Array.from({ length: 10 }, (_, i) => finishedJournal(i + 1, 10));
  for (let n = 1; n <= RUNS; n++) {
    const folder = join(dataFolder, 'runs', `run-${String(n).padStart(5, '0')}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, RUN_FILES.run), JSON.stringify(runFile(n, { model: { kind: n % 3 === 0 ? 'resnet18' : 'cnn' }, training: { epochs: (n % 10) + 1 } })));
    await writeFile(join(folder, RUN_FILES.journal), journals[n % 10] ?? '');
  }
  const store = await openStore({ dataFolder });
  await once(`${RUNS} run folders read into a new database`, async () => store.call(storeSettled, null));
  const page = (filter: Partial<RunFilter>, sort: RunSort, offset = 0) => () =>
    store.call(listRuns, { filter: { query: '', binned: false, ...filter }, sort, offset, limit: 100 });
  const newest: RunSort = { by: 'created', descending: true };
  await median('a page of 100, newest first', page({}, newest));
  await median('the last page, by selection', page({}, { by: 'selection', descending: true }, RUNS - 100));
  await median('model:resnet18 epochs>5', page({ query: 'model:resnet18 epochs>5' }, newest));
  await median('val_accuracy>0.55', page({ query: 'val_accuracy>0.55' }, newest));
  await median('a word, of any name or tag', page({ query: '777' }, newest));
  await median('a setting, loader.batchSize:10', page({ query: 'loader.batchSize:10' }, newest));
  await store.close();
  const again = await openStore({ dataFolder });
  await once(`${RUNS} runs looked at when the app starts`, async () => again.call(storeSettled, null));
  await once('the database made anew', async () => again.call(rebuildStore, null));
  await size(again);
  await again.close();
}

async function benchSeries(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, 'runs', 'long');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, RUN_FILES.run), JSON.stringify(runFile(1, { training: { epochs: 10 } })));
  await writeFile(join(folder, RUN_FILES.journal), finishedJournal(10, POINTS / 10, (step) => Math.sin(step / 1000) + (step % 7919 === 0 ? 5 : 0)));
  const store = await openStore({ dataFolder });
  await once(`a journal of ${POINTS} steps read`, async () => store.call(storeSettled, null));
  const series = (buckets: number, range: { from?: number; to?: number } = {}) => () =>
    store.call(readSeries, { runId: runId(1), name: 'train_loss', axis: 'step', buckets, ...range });
  await median(`${POINTS} points in 1000 buckets`, series(1000));
  await median('in 300 buckets', series(300));
  await median('a tenth of it in 1000 buckets', series(1000, { from: 450_123, to: 550_122 }));
  await median('1000 points of its middle, exact', series(1000, { from: 500_000, to: 500_999 }));
  await size(store);
  await store.close();
}

async function benchSamples(dataFolder: string): Promise<void> {
  const store = await openStore({ dataFolder });
  const { dataset } = await store.call(insertDataset, { name: 'many', folder: '/many' });
  const { id: datasetId } = dataset;
  await store.call(beginIndex, { datasetId });
  await once(`${SAMPLES} samples written`, async () => {
    for (let i = 0; i < SAMPLES; i += 1000) {
      const records = Array.from({ length: 1000 }, (_, k) => sample(i + k));
      await store.call(writeIndexEvents, { datasetId, events: [{ kind: 'records', records }] });
    }
  });
  await median('the summary of the dataset', () => store.call(datasetSummary, { datasetId }));
  const page = (filter: SampleFilter, offset: number) => () => store.call(listSamples, { datasetId, filter, offset, limit: 200 });
  await once('the first page', page({}, 0));
  await once('a jump to the end', page({}, SAMPLES - 200));
  await median('a page of the middle, then', page({}, SAMPLES / 2));
  await once('the end of a class of 100,000', page({ label: 'class-3' }, 99_000));
  await once('only faults', page({ faulty: true }, 0));
  await once('a search through all paths', page({ search: '123456' }, 0));
  await size(store);
  await store.close();
}

function sample(i: number): IndexedFile {
  return {
    path: `train/class-${i % 10}/${String(i).padStart(7, '0')}.png`,
    label: `class-${i % 10}`,
    group: null,
    side: 'train',
    sizeBytes: 1000 + (i % 100),
    modifiedMs: 1_790_000_000_000,
    shape: [28, 28, 1],
    dtype: 'uint8',
    hash: i.toString(16).padStart(32, '0'),
    fault: i % 1000 === 999 ? 'expected a PNG, but found text' : null,
    mask: null,
  };
}

async function once(what: string, work: () => Promise<unknown>): Promise<void> {
  tell(what, await time(work));
}

async function median(what: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < REPEATS; i++) times.push(await time(work));
  tell(what, times.sort((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? Number.NaN);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function size(store: Store): Promise<void> {
  const { databaseBytes } = await store.call(storeFacts, null);
  process.stdout.write(`${'the database'.padEnd(48)}${(databaseBytes / 2 ** 20).toFixed(1).padStart(10)} MiB\n\n`);
}

function tell(what: string, ms: number): void {
  process.stdout.write(`${what.padEnd(48)}${ms.toFixed(1).padStart(10)} ms\n`);
}
