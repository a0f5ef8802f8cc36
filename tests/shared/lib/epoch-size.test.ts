import { expect, it } from 'vitest';
import { batchesPerEpoch, sizesOf } from '../../../src-shared/lib/epoch-size.ts';

it('an epoch of masks has each image once, however many classes its mask shows', () => {
  const loader = { sampler: { kind: 'random', seed: 7 }, batchSize: 4, dropLast: false, batchesPerEpoch: 'auto' } as const;
  const train = { samples: 12, groups: 0, byClass: [12, 9, 3] };
  expect(sizesOf(train, 'segmentation')).toEqual([12]);
  expect(batchesPerEpoch(loader, sizesOf(train, 'segmentation'))).toBe(3);
  expect(batchesPerEpoch(loader, sizesOf({ ...train, samples: 24 }, 'classification'))).toBe(6);
});
