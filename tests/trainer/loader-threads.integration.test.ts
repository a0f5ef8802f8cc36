import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBatchSource } from '../../src-main/engine/loading/batch-source.ts';
import type { Batch, BatchSource } from '../../src-main/engine/loading/batch.ts';
import type { SampleForm } from '../../src-main/engine/loading/form.ts';
import { epochOrder } from '../../src-main/engine/loading/recipe.ts';
import { createRecipe } from '../../src-main/trainer/loader-threads/recipe.ts';
import type { RecipeData } from '../../src-main/trainer/loader-threads/recipe.ts';
import { createSampleCache } from '../../src-main/trainer/loader-threads/sample-cache.ts';
import { createSampleTable } from '../../src-main/trainer/loader-threads/sample-table.ts';
import { createThreadedSource } from '../../src-main/trainer/loader-threads/source.ts';
import type { LoaderOptions, ThreadedSource } from '../../src-main/trainer/loader-threads/source.ts';
import { HIPPOCAMPUS_VALUES, hippocampusSamples } from '../helpers/hippocampus.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { hangingDrive } from './hanging-drive.ts';
import { writePictures } from './pictures.ts';

const hippocampus = realData('hippocampus');
const SIDE = 12;
const FORM: SampleForm = [
  { name: 'image', shape: [SIDE, SIDE, 1], dtype: 'float32' },
  { name: 'label', shape: [], dtype: 'int32' },
];
const entry = pathToFileURL(join(import.meta.dirname, '../../src-main/trainer/loader-threads/thread.ts'));

function makeRecipe(count: number, change: Partial<RecipeData> = {}): RecipeData {
  const folder = temporaryFolder();
  return {
    folder,
    table: createSampleTable(writePictures(folder, count, SIDE)),
    prepare: [{ kind: 'range', low: 0, high: 1, from: 'type' }],
    sampler: { kind: 'random', seed: 7 },
    batchesPerEpoch: 'auto',
    batchSize: 8,
    dropLast: false,
    unreadable: 'replace',
    augment: [
      { kind: 'mirror', axes: [0, 1], probability: 0.5 },
      { kind: 'rotate', degrees: 20, probability: 0.5 },
      { kind: 'contrast', range: [0.5, 1.5], probability: 0.5 },
    ],
    seed: 3,
    cache: null,
    ...change,
  };
}

function startSource(recipe: RecipeData, threads: number, change: Partial<LoaderOptions> = {}): ThreadedSource {
  const source = createThreadedSource({ recipe, form: FORM, threads, ringBytes: 2 ** 20, lastEpoch: 3, entry, ...change });
  onTestFinished(() => source.close());
  return source;
}

/** All that a batch says, copied, because its memory is given back. */
function copyOf(batch: Batch): unknown {
  const arrays = Object.fromEntries(Object.entries(batch.arrays).map(([name, { data, shape, dtype }]) => [name, { bytes: Buffer.from(data.slice().buffer).toString('base64'), shape, dtype }]));
  const { size, samples, skipped } = batch;
  batch.release();
  return { size, samples, skipped, arrays };
}

async function readEpoch(source: BatchSource, epoch: number, from = 0): Promise<unknown[]> {
  const batches: unknown[] = [];
  for await (const batch of source.epoch(epoch, from)) batches.push(copyOf(batch));
  return batches;
}

async function readAll(source: BatchSource): Promise<unknown[]> {
  return [...(await readEpoch(source, 1)), ...(await readEpoch(source, 2)), ...(await readEpoch(source, 3))];
}

describe('loader threads', () => {
  it.each([0, 1, 2, 8])('make the batches of the reference, bit for bit and in order: %i of them', async (threads) => {
    const recipe = makeRecipe(45);
    const expected = await readAll(createBatchSource(createRecipe(recipe)));
    expect(expected).toHaveLength(18);
    expect(await readAll(startSource(recipe, threads))).toEqual(expected);
  });

  it('make the same batches of a balanced sampler, for as many as an epoch is to have', async () => {
    const recipe = makeRecipe(45, { sampler: { kind: 'stopping-prevalence-random', seed: 7 }, batchesPerEpoch: 9 });
    const expected = await readAll(createBatchSource(createRecipe(recipe)));
    expect(expected).toHaveLength(27);
    expect(await readAll(startSource(recipe, 2))).toEqual(expected);
  });

  it.each([1000, 7, 0])('make the same batches from the shared cache, with room for %i samples', async (room) => {
    const plain = makeRecipe(45);
    const recipe = { ...plain, cache: createSampleCache(FORM, 45, room * (SIDE * SIDE + 1) * 4) };
    const expected = await readAll(createBatchSource(createRecipe(plain)));
    expect(await readAll(startSource(recipe, 2))).toEqual(expected);
    const there = [...new Int32Array((recipe.cache ?? expect.unreachable()).states)].filter((state) => state === 2);
    expect(there).toHaveLength(Math.min(45, room));
  });

  it.for([0, 1, 3])('cut the same patches out of real volumes of several sizes, with and without the shared cache: %i of them', async (threads, context) => {
    needs(context, hippocampus !== null, NO_REAL_DATA);
    const folder = hippocampus ?? '';
    const size = [16, 24, 16];
    const patched: Partial<RecipeData> = { folder, table: createSampleTable(hippocampusSamples(folder, 9)), maskValues: HIPPOCAMPUS_VALUES, prepare: [{ kind: 'z-score', over: 'all' }], batchSize: 2, batchesPerEpoch: 12, patch: { size, foreground: 0.5 }, augment: [{ kind: 'mirror', axes: [0, 1, 2], probability: 0.5 }] };
    const plain = makeRecipe(0, patched);
    const form: SampleForm = [{ name: 'image', shape: [...size, 1], dtype: 'float32' }, { name: 'label', shape: [...size, 1], dtype: 'int32' }];
    const expected = await readAll(createBatchSource(createRecipe(plain)));
    expect(expected).toHaveLength(36);
    const whole = form.map((each) => ({ ...each, shape: [40, 50, 40, 1] }));
    const cache = createSampleCache(whole, 9, 9 * 40 * 50 * 40 * 8, false);
    expect(await readAll(startSource({ ...plain, cache }, threads, { form }))).toEqual(expected);
    expect([...new Int32Array(cache.states)]).toEqual(new Array<number>(9).fill(2));
    expect(await readEpoch(startSource(plain, threads, { form }), 2, 5)).toEqual(expected.slice(17, 24));
  });

  it('change validation images in the same way in every epoch, and leave the truth of moved masks to the batch', async () => {
    const recipe = makeRecipe(20, { unreadable: 'leave-out', sampler: { kind: 'sequential' } });
    const source = startSource(recipe, 2);
    const [first, second] = [await readEpoch(source, 1), await readEpoch(source, 2)];
    expect(second).toEqual(first);
    expect(first).toEqual(await readEpoch(createBatchSource(createRecipe(recipe)), 3));
    expect(first).not.toEqual(await readEpoch(startSource({ ...recipe, augment: [] }, 2), 1));
    expect([source.truth, startSource({ ...recipe, augment: [] }, 2).truth]).toEqual([undefined, expect.any(Function)]);
  });

  it('skip the batches before `from` without reading them', async () => {
    const recipe = makeRecipe(40);
    const expected = await readEpoch(createBatchSource(createRecipe(recipe)), 2);
    // The samples of the first three batches can no longer be read.
    for (const index of epochOrder(createRecipe(recipe), 2).subarray(0, 24)) writeFileSync(join(recipe.folder, `${String(index).padStart(4, '0')}.png`), 'gone');
    expect(await readEpoch(startSource(recipe, 2), 2, 3)).toEqual(expected.slice(3));
  });

  it('go on at any place after the reader left an epoch in its midst', async () => {
    const recipe = makeRecipe(40);
    const source = startSource(recipe, 2);
    for await (const batch of source.epoch(1)) {
      batch.release();
      break;
    }
    const reference = createBatchSource(createRecipe(recipe));
    expect(await readEpoch(source, 1, 1)).toEqual(await readEpoch(reference, 1, 1));
    expect(await readEpoch(source, 1)).toEqual(await readEpoch(reference, 1));
    expect(await readEpoch(source, 3)).toEqual(await readEpoch(reference, 3));
  });

  it.each(['replace', 'leave-out'] as const)('say of unreadable samples what the reference says, and %s them', async (unreadable) => {
    const recipe = makeRecipe(30, { unreadable });
    for (const name of ['0003.png', '0004.png', '0017.png']) writeFileSync(join(recipe.folder, name), 'not a picture');
    const expected = await readAll(createBatchSource(createRecipe(recipe)));
    expect(JSON.stringify(expected)).toContain('0017.png');
    expect(await readAll(startSource(recipe, 2))).toEqual(expected);
  });

  it('say what became of files that vanish and change while they are used, as the reference does', async () => {
    const recipe = makeRecipe(30, { sampler: { kind: 'sequential' } });
    rmSync(join(recipe.folder, '0003.png'));
    appendFileSync(join(recipe.folder, '0004.png'), 'x');
    const batches = await readEpoch(startSource(recipe, 2), 1);
    expect(batches).toEqual(await readEpoch(createBatchSource(createRecipe(recipe)), 1));
    expect((batches[0] as Batch).skipped).toEqual([
      { path: '0003.png', reason: 'expected to read it, but it is not there', standIn: '0005.png' },
      { path: '0004.png', reason: 'expected 0004.png as it was indexed, but it has changed since: index the dataset again', standIn: '0005.png' },
    ]);
  });

  it.each(['replace', 'leave-out'] as const)('end the reading with a sentence when the drive with the images goes away, and go on when it is back: %s', async (unreadable) => {
    const recipe = makeRecipe(200, { unreadable });
    const source = startSource(recipe, 2, { ringBytes: 1 });
    const expected = await readEpoch(createBatchSource(createRecipe(recipe)), 1);
    const away = `${recipe.folder}-away`;
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const batch of source.epoch(1)) {
        seen.push(copyOf(batch));
        if (seen.length === 3) renameSync(recipe.folder, away);
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'BadInput', message: `expected the images' folder at ${recipe.folder}, but found none` });
    renameSync(away, recipe.folder);
    expect([...seen, ...(await readEpoch(source, 1, seen.length))]).toEqual(expected);
  });

  it('end the reading where a drive left its empty folder behind', async () => {
    const recipe = makeRecipe(300);
    rmSync(recipe.folder, { recursive: true });
    mkdirSync(recipe.folder);
    await expect(readEpoch(startSource(recipe, 2), 1)).rejects.toThrow(/expected one readable image among 200 one after the other, but found none, such as \d+.png: expected to read it, but it is not there/);
  });

  it('give an empty batch where every sample of it is unreadable and left out', async () => {
    const recipe = makeRecipe(16, { unreadable: 'leave-out', sampler: { kind: 'sequential' } });
    for (let i = 0; i < 8; i++) writeFileSync(join(recipe.folder, `${String(i).padStart(4, '0')}.png`), '');
    const batches = await readEpoch(startSource(recipe, 1), 1);
    expect(batches.map((batch) => (batch as Batch).size)).toEqual([0, 8]);
    expect(batches).toEqual(await readEpoch(createBatchSource(createRecipe(recipe)), 1));
  });

  it('pass an error on at the batch that it belongs to, as the reference does', async () => {
    const folder = temporaryFolder();
    const entries = writePictures(folder, 40, SIDE);
    const larger = writePictures(join(folder, 'larger'), 1, SIDE + 1).map((each) => ({ ...each, path: `larger/${each.path}` }));
    const recipe = makeRecipe(0, { folder, table: createSampleTable(entries.toSpliced(20, 1, ...larger)), sampler: { kind: 'sequential' } });
    for (const source of [createBatchSource(createRecipe(recipe)), startSource(recipe, 2)]) {
      let batches = 0;
      const reading = (async () => {
        for await (const batch of source.epoch(1)) {
          batches++;
          batch.release();
        }
      })();
      await expect(reading).rejects.toMatchObject({ name: 'BadInput', message: expect.stringContaining('larger/0000.png') as string });
      expect(batches).toBe(2);
    }
  });

  it('work no further ahead than the ring has room', async () => {
    const recipe = { ...makeRecipe(80), cache: createSampleCache(FORM, 80, 2 ** 20) };
    const batchBytes = 8 * (SIDE * SIDE + 1) * 4;
    const source = startSource(recipe, 1, { ringBytes: 3 * batchBytes });
    const made = () => new Int32Array((recipe.cache ?? expect.unreachable()).states).filter((state) => state === 2).length;
    const iterator = source.epoch(1)[Symbol.asyncIterator]();
    const first = (await iterator.next()).value as Batch;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made()).toBe(3 * 8);
    first.release();
    await expect.poll(made).toBe(4 * 8);
    await iterator.return?.(undefined);
  });

  it('say so when the reader keeps more batches than there are slots', async () => {
    const source = startSource(makeRecipe(80), 1, { ringBytes: 1 });
    const reading = (async () => {
      for await (const batch of source.epoch(1)) void batch;
    })();
    await expect(reading).rejects.toThrow(/expected batch 0 to be released before batch 2 is asked for: the ring has 2 slots/);
  });

  it.each([
    ['throws', 'throw new Error("the disk is gone")', /one of them died/],
    ['ends without a word', 'process.exit(0)', /but one ended with code 0/],
    ['cannot be loaded', 'import "./no-such-file.js"', /one of them died/],
  ])('end the reading with a sentence when one %s', async (_what, script, message) => {
    const path = join(temporaryFolder(), 'thread.mjs');
    writeFileSync(path, script);
    const source = startSource(makeRecipe(16), 2, { entry: pathToFileURL(path) });
    await expect(readEpoch(source, 1)).rejects.toThrow(message);
  });

  it('end the reading where a drive gives no answer, and go on when it does again', async (context) => {
    needs(context, process.platform !== 'win32', 'needs named pipes');
    const recipe = makeRecipe(40, { sampler: { kind: 'sequential' } });
    const drive = hangingDrive('0017.png');
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const batch of startSource(recipe, 1, { entry: drive.entry, hungMs: 500, lastEpoch: 1 }).epoch(1)) seen.push(copyOf(batch));
    })();
    await expect(reading).rejects.toMatchObject({ name: 'BadInput', message: `expected to go on reading the images below ${recipe.folder}, but for 0.5 s a read there has given no answer` });
    expect(seen).toHaveLength(2);
    drive.answer();
    expect([...seen, ...(await readEpoch(startSource(recipe, 1), 1, 2))]).toEqual(await readEpoch(createBatchSource(createRecipe(recipe)), 1));
  });

  it('end a wait for code of the user that never answers, by the name of its file', async () => {
    const path = join(temporaryFolder(), 'thread.mjs');
    writeFileSync(path, "import { parentPort } from 'node:worker_threads'; const end = Date.now() + 2000; while (Date.now() < end); parentPort.postMessage({ kind: 'done' });");
    const code = { files: [], entries: ['/home/ada/slow.ts'], extra: {}, side: 'train', load: null, dataset: null, collate: null } as const;
    const reading = readEpoch(startSource({ ...makeRecipe(16), code }, 1, { entry: pathToFileURL(path), hungMs: 500 }), 1);
    await expect(reading).rejects.toThrow('expected your own code to come to its end and give an answer, but after 0.5 s no batch is there: /home/ada/slow.ts');
  });

  it('end when the source is closed, in the midst of their work', async () => {
    const source = startSource(makeRecipe(40), 8);
    const iterator = source.epoch(1)[Symbol.asyncIterator]();
    await iterator.next();
    await source.close();
    await iterator.return?.(undefined);
  });

  it('end a wait for the next batch when the source is closed meanwhile', async () => {
    const path = join(temporaryFolder(), 'thread.mjs');
    writeFileSync(path, "import { parentPort } from 'node:worker_threads'; setTimeout(() => parentPort.postMessage({ kind: 'done' }), 500);");
    const source = startSource(makeRecipe(16), 1, { entry: pathToFileURL(path) });
    const reading = readEpoch(source, 1);
    setTimeout(() => void source.close(), 100);
    await expect(reading).rejects.toThrow(/expected an open source of batches, but it was closed/);
  });
});
