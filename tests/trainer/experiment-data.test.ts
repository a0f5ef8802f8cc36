import { expect, it } from 'vitest';
import type { BatchSource } from '../../src-main/engine/loading/batch.ts';
import { openData } from '../../src-main/trainer/experiment-data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writePictures } from './pictures.ts';
import { resolvedSpec } from './plans.ts';

const SIDE = 12;

/** Of the first image of a batch. */
const spreadOf = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

async function batchesOf(source: BatchSource | null): Promise<readonly { readonly names: readonly string[]; readonly spread: number }[]> {
  if (source === null) throw new Error('expected a source of batches');
  const batches = [];
  for await (const { samples, arrays, release } of source.epoch(1)) {
    batches.push({ names: samples.map(({ path }) => path), spread: spreadOf([...(arrays['image']?.data ?? [])].slice(0, SIDE * SIDE)) });
    release();
  }
  return batches;
}

it('the test side has changes, an order and batches of its own, each image once', async () => {
  const folder = temporaryFolder();
  const samples = writePictures(folder, 10, SIDE);
  const flat = { kind: 'contrast' as const, range: [0.01, 0.01] as [number, number], probability: 1 };
  const spec = resolvedSpec(folder, { validation: { batchSize: 10 }, test: { batchSize: 4, sampler: 'random', augment: [flat] } });
  const data = await openData({ spec, folder, sides: { val: samples, test: samples }, threads: 0, lastEpoch: 1 });
  const [val, test] = [await batchesOf(data.source('val')), await batchesOf(data.source('test'))] as const;
  await data.close();
  expect([val, test].map((batches) => batches.map(({ names }) => names.length))).toEqual([[10], [4, 4, 2]]);
  const [inOrder, drawn] = [val, test].map((batches) => batches.flatMap(({ names }) => names));
  expect(drawn).not.toEqual(inOrder);
  expect(drawn?.toSorted()).toEqual(inOrder?.toSorted());
  expect(test.every(({ spread }) => spread < 0.05 * (val[0]?.spread ?? 0))).toBe(true);
});
