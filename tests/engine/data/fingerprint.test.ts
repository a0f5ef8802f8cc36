import { describe, expect, it } from 'vitest';
import { FingerprintMaker } from '../../../src-main/engine/data/fingerprint.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { Vector3 } from '../../../src-shared/domain/volume.ts';
import { array, sample } from '../../helpers/samples.ts';

function scan(lengths: Vector3, spacingMm: Vector3, valueAt: (i: number) => number, labelAt: (i: number) => number): Sample {
  const count = lengths.reduce((all, length) => all * length, 1);
  const image = array(Int16Array.from({ length: count }, (_, i) => valueAt(i)), [...lengths, 1], 'int16');
  const label = array(Int32Array.from({ length: count }, (_, i) => labelAt(i)), [...lengths, 1], 'int32');
  return { ...sample(0, image, 0, { label }), geometry: { spacingMm, originMm: [0, 0, 0], direction: [[0, 0, 1], [0, 1, 0], [1, 0, 0]], affine: null } };
}

describe('the fingerprint of a dataset', () => {
  it('tells sizes without empty margins, spacings, and intensities of what masks mark, by class', () => {
    const maker = new FingerprintMaker(2, ['background', 'liver', 'tumour'], 1000);
    // The first slice, row and column are empty.
    maker.add(scan([2, 3, 4], [2, 1, 1], (i) => (i >= 12 && i % 12 >= 4 && i % 4 >= 1 ? i : 0), (i) => (i === 17 ? 1 : i === 18 ? 2 : 0)));
    maker.add(scan([4, 4, 4], [4, 1, 1], (i) => i + 1, (i) => (i === 9 ? 1 : -1)));
    const found = maker.finish(1);
    expect(found).toMatchObject({ cases: 2, unreadable: 1, shapesAfterCrop: [[1, 2, 3], [4, 4, 4]], medianShape: [2.5, 3, 3.5], medianSpacing: [3, 1, 1], targetSpacing: [3, 1, 1], relativeSizeAfterCrop: 0.625 });
    expect(found.foreground[0]).toMatchObject({ count: 3, min: 10, max: 18, mean: 15, median: 17 });
    expect(found.classes.map(({ label, channels }) => [label, channels[0]?.mean, channels[0]?.count])).toEqual([['liver', 13.5, 2], ['tumour', 18, 1]]);
  });

  it('would resample few thick slices to a tenth percentile, as nnU-Net plans', () => {
    const maker = new FingerprintMaker(11, ['background', 'liver'], 1000);
    for (let i = 0; i <= 10; i++) maker.add(scan([2, 8, 8], [4 + i, 1, 1], () => 1, () => 1));
    expect(maker.finish(0).targetSpacing).toEqual([5, 1, 1]);
  });

  it('takes all pixels of images without masks, and knows no spacing of photographs', () => {
    const maker = new FingerprintMaker(1, ['cat', 'dog'], 1000);
    maker.add(sample(0, array(Uint8Array.of(1, 2, 3, 6), [2, 2, 1], 'uint8'), 1));
    expect(maker.finish(0)).toMatchObject({ medianSpacing: null, targetSpacing: null, classes: [], foreground: [{ mean: 3, count: 4 }] });
  });
});
