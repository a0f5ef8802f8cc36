import { describe, expect, it } from 'vitest';
import { resolveExperiment } from '../../../src-shared/lib/resolve-experiment.ts';
import type { DatasetFacts } from '../../../src-shared/lib/resolve-experiment.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';

const FACTS: DatasetFacts = {
  name: 'mnist',
  shapes: [{ shape: [28, 28, 1], count: 10 }],
  dtypes: [{ dtype: 'uint8', count: 10 }],
  sides: [],
  groups: 0,
  hasValidation: true,
};
const RANGE = { kind: 'range', low: 0, high: 1, from: 'type' };

const resolve = (input: Omit<ExperimentInput, 'dataset'> = {}, facts: Partial<DatasetFacts> = {}) =>
  resolveExperiment(experimentSchema.parse({ dataset: { folder: 'x' }, ...input }), { ...FACTS, ...facts });

const prepareFor = (...shapes: (readonly [number[], number])[]) => resolve({}, { shapes: shapes.map(([shape, count]) => ({ shape, count })) }).prepare;

describe('resolveExperiment', () => {
  it('names the run after the data and the network', () => {
    expect(resolve().name).toBe('mnist-cnn');
    expect(resolve({ name: 'mine' }).name).toBe('mine');
  });

  it('scales pixels of one size and kind, and does nothing else', () => {
    expect(prepareFor([[28, 28, 1], 10])).toEqual([RANGE]);
    expect(prepareFor([[28, 28, 3], 10])).toEqual([RANGE]);
    expect(prepareFor()).toEqual([RANGE]);
  });

  it('brings several sizes to the commonest', () => {
    expect(prepareFor([[30, 20, 1], 3], [[28, 26, 1], 10])).toEqual([{ kind: 'resize', size: [28, 26], interpolation: 'linear' }, RANGE]);
  });

  it('brings grey and colour, with and without opacity, to one number of channels', () => {
    const channels = (count: number) => [{ kind: 'channels', count }, RANGE];
    expect(prepareFor([[8, 8, 1], 9], [[8, 8, 3], 1])).toEqual(channels(3));
    expect(prepareFor([[8, 8, 4], 9])).toEqual(channels(3));
    expect(prepareFor([[8, 8, 1], 9], [[8, 8, 2], 1])).toEqual(channels(1));
    expect(prepareFor([[8, 8, 2], 9])).toEqual(channels(1));
    expect(prepareFor([[8, 8, 2], 1], [[8, 8, 4], 1])).toEqual(channels(3));
  });

  it('gives images of more than 8 bits, which use little of their type, mean 0 and variance 1', () => {
    expect(resolve({}, { dtypes: [{ dtype: 'int16', count: 10 }] }).prepare).toEqual([{ kind: 'z-score', over: 'all' }]);
  });

  it('brings volumes to the commonest orientation and the median spacing of each axis, and pads them to the largest that comes of it', () => {
    const volume = (lengths: number[], spacingMm: [number, number, number], orientation: string, count: number) => ({ shape: [...lengths, 1], spacingMm, orientation, count });
    const prepared = (...volumes: ReturnType<typeof volume>[]) => resolve({}, { shapes: volumes.map(({ shape, count }) => ({ shape, count })), volumes }).prepare;
    const resample = (spacingMm: [number, number, number]) => ({ kind: 'resample', spacingMm, interpolation: 'cubic', labels: 'linear', separate: true });
    const normalise = { kind: 'z-score', over: 'all' };
    expect(prepared(volume([40, 50, 60], [1, 1, 1], 'RAS', 2), volume([40, 50, 60], [2, 1, 1], 'RAS', 1))).toEqual([{ kind: 'orient', frame: 'RAS' }, normalise, resample([1, 1, 1]), { kind: 'pad', size: [80, 50, 60] }]);
    // Many thin slices or few thick ones: no volume has many thick ones.
    expect(prepared(volume([600, 64, 64], [1, 1, 1], 'LPS', 5), volume([60, 64, 64], [5, 1, 1], 'LPS', 4))).toEqual([{ kind: 'orient', frame: 'LPS' }, normalise, resample([1, 1, 1]), { kind: 'pad', size: [600, 64, 64] }]);
    expect(prepared(volume([40, 50, 60], [3, 1, 1], 'LPS', 3))).toEqual([{ kind: 'orient', frame: 'LPS' }, normalise, resample([3, 1, 1])]);
    // Columns to the front, rows to the head, slices to the right.
    expect(prepared(volume([40, 50, 60], [4, 2, 1], 'ASR', 3))).toEqual([{ kind: 'orient', frame: 'RAS' }, normalise, resample([2, 1, 4])]);
    expect(resolve({}, { shapes: [{ shape: [40, 50, 60, 1], count: 3 }], volumes: [volume([40, 50, 60], [1, 1, 1], 'RAS', 2)] }).prepare).toEqual([normalise]);
  });

  it('selects by a loss of the user\'s own the smallest, and by a metric of theirs the largest, unless told otherwise', () => {
    const training = { criterions: [{ kind: 'custom' as const, file: './edge.ts' }], metrics: [{ kind: 'custom' as const, file: './touch.ts' }] };
    const mode = (metric: string) => resolve({ training: { ...training, select: { metric } } }).training.select.mode;
    expect([mode('val_edge'), mode('val_touch')]).toEqual(['min', 'max']);
  });

  it('keeps the steps that the user wrote', () => {
    expect(resolve({ prepare: [{ kind: 'z-score' }] }, { shapes: [{ shape: [8, 8, 4], count: 1 }] }).prepare).toEqual([{ kind: 'z-score', over: 'all' }]);
  });

  it('takes the sides that the data name, whichever they are', () => {
    expect(resolve().split.kind).toBe('random');
    expect(resolve({}, { sides: ['train', 'test'] }).split.kind).toBe('given');
    expect(resolve({}, { sides: ['test'] }).split.kind).toBe('given');
    expect(resolve({ split: { kind: 'random' } }, { sides: ['train'] }).split.kind).toBe('random');
  });

  it('keeps groups together where there are any', () => {
    expect(resolve().split.groupBy).toBe('none');
    expect(resolve({}, { groups: 4 }).split.groupBy).toBe('group');
    expect(resolve({ split: { groupBy: 'none' } }, { groups: 4 }).split.groupBy).toBe('none');
  });

  it('takes smaller batches of volumes, and where every pixel is classified', () => {
    const volumes = { shapes: [{ shape: [40, 50, 60, 1], count: 3 }] };
    const batchSize = (kind: 'resnet18' | 'unet2d' | 'unet3d', facts?: Partial<DatasetFacts>) => resolve({ model: { kind } }, facts).loader.batchSize;
    expect([batchSize('resnet18'), batchSize('unet2d'), batchSize('resnet18', volumes), batchSize('unet3d', volumes)]).toEqual([32, 8, 4, 2]);
    expect(resolve({ model: { kind: 'unet3d' }, loader: { batchSize: 7 } }, volumes).loader.batchSize).toBe(7);
  });

  it('takes the batches of volumes for a network that reads nothing else, though a script tells nothing of its images', () => {
    const batchSize = (kind: 'resnet18' | 'unet2d' | 'unet3d') => resolve({ model: { kind } }, { shapes: [] }).loader.batchSize;
    expect([batchSize('resnet18'), batchSize('unet2d'), batchSize('unet3d')]).toEqual([32, 8, 2]);
  });

  it('validates with the batch size of training', () => {
    expect(resolve({ loader: { batchSize: 5 } }).validation).toEqual({ batchSize: 5, everyEpochs: 1, augment: [], sampler: 'sequential' });
    expect(resolve({ validation: { batchSize: 3 } }).validation).toEqual({ batchSize: 3, everyEpochs: 1, augment: [], sampler: 'sequential' });
  });

  it('selects by a value that the run will have', () => {
    expect(resolve().training.select).toEqual({ metric: 'val_accuracy', mode: 'max' });
    expect(resolve({ training: { metrics: [] } }).training.select).toEqual({ metric: 'val_loss', mode: 'min' });
    expect(resolve({}, { hasValidation: false }).training.select).toEqual({ metric: 'train_loss', mode: 'min' });
    expect(resolve({ training: { select: { metric: 'val_dice-loss' } } }).training.select).toEqual({ metric: 'val_dice-loss', mode: 'min' });
    expect(resolve({ training: { select: { metric: 'train_accuracy', mode: 'max' } } }).training.select).toEqual({ metric: 'train_accuracy', mode: 'max' });
  });
});
