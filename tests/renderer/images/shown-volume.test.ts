import { expect, it } from 'vitest';
import type { VolumeView } from '../../../src-shared/domain/volume.ts';
import { withMask, withPrediction } from '../../../src-renderer/images/shown-volume.ts';

const view = (value: number): VolumeView => ({ data: Uint8Array.of(value), shape: [1, 1, 1], geometry: null, every: [1, 1, 1], window: [0, 1] });

it('a mask is drawn once for the classes and the errors in it, and anew after it failed', async () => {
  let asked = 0;
  const { covers } = withPrediction('a', async (what) => view(what === 'image' ? 0 : 1), async () => {
    if (++asked === 1) throw new Error('expected a checkpoint');
    return { mask: view(2), errors: view(3) };
  });
  const [prediction, truth, errors] = covers;
  await expect(prediction?.load()).rejects.toThrow('expected a checkpoint');
  expect(await Promise.all([prediction, truth, errors].map(async (each) => (await each?.load())?.data[0]))).toEqual([2, 1, 3]);
  expect(asked).toBe(2);
  expect(covers.map(({ title, colours }) => [title, colours])).toEqual([['Prediction', 'classes'], ['True mask', 'classes'], ['Errors', 'errors']]);
});

it('a sample without a mask has nothing to lie over it', () => {
  expect(withMask('a', async () => view(0), false).covers).toEqual([]);
});
