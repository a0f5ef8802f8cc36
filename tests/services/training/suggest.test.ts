import { expect, it } from 'vitest';
import type { DatasetDetail, VolumeKind } from '../../../src-shared/domain/dataset.ts';
import { suggestExperiment } from '../../../src-main/services/training/suggest.ts';

const suggested = (shapes: readonly (readonly number[])[], volumes: readonly VolumeKind[] = []) =>
  suggestExperiment({ name: 'd', folder: '/d', layout: { layout: 'decathlon' }, samples: 40, groups: 0, dtypes: [], shapes: shapes.map((shape) => ({ shape, count: 1 })) } as unknown as DatasetDetail, volumes);

it('volumes that are too large to be learnt whole are suggested to be learnt in patches, of sides that a U-Net halves, with as many steps as patches need', () => {
  expect(suggested([[35, 51, 35, 1], [30, 40, 28, 1]]).loader).toBeUndefined();
  expect(suggested([[300, 512, 512, 1], [40, 512, 512, 1]])).toMatchObject({ loader: { patch: { size: [32, 64, 64] }, batchesPerEpoch: 250 }, validation: { everyEpochs: 5 }, training: { epochs: 20 } });
  expect(suggested([[9, 900, 900, 1]]).loader?.patch).toEqual({ size: [16, 64, 64] });
});

it('of volumes that are turned, patches lie along the axes that they have then', () => {
  const sagittal: VolumeKind = { shape: [24, 512, 512, 1], spacingMm: [4, 0.5, 0.5], orientation: 'PIR', count: 1 } as unknown as VolumeKind;
  const upright: VolumeKind = { ...sagittal, shape: [512, 512, 24, 1], spacingMm: [0.5, 0.5, 4], orientation: 'RAS', count: 3 } as unknown as VolumeKind;
  const size = (suggested([[24, 512, 512, 1], ...Array.from({ length: 3 }, () => [512, 512, 24, 1])], [sagittal, upright]).loader?.patch as { readonly size: readonly number[] }).size;
  expect(size[0]).toBe(64);
  expect(Math.min(...size)).toBe(16);
});
