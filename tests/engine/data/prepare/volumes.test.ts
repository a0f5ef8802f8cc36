import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { Sample } from '../../../../src-shared/domain/sample.ts';
import type { Geometry, Vector3 } from '../../../../src-shared/domain/volume.ts';
import { intensitiesOf } from '../../../../src-shared/lib/intensities.ts';
import { percentiles } from '../../../../src-shared/lib/percentiles.ts';
import type { PrepareStep } from '../../../../src-shared/schema/experiment.ts';
import { ForegroundValues } from '../../../../src-main/engine/data/prepare/ct.ts';
import { toOriginalGrid } from '../../../../src-main/engine/data/prepare/original-grid.ts';
import { turnArray, turnBack, turnTo, turnedGeometry } from '../../../../src-main/engine/data/prepare/orient.ts';
import { prepareSample } from '../../../../src-main/engine/data/prepare/prepare.ts';
import { resampleLabels, resampleValues, resampling } from '../../../../src-main/engine/data/prepare/resample.ts';
import { geometryOf } from '../../../../src-main/imaging/geometry.ts';
import { array, sample } from '../../../helpers/samples.ts';

const stored = z.object({ shape: z.array(z.int()), data: z.array(z.number()) });
const goldenSchema = z.object({
  resampled: z.array(z.object({ name: z.string(), image: stored, labels: stored, shape: z.array(z.int()), values: stored, moved: stored })),
  turned: z.array(z.object({ name: z.string(), affine: stored, image: stored, turned: stored, turnedAffine: stored, letters: z.string() })),
  percentiles: z.object({ values: stored, shares: z.array(z.number()), expected: stored }),
  intensities: z.object({ mean: z.number(), deviation: z.number(), median: z.number() }),
});
/** Written by scipy-golden.py. */
const golden = goldenSchema.parse(JSON.parse(readFileSync(new URL('./scipy-golden.json', import.meta.url), 'utf8')));

const floats = ({ shape, data }: z.output<typeof stored>): DenseArray => array(Float32Array.from(data), [...shape, 1], 'float32');
const whole = ({ shape, data }: z.output<typeof stored>): DenseArray => array(Int32Array.from(data), [...shape, 1], 'int32');

function expectClose(found: DenseArray, wanted: DenseArray, digits = 2): void {
  expect(found.shape).toEqual(wanted.shape);
  wanted.data.forEach((value, i) => expect(found.data[i]).toBeCloseTo(value, digits));
}

const AXES: Geometry['direction'] = [[0, 0, 1], [0, 1, 0], [1, 0, 0]];
const placed = (spacingMm: Vector3, direction = AXES): Geometry => ({ spacingMm, originMm: [1, 2, 3], direction, affine: null });

/** A volume whose values rise with z, y and x, and a mask over it. */
function volume(lengths: Vector3, geometry: Geometry): Sample {
  const [depth, height, width] = lengths;
  const rising = Float32Array.from({ length: depth * height * width }, (_, i) => i % 97);
  const label = array(Int32Array.from(rising, (value) => (value > 50 ? 1 : 0)), [...lengths, 1], 'int32');
  return { ...sample('v', array(rising, [...lengths, 1], 'float32'), 0, { label }), geometry };
}

describe('resample', () => {
  it.each(golden.resampled)('is as SciPy and nnU-Net have it: $name', ({ name, image, labels, shape, values, moved }) => {
    const how = { lengths: shape, coarse: name === 'coarse' ? 0 : null };
    expectClose(resampleValues(floats(image), how, name === 'linear' ? 1 : 3), floats(values));
    expect(resampleLabels(whole(labels), how, 1)).toEqual(whole(moved));
  });

  it('takes the nearest slice along an axis whose voxels are more than three times as long, of the volume or of the target', () => {
    expect(resampling([10, 20, 20], [5, 1, 1], [1, 1, 1], true)).toEqual({ lengths: [50, 20, 20], coarse: 0 });
    expect(resampling([10, 20, 20], [3, 1, 1], [1, 1, 1], true)).toEqual({ lengths: [30, 20, 20], coarse: null });
    expect(resampling([10, 20, 20], [1, 1, 1], [1, 1, 4], true)).toEqual({ lengths: [10, 20, 5], coarse: 2 });
    expect(resampling([10, 20, 20], [5, 1, 1], [1, 1, 1], false).coarse).toBeNull();
    // Of two axes neither is the coarse one.
    expect(resampling([10, 20, 20], [5, 5, 1], [1, 1, 1], true).coarse).toBeNull();
  });

  it('rounds lengths as Python does', () => {
    expect(resampling([5, 7, 3], [1, 1, 1], [2, 2, 2], false).lengths).toEqual([2, 4, 2]);
  });

  it('keeps an even volume even, a rising one rising, and the outer faces where they were', () => {
    fc.assert(
      fc.property(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), fc.constantFrom(0 as const, 1 as const, 3 as const), ([z, y, x], order) => {
        const even = array(new Float32Array(24).fill(7), [2, 3, 4, 1], 'float32');
        const out = resampleValues(even, { lengths: [z, y, x], coarse: null }, order);
        out.data.forEach((value) => expect(value).toBeCloseTo(7, 4));
        const line = array(Float32Array.of(0, 1, 2, 3), [1, 1, 4, 1], 'float32');
        const rising = [...resampleValues(line, { lengths: [1, 1, x], coarse: null }, order).data];
        expect(rising).toEqual([...rising].sort((a, b) => a - b));
      }),
    );
  });

  it('brings an image, its mask and their place to a spacing', () => {
    const { arrays, geometry } = prepareSample(volume([4, 6, 8], placed([3, 2, 1])), [{ kind: 'resample', spacingMm: [1.5, 2, 2], interpolation: 'linear', labels: 'nearest', separate: true }]);
    expect(arrays['image']?.shape).toEqual([8, 6, 4, 1]);
    expect(arrays['label']?.shape).toEqual([8, 6, 4, 1]);
    expect(geometry).toEqual({ spacingMm: [1.5, 2, 2], originMm: [1.5, 2, 2.25], direction: AXES, affine: null });
  });

  it('is refused where a file does not say how large its voxels are', () => {
    const unplaced = { ...volume([2, 2, 2], placed([1, 1, 1])), geometry: null };
    expect(() => prepareSample(unplaced, [{ kind: 'resample', spacingMm: [1, 1, 1], interpolation: 'cubic', labels: 'linear', separate: true }])).toThrow(
      'prepare: expected a volume that says how large its voxels are and where they lie, but found 2 × 2 × 2 voxels that do not say so in image-v.png',
    );
  });
});

describe('orient', () => {
  it.each(golden.turned)('turns to the nearest RAS as nibabel does: $name', ({ affine, image, turned, turnedAffine }) => {
    const geometry = geometryOf({ space: 'RAS', matrix: affine.data });
    const expected = geometryOf({ space: 'RAS', matrix: turnedAffine.data });
    if (!geometry || !expected) throw new Error('expected geometries');
    const turn = turnTo('RAS', geometry);
    expect(turnArray(whole(image), turn)).toEqual(whole(turned));
    const found = turnedGeometry(geometry, image.shape, turn);
    expect(found.spacingMm).toEqual(expected.spacingMm);
    [...found.originMm, ...found.direction.flat()].forEach((value, i) => expect(value).toBeCloseTo([...expected.originMm, ...expected.direction.flat()][i] ?? 0, 5));
  });

  it('is undone, and done a second time changes nothing', () => {
    for (const { affine, image } of golden.turned) {
      const geometry = geometryOf({ space: 'RAS', matrix: affine.data });
      if (!geometry) throw new Error('expected a geometry');
      const turn = turnTo('LPS', geometry);
      const turned = turnArray(whole(image), turn);
      expect(turnArray(turned, turnBack(turn))).toEqual(whole(image));
      expect(turnArray(turned, turnTo('LPS', turnedGeometry(geometry, image.shape, turn)))).toBe(turned);
    }
  });
});

describe('intensities', () => {
  it('have the percentiles, the mean and the deviation that NumPy tells', () => {
    const { values, shares, expected } = golden.percentiles;
    percentiles(Float32Array.from(values.data), shares).forEach((value, i) => expect(value).toBeCloseTo(expected.data[i] ?? 0, 3));
    const { mean, deviation, median } = intensitiesOf(Float32Array.from(values.data));
    expect([mean, deviation, median].map((value) => value.toFixed(3))).toEqual([golden.intensities.mean, golden.intensities.deviation, golden.intensities.median].map((value) => value.toFixed(3)));
  });

  it('are clipped to percentiles, each channel to its own', () => {
    const image = array(Float32Array.from([0, 100, 1, 101, 2, 102, 3, 103, 4, 104]), [1, 5, 2], 'float32');
    expect([...(prepareSample(sample(0, image), [{ kind: 'clip', percentiles: [25, 75] }]).arrays['image']?.data ?? [])]).toEqual([1, 101, 1, 101, 2, 102, 3, 103, 3, 103]);
  });

  it('of voxels that are not 0 get mean 0 and deviation 1, and the background stays 0', () => {
    const image = array(Float32Array.of(0, 0, 2, 4, 0), [1, 5, 1], 'float32');
    expect([...(prepareSample(sample(0, image), [{ kind: 'z-score', over: 'nonzero' }]).arrays['image']?.data ?? [])]).toEqual([0, 0, -1, 1, 0]);
  });

  it('of a CT are those of what masks mark in all training images', () => {
    const masked = (values: readonly number[], marks: readonly number[]) =>
      sample(0, array(Int16Array.from(values), [1, 1, values.length, 1], 'int16'), 0, { label: array(Int32Array.from(marks), [1, 1, marks.length, 1], 'int32') });
    const values = new ForegroundValues(2, 1000);
    values.add(masked([-1000, 10, 20], [0, 1, 2]));
    values.add(masked([30, 40, 3000], [1, 1, -1]));
    const statistics = values.statistics();
    expect(statistics.mean).toEqual([25]);
    expect(statistics.deviation[0]).toBeCloseTo(Math.sqrt(125), 6);
    const { data } = prepareSample(masked([-1000, 25, 3000], [0, 0, 0]), [{ kind: 'ct', statistics }]).arrays['image'] ?? { data: [] };
    expect([...data].map((value) => value.toFixed(3))).toEqual([(-14.85 / Math.sqrt(125)).toFixed(3), '0.000', (14.85 / Math.sqrt(125)).toFixed(3)]);
  });

  it('are taken at even distances where a scan has too many, and never from outside the mask', () => {
    const values = new ForegroundValues(1, 4);
    values.add(sample(0, array(Float32Array.from({ length: 16 }, (_, i) => i), [1, 1, 16, 1], 'float32'), 0, { label: array(Int32Array.from({ length: 16 }, (_, i) => i % 2), [1, 1, 16, 1], 'int32') }));
    expect(values.statistics().mean).toEqual([(1 + 5 + 9 + 13) / 4]);
  });

  it('cannot be told where no mask marks anything', () => {
    const values = new ForegroundValues(1, 4);
    values.add(sample(0, array(new Float32Array(4), [1, 2, 2, 1], 'float32'), 0, { label: array(new Int32Array(4), [1, 2, 2, 1], 'int32') }));
    expect(() => values.statistics()).toThrow('prepare: expected masks that mark something in the training images, for ct, but found none');
  });
});

describe('predictions', () => {
  const steps: PrepareStep[] = [
    { kind: 'orient', frame: 'RAS' },
    { kind: 'resample', spacingMm: [1, 1, 1], interpolation: 'cubic', labels: 'linear', separate: true },
    { kind: 'z-score', over: 'all' },
    { kind: 'pad', size: [12, 12, 12] },
  ];
  const turned: Geometry['direction'] = [[1, 0, 0], [0, 0, -1], [0, 1, 0]];

  it('go back to the grid of the file through turns, spacings and margins: a mask that is predicted as it is comes back nearly whole', () => {
    const given = volume([4, 5, 6], placed([2, 1, 1.5], turned));
    const whole = { ...given, arrays: { ...given.arrays, label: array(Int32Array.from({ length: 120 }, (_, i) => (i % 6 >= 3 ? 1 : 0)), [4, 5, 6, 1], 'int32') } };
    const { label } = prepareSample(whole, steps).arrays;
    if (!label) throw new Error('expected labels');
    const scores = array(Float32Array.from(label.data, (value) => Math.max(0, value)), label.shape, 'float32');
    const back = toOriginalGrid(scores, steps, [4, 5, 6], whole.geometry);
    expect(back.shape).toEqual([4, 5, 6, 1]);
    expect([...back.data].map((value) => (value >= 0.5 ? 1 : 0))).toEqual([...whole.arrays['label'].data]);
  });

  it('cannot go back where nobody knows how large voxels are', () => {
    expect(() => toOriginalGrid(array(new Float32Array(1728), [12, 12, 12, 1], 'float32'), steps, [4, 5, 6])).toThrow('expected to know how large the voxels of a volume are');
  });
});
