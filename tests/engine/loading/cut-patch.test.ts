import { describe, expect, it } from 'vitest';
import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { foregroundPatches } from '../../../src-shared/lib/foreground-patches.ts';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { prepareSample } from '../../../src-main/engine/data/prepare/prepare.ts';
import { patchCutter } from '../../../src-main/engine/loading/cut-patch.ts';
import { openDataset } from '../../../src-main/files/open-dataset.ts';
import { HIPPOCAMPUS_VALUES, hippocampusSamples } from '../../helpers/hippocampus.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { array } from '../../helpers/samples.ts';

const hippocampus = realData('hippocampus');

/** A volume whose values are the numbers of its voxels, so that a patch tells where it was cut out. */
function numberedVolume(lengths: readonly number[], labels: (voxel: number) => number = () => 0): Sample {
  const count = lengths.reduce((product, length) => product * length, 1);
  const image = floatImage(Float32Array.from({ length: count }, (_, i) => i), [...lengths, 1]);
  return { key: 'k', path: 'a.nii', arrays: { image, label: array(Int32Array.from({ length: count }, (_, i) => labels(i)), [...lengths, 1], 'int32') } };
}

/** The place of the first voxel of a patch that lies within the volume. */
function startOf({ arrays }: Sample, lengths: readonly number[]): readonly number[] {
  const first = arrays['image']?.data[0] ?? -1;
  const [, height = 1, width = 1] = lengths;
  return lengths.length === 2 ? [Math.floor(first / height), first % height] : [Math.floor(first / (height * width)), Math.floor(first / width) % height, first % width];
}

/** Pearson's χ² of counts that should all be alike, over its degrees of freedom: about 1. */
function unevenness(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) / (counts.length - 1);
}

const countOf = (values: readonly number[], length: number) => Array.from({ length }, (_, i) => values.filter((value) => value === i).length);

describe('patches', () => {
  it('lie at every place that fits equally often, image and mask alike', () => {
    const lengths = [5, 4, 6];
    const volume = numberedVolume(lengths, (voxel) => voxel % 3);
    const cut = patchCutter({ size: [3, 4, 2], foreground: 0 }, 2, 1);
    const starts = Array.from({ length: 6000 }, (_, position) => {
      const patch = cut(volume, 1, position);
      expect(patch.arrays['label']?.data).toEqual(Int32Array.from(patch.arrays['image']?.data ?? [], (voxel) => voxel % 3));
      const [z = 0, y = 0, x = 0] = startOf(patch, lengths);
      return (z + y) * 5 + x;
    });
    expect(unevenness(countOf(starts, 15))).toBeLessThan(2);
  });

  it('are functions of seed, epoch and position alone', () => {
    const volume = numberedVolume([9, 9, 9], (voxel) => Number(voxel % 50 === 0));
    const at = (seed: number, epoch: number, position: number) => patchCutter({ size: [4, 4, 4], foreground: 0.5 }, 2, seed)(volume, epoch, position);
    for (const position of [0, 1]) {
      expect(at(1, 2, position)).toEqual(at(1, 2, position));
      const others = [at(2, 2, position), at(1, 3, position), at(1, 2, position + 2)];
      for (const other of others) expect(other.arrays['image']?.data).not.toEqual(at(1, 2, position).arrays['image']?.data);
    }
  });

  it('of a case that is smaller are padded as `pad` does it, along each axis for itself', () => {
    const volume = numberedVolume([5, 7, 4], (voxel) => voxel % 2);
    const padded = prepareSample(volume, [{ kind: 'pad', size: [8, 7, 9] }]);
    for (const foreground of [0, 1]) expect(patchCutter({ size: [8, 7, 9], foreground }, 1, 1)(volume, 1, 0).arrays).toEqual(padded.arrays);
    const flat = patchCutter({ size: [6, 3], foreground: 0 }, 1, 1)(numberedVolume([4, 8]), 1, 0);
    expect([flat.arrays['image']?.shape, flat.arrays['label']?.shape]).toEqual([[6, 3, 1], [6, 3, 1]]);
    expect(flat.arrays['label']?.data.subarray(0, 3)).toEqual(Int32Array.of(-1, -1, -1));
  });

  it('never lie around what is background or counts for nothing', () => {
    const only = numberedVolume([7, 7, 7], (voxel) => (voxel === 171 ? 2 : voxel % 5 === 0 ? -1 : 0));
    const cut = patchCutter({ size: [3, 3, 3], foreground: 1 }, 1, 1);
    for (let position = 0; position < 50; position++) expect(startOf(cut(only, 1, position), [7, 7, 7])).toEqual([2, 2, 2]);
    // Without any foreground they lie anywhere.
    const nothing = numberedVolume([7, 7, 7]);
    const starts = Array.from({ length: 50 }, (_, position) => startOf(cut(nothing, 1, position), [7, 7, 7]).join());
    expect(new Set(starts).size).toBeGreaterThan(20);
  });

  it.each([
    [2, 1 / 3, { count: 1, everyBatches: 1 }],
    [6, 1 / 3, { count: 2, everyBatches: 1 }],
    [1, 1 / 3, { count: 1, everyBatches: 3 }],
    [4, 1, { count: 4, everyBatches: 1 }],
    [4, 0, { count: 0, everyBatches: 1 }],
  ])('of batches of %i with a share of %f lie around foreground as nnU-Net has it', (batchSize, share, expected) => {
    expect(foregroundPatches(batchSize, share)).toEqual(expected);
    const volume = numberedVolume([6, 6, 6], (voxel) => Number(voxel === 0));
    const cut = patchCutter({ size: [2, 2, 2], foreground: share }, batchSize, 3);
    const holds = Array.from({ length: 60 * batchSize }, (_, position) => cut(volume, 1, position, 0).arrays['label']?.data.includes(1) ?? false);
    for (const [position, held] of holds.entries()) {
      const batch = Math.floor(position / batchSize) + 1;
      if (position % batchSize < expected.count && batch % expected.everyBatches === 0) expect(held).toBe(true);
    }
    // Of 125 places one holds the voxel by chance.
    const around = (60 * expected.count) / expected.everyBatches;
    expect(holds.filter(Boolean).length).toBeLessThan(around + 12);
  });

  it('lie around foreground in a batch that the epoch does not fill, too', () => {
    const volume = numberedVolume([9, 9, 9], (voxel) => Number(voxel === 0));
    const cut = patchCutter({ size: [2, 2, 2], foreground: 1 / 3 }, 8, 3);
    expect(cut(volume, 1, 8, 0).arrays['label']?.data.includes(1)).toBe(true);
  });

  it('of labels that cannot hold -1 are padded with it all the same', () => {
    const { arrays, ...rest } = numberedVolume([2, 2, 2], (voxel) => voxel % 2);
    const label: DenseArray = { data: Uint8Array.from(arrays['label']?.data ?? []), shape: [2, 2, 2, 1], dtype: 'uint8' };
    const cut = patchCutter({ size: [2, 2, 3], foreground: 0 }, 1, 1)({ ...rest, arrays: { ...arrays, label } }, 1, 0);
    expect([...(cut.arrays['label']?.data ?? [])]).toEqual([0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1, -1]);
  });

  it('of real masks: two of three anywhere, one around a voxel of either half of the hippocampus, each voxel of it as likely as any other', async (context) => {
    needs(context, hippocampus !== null, NO_REAL_DATA);
    const data = openDataset(hippocampus ?? '', hippocampusSamples(hippocampus ?? '', 3), HIPPOCAMPUS_VALUES);
    const size = [9, 9, 9];
    const cut = patchCutter({ size, foreground: 1 / 3 }, 3, 5);
    for (let index = 0; index < data.length; index++) {
      const { arrays } = await data.read(index);
      const labels = arrays['label'] ?? expect.unreachable();
      const lengths = labels.shape.slice(0, 3);
      const volume = numberedVolume(lengths, (voxel) => labels.data[voxel] ?? 0);
      const patches = Array.from({ length: 3000 }, (_, position) => cut(volume, 1, position, index));
      const starts = patches.map((patch) => startOf(patch, lengths));
      const [anywhere, around] = [starts.filter((_, i) => i % 3 > 0), starts.filter((_, i) => i % 3 === 0)];
      for (const [axis, length] of lengths.entries()) expect(unevenness(countOf(anywhere.map((start) => start[axis] ?? -1), length - 8))).toBeLessThan(2);
      expect(patches.filter((_, i) => i % 3 === 0).every(({ arrays: { label } }) => label?.data.some((value) => value > 0))).toBe(true);
      // The voxel in the middle, where the rim does not hold the patch back.
      const middles = around.filter((start) => start.every((first, axis) => first > 0 && first < (lengths[axis] ?? 0) - 9)).map(([z = 0, y = 0, x = 0]) => (z + 4) * (lengths[1] ?? 1) * (lengths[2] ?? 1) + (y + 4) * (lengths[2] ?? 1) + x + 4);
      const classes = middles.map((voxel) => labels.data[voxel] ?? 0);
      expect(middles.length).toBeGreaterThan(700);
      expect(classes.includes(0)).toBe(false);
      const share = classes.filter((label) => label === 1).length / classes.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
      // The voxels of a class in their order, in ten parts of as many each.
      const anterior = [...labels.data.keys()].filter((voxel) => labels.data[voxel] === 1);
      const seen = middles.filter((voxel) => labels.data[voxel] === 1).map((voxel) => Math.floor((10 * anterior.indexOf(voxel)) / anterior.length));
      expect(unevenness(countOf(seen, 10))).toBeLessThan(3);
    }
  });
});
