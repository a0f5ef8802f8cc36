import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { caseDistances, namedScores } from '../../../src-main/engine/metrics/case-scores.ts';
import { distanceTransform } from '../../../src-main/engine/metrics/distance-transform.ts';
import { surfaceDistances } from '../../../src-main/engine/metrics/surface-distances.ts';
import { expectClose } from '../../helpers/gradients.ts';

const numbers = z.array(z.number());
const goldenSchema = z.object({
  cases: z.array(z.object({ shape: numbers, spacing: numbers, classes: z.number(), truth: numbers, predicted: numbers, values: z.array(z.tuple([z.number(), z.number()])) })),
  transforms: z.array(z.object({ shape: numbers, spacing: numbers, marked: numbers, distances: numbers })),
});
/** Written by distances-golden.py. */
const golden = goldenSchema.parse(JSON.parse(readFileSync(new URL('./distances-golden.json', import.meta.url), 'utf8')));

describe('the distance transform', () => {
  it.each(golden.transforms.map((each) => [each.shape.join(' × '), each] as const))("of %s places is SciPy's", (_shape, { shape, spacing, marked, distances }) => {
    expectClose(distanceTransform(marked, shape, spacing), distances, 1e-8);
  });

  it('is infinite where nothing is marked', () => {
    expect([...distanceTransform([0, 0, 0, 0], [2, 2], [1, 1])]).toEqual([Infinity, Infinity, Infinity, Infinity]);
  });
});

describe('surface distances', () => {
  it.each(golden.cases.map((each) => [`${each.shape.join(' × ')} at ${each.spacing.join(' × ')} mm`, each] as const))("of %s are MedPy's", (_what, { shape, spacing, classes, truth, predicted, values }) => {
    const { hausdorff95, surfaceDistance } = caseDistances({ truth, predicted, lengths: shape, spacing }, classes);
    expectClose(hausdorff95.map(Number), values.map(([hausdorff]) => hausdorff), 1e-9);
    expectClose(surfaceDistance.map(Number), values.map(([, mean]) => mean), 1e-9);
  });

  const line = (truth: readonly number[], predicted: readonly number[]) => ({ truth, predicted, lengths: [1, truth.length], spacing: [2, 3] });

  it('are none of a class that is nowhere, and the diagonal of the grid where only one side shows it', () => {
    const grid = line([0, 1, 0, 0], [0, 0, 0, 2]);
    expect(surfaceDistances(grid, 3)).toBeNull();
    expect(surfaceDistances(grid, 1)).toEqual({ hausdorff95: Math.hypot(2, 12), mean: Math.hypot(2, 12) });
    expect(surfaceDistances(grid, 2)).toEqual(surfaceDistances(grid, 1));
  });

  it('count nothing where the truth is not known', () => {
    expect(surfaceDistances(line([-1, 1, 0, -1], [1, 1, 0, 1]), 1)).toEqual({ hausdorff95: 0, mean: 0 });
    expect(surfaceDistances(line([-1, 0, 0, -1], [1, 0, 0, 1]), 1)).toBeNull();
  });

  it('stand beside the overlap of their class', () => {
    expect(namedScores({ dice: [1, null], iou: [1, null], ...caseDistances(line([1, 0, 0], [1, 0, 0]), 3) }, ['background', 'liver', 'spleen'])).toEqual({
      dice: 1,
      dice_liver: 1,
      iou: 1,
      iou_liver: 1,
      hausdorff95: 0,
      hausdorff95_liver: 0,
      'surface-distance': 0,
      'surface-distance_liver': 0,
    });
  });
});
