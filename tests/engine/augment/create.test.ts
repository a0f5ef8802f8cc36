import { describe, expect, it } from 'vitest';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { createAugment } from '../../../src-main/engine/augment/create.ts';
import { IMAGE } from '../../fixtures/resampled.ts';
import { greyImage, sample } from '../../helpers/samples.ts';

const SPECS = experimentSchema.shape.augment.parse([
  { kind: 'mirror', probability: 0.5 },
  { kind: 'rotate', probability: 0.5 },
  { kind: 'contrast', probability: 0.5 },
]);
const GIVEN = sample(0, greyImage(IMAGE));

describe('createAugment', () => {
  it('changes a sample by its place in an epoch alone', () => {
    const augment = createAugment(SPECS, 1);
    const forwards = [0, 1, 2, 3].map((position) => augment.change(GIVEN, 5, position));
    const backwards = [3, 2, 1, 0].map((position) => createAugment(SPECS, 1).change(GIVEN, 5, position)).reverse();
    expect(forwards).toEqual(backwards);
    expect(augment.apply(GIVEN, augment.draw(GIVEN, 5, 2))).toEqual(forwards[2]);
  });

  it('changes otherwise in another epoch, at another place, with another seed and in a preview', () => {
    const always = experimentSchema.shape.augment.parse([{ kind: 'rotate', probability: 1 }]);
    const draw = (seed: number, epoch: number, position: number, purpose: 'augment' | 'preview' = 'augment') =>
      JSON.stringify(createAugment(always, seed, purpose).draw(GIVEN, epoch, position));
    const drawn = [draw(1, 1, 1), draw(1, 2, 1), draw(1, 1, 2), draw(2, 1, 1), draw(1, 1, 1, 'preview')];
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('tells in words what was drawn', () => {
    const augment = createAugment(SPECS, 1);
    expect(augment.describe([{ axes: [1] }, { degrees: 8.2 }, null])).toBe('mirror axis 1 · rotate 8.2°');
    expect(augment.describe([null, null, null])).toBe('unchanged');
    expect(augment.describe([null, null, { factor: 1.2 }])).toBe('contrast × 1.20');
  });

  it('changes nothing without transforms', () => {
    const augment = createAugment([], 1);
    expect(augment.change(GIVEN, 1, 0)).toBe(GIVEN);
    expect(augment.describe(augment.draw(GIVEN, 1, 0))).toBe('unchanged');
  });
});
