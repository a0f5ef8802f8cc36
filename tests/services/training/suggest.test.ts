import { expect, it } from 'vitest';
import type { DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import { suggestExperiment } from '../../../src-main/services/training/suggest.ts';

const volumes = (...shapes: readonly (readonly number[])[]) =>
  suggestExperiment({ folder: '/d', layout: { layout: 'decathlon' }, samples: 40, shapes: shapes.map((shape) => ({ shape, count: 1 })) } as unknown as DatasetDetail);

it('volumes that are too large to be learnt whole are suggested to be learnt in patches, of sides that a U-Net halves', () => {
  expect(volumes([35, 51, 35, 1], [30, 40, 28, 1]).loader).toBeUndefined();
  expect(volumes([300, 512, 512, 1], [40, 512, 512, 1]).loader).toEqual({ patch: { size: [32, 64, 64] } });
  expect(volumes([9, 900, 900, 1]).loader).toEqual({ patch: { size: [16, 64, 64] } });
});
