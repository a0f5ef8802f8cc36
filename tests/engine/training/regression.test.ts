import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { targetScale } from '../../../src-main/engine/models/output-layer.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { lastCheckpoint, ofKind, stopFrom, toySamples, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

/** Pictures whose numbers are the brightness of their left half, around 500, and a constant; the second picture's first number is not known. */
function numbered(samples: readonly Sample[]): Sample[] {
  return samples.map((sample, i) => {
    const { image } = sample.arrays;
    if (!image) throw new Error('expected an image');
    const left = [...image.data].filter((_, place) => place % 8 < 4).reduce((sum, value) => sum + value, 0) / 32;
    const target = Float32Array.of(i === 1 ? Number.NaN : 500 + 100 * left, 3);
    return { ...sample, arrays: { image, target: { data: target, shape: [2], dtype: 'float32' } } };
  });
}

const base = toySpec({ augment: [], training: { epochs: 6, optimizer: { kind: 'adam', learningRate: 0.02 }, criterions: [{ kind: 'mse' }], metrics: [{ kind: 'mae', average: 'per-target' }, { kind: 'mse' }, { kind: 'r2' }], logImages: { count: 1 } } });
const spec = { ...base, dataset: { ...base.dataset, targets: ['Left light', 'three'] }, training: { ...base.training, select: { metric: 'val_mae_0', mode: 'min' } as const } };
const samples = numbered(toySamples(22));
const toy = {
  spec,
  classes: [],
  trainSet: memoryDataset(samples),
  valSet: memoryDataset(numbered(toySamples(9, 2))),
  scale: targetScale(samples.map(({ arrays }) => [...(arrays['target']?.data ?? [])]), 2),
};

describe('learning numbers', () => {
  it('begins at their mean, whatever their size, and gets nearer', async () => {
    const events = await noLeaks(() => trainToy(toy));
    const epochs = ofKind(events, 'epoch-ended').map(({ values }) => values);
    expect(Object.keys(epochs[0] ?? {}).sort()).toEqual(['loss', 'mae_0', 'mae_1', 'mse', 'r2'].flatMap((name) => [`train_${name}`, `val_${name}`]).sort());
    const errors = epochs.map((values) => values['val_mae_0'] ?? Number.NaN);
    expect(errors[0]).toBeLessThan(60);
    expect(errors.at(-1)).toBeLessThan((errors[0] ?? 0) / 1.5);
    expect(ofKind(events, 'confusion')).toEqual([]);
  });

  it('tells of every sample what was said, and captions pictures with it', async () => {
    const events = await trainToy(toy);
    const [first, second] = ofKind(events, 'prediction').slice(-9);
    expect(Object.keys(first?.scores ?? {})).toEqual(['truth_left-light', 'predicted_left-light', 'error_left-light', 'truth_three', 'predicted_three', 'error_three']);
    const { scores = {} } = first ?? {};
    expect(scores['error_left-light']).toBeCloseTo((scores['predicted_left-light'] ?? 0) - (scores['truth_left-light'] ?? 0), 3);
    expect(first?.loss).toBeCloseTo((Math.abs(scores['error_left-light'] ?? 0) + Math.abs(scores['error_three'] ?? 0)) / 2, 3);
    expect(Object.keys(second?.scores ?? {})).toEqual(['predicted_left-light', 'truth_three', 'predicted_three', 'error_three']);
    expect(ofKind(events, 'image')[0]?.caption).toMatch(/^Left light: true \d+\.?\d*, predicted \d+\.?\d*, three: true 3, predicted \d\.?\d*$/);
  });

  it('goes on in the midst of an epoch as if never interrupted', async () => {
    const whole = await trainToy(toy);
    const before = await trainToy({ ...toy, requests: stopFrom(4, 'now') });
    const after = await trainToy({ ...toy, resume: lastCheckpoint(before) });
    expect(ofKind(after, 'epoch-ended')).toEqual(ofKind(whole, 'epoch-ended'));
  });
});
