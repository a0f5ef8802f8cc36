import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { random } from '../../../src-shared/lib/random.ts';
import { AUGMENT_KINDS } from '../../../src-shared/schema/kinds.ts';
import { compose } from '../../../src-main/engine/augment/compose.ts';
import { contrast } from '../../../src-main/engine/augment/intensity/contrast.ts';
import { sometimes } from '../../../src-main/engine/augment/sometimes.ts';
import { mirror } from '../../../src-main/engine/augment/spatial/mirror.ts';
import { rotate } from '../../../src-main/engine/augment/spatial/rotate.ts';
import type { Transform } from '../../../src-main/engine/augment/transform.ts';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { array, sample } from '../../helpers/samples.ts';

/** Every transform, and parameters that change nothing. */
const TRANSFORMS: readonly { readonly transform: Transform<unknown>; readonly identity: unknown }[] = [
  { transform: mirror([0, 1]), identity: { axes: [] } },
  { transform: rotate(40), identity: { degrees: 0 } },
  { transform: contrast([0.5, 2]), identity: { factor: 1 } },
  { transform: sometimes(rotate(40), 1), identity: null },
  { transform: compose([mirror([1]), rotate(40), contrast([0.5, 2])]), identity: [{ axes: [] }, { degrees: 0 }, { factor: 1 }] },
];

/** Colour noise of an odd and an even side with a mask over it; where the mask is 1, red is 1. */
function example(): Sample {
  const next = random(1, 'demo');
  const mask = Uint8Array.from({ length: 7 * 10 }, (_, i) => (i % 10 >= 3 && i % 10 < 7 && i >= 20 && i < 60 ? 1 : 0));
  const image = Float32Array.from({ length: 7 * 10 * 3 }, (_, i) => (i % 3 === 0 ? (mask[i / 3] ?? 0) : 2 * next() - 1));
  return sample(0, floatImage(image, [7, 10, 3]), 2, { mask: array(mask, [7, 10, 1], 'uint8'), age: array(Float32Array.of(61), [1], 'float32') });
}

const draws = (transform: Transform<unknown>, count: number) => Array.from({ length: count }, (_, i) => transform.draw(example(), random(1, 'augment', 1, i)));

describe('the laws', () => {
  it('are asked of every transform', () => {
    expect(new Set(AUGMENT_KINDS.filter((kind) => kind !== 'custom'))).toEqual(new Set(TRANSFORMS.slice(0, 3).map(({ transform }) => transform.name)));
  });

  describe.each(TRANSFORMS)('hold for $transform.name', ({ transform, identity }) => {
    it('the same chance gives the same parameters, another chance others', () => {
      expect(draws(transform, 20)).toEqual(draws(transform, 20));
      expect(new Set(draws(transform, 20).map((each) => JSON.stringify(each))).size).toBeGreaterThan(1);
    });

    it('the same parameters give the same sample', () => {
      for (const parameters of draws(transform, 5)) expect(transform.apply(example(), parameters)).toEqual(transform.apply(example(), parameters));
    });

    it('what it is given stays as it was', () => {
      const given = example();
      for (const parameters of draws(transform, 5)) transform.apply(given, parameters);
      expect(given).toEqual(example());
    });

    it('parameters that change nothing change nothing', () => {
      expect(transform.apply(example(), identity)).toEqual(example());
    });

    it('shapes, types and labels stay', () => {
      const forms = ({ arrays }: Sample) => Object.entries(arrays).map(([name, { shape, dtype, data }]) => [name, shape, dtype, data.constructor, data.length]);
      for (const parameters of draws(transform, 10)) {
        const changed = transform.apply(example(), parameters);
        expect(forms(changed)).toEqual(forms(example()));
        expect(changed.arrays['label']).toEqual(example().arrays['label']);
        expect(changed.arrays['age']).toEqual(example().arrays['age']);
        expect([...new Set(changed.arrays['mask']?.data)].every((value) => value === 0 || value === 1)).toBe(true);
      }
    });

    it('parameters survive JSON', () => {
      for (const parameters of draws(transform, 5)) {
        const again: unknown = JSON.parse(JSON.stringify(parameters));
        expect(again).toEqual(parameters);
        expect(transform.apply(example(), again)).toEqual(transform.apply(example(), parameters));
      }
    });

    it('values stay finite and within the old ones', () => {
      const { data } = example().arrays['image'] as { data: Float32Array };
      for (const parameters of draws(transform, 10)) {
        for (const value of transform.apply(example(), parameters).arrays['image']?.data ?? []) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...data) - 1e-6);
          expect(value).toBeLessThanOrEqual(Math.max(...data) + 1e-6);
        }
      }
    });
  });
});
