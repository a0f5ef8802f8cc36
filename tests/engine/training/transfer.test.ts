import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../../src-main/engine/models/create-network.ts';
import { transferInWords, transferTable, transferWeights } from '../../../src-main/engine/models/transfer.ts';
import { clipped } from '../../../src-main/engine/training/optimizers/clipped.ts';
import type { NamedWeights, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import type { ExperimentInput, LayerRule } from '../../../src-shared/schema/experiment.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { lastCheckpoint, ofKind, stopFrom, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

const CNN = { kind: 'cnn' as const, filters: [3], dense: 6, dropout: 0 };
const DCGAN = { kind: 'dcgan' as const, noise: 3, width: 2 };

/** The weights of a network of another seed. */
async function weightsOf(model: typeof CNN, outputs = 2): Promise<NamedWeights[]> {
  const network = createNetwork(model, [8, 8, 1], outputs, 77);
  const weights = await network.weights();
  network.dispose();
  return weights;
}

const named = (weights: readonly NamedWeights[]) => Object.fromEntries(weights.map(({ name, array }) => [name, [...array.data]]));

const layersSpec = (layers: LayerRule[], training: ExperimentInput['training'] = {}, model: ExperimentInput['model'] = CNN) =>
  toySpec({ model, augment: [], training: { epochs: 2, optimizer: { kind: 'sgd', learningRate: 0.01 }, logImages: { count: 1 }, ...training, layers } });

describe('starting from weights of another network', () => {
  it('takes those whose name and shape fit, leaves the others as they were drawn, and says which is which', async () => {
    await noLeaks(async () => {
      const source = [...(await weightsOf(CNN, 5)), { name: 'extra/kernel', array: { data: Float32Array.of(1), shape: [1], dtype: 'float32' as const } }];
      const network = createNetwork(CNN, [8, 8, 1], 2, 1);
      const before = named(await network.weights());
      const report = await transferWeights(network, { from: 'there', weights: source });
      const after = named(await network.weights());
      const there = named(source);
      for (const name of Object.keys(after)) expect(after[name]).toEqual(name.startsWith('classes/') ? before[name] : there[name]);
      expect(transferInWords(report)).toBe(
        'Starts from there: 4 of 6 arrays of weights were taken. Others begin as without it: classes/kernel [6, 2] (there [6, 5]), classes/bias [2] (there [5]). Of no use were extra/kernel.',
      );
      expect(transferTable(report).rows.slice(-3)).toEqual([['classes/kernel', '[6, 2]', '[6, 5]', 'no'], ['classes/bias', '[2]', '[5]', 'no'], ['extra/kernel', null, '[1]', 'no']]);
      network.dispose();
    });
  });

  it('refuses weights of which none fits', async () => {
    const network = createNetwork(CNN, [8, 8, 1], 2, 1);
    const weights = [{ name: 'conv1.weight', array: { data: new Float32Array(9), shape: [3, 3], dtype: 'float32' as const } }];
    await expect(transferWeights(network, { from: 'there', weights })).rejects.toThrow(/^startFrom: expected weights of the network, such as .*kernel .*, but there has none of these names and shapes, only conv1.weight \[3, 3\]$/);
    network.dispose();
  });

  it('is told at the beginning of a run, which learns on from there, and not when it is resumed', async () => {
    const trained = await trainToy({ spec: layersSpec([], { epochs: 6, optimizer: { kind: 'adam', learningRate: 0.02 } }) });
    const { weights } = lastCheckpoint(trained);
    const spec = layersSpec([]);
    const events = await noLeaks(() => trainToy({ spec, start: { from: 'epoch-0006', weights } }));
    expect(events.slice(0, 3).map(({ kind }) => kind)).toEqual(['run-started', 'note', 'logged']);
    expect(ofKind(events, 'note')[0]?.text).toBe('Starts from epoch-0006: 6 of 6 arrays of weights were taken.');
    const lossOf = (all: readonly TrainEvent[], epoch: number) => ofKind(all, 'epoch-ended')[epoch]?.values['train_loss'] ?? Number.NaN;
    expect(lossOf(events, 0)).toBeLessThan(0.7 * lossOf(await trainToy({ spec }), 0));
    const resumed = await trainToy({ spec, start: { from: 'epoch-0006', weights }, resume: lastCheckpoint(events) });
    expect(ofKind(resumed, 'note')).toEqual([]);
  });
});

describe('layers apart', () => {
  const firstWeights = async (model: typeof CNN | typeof DCGAN) => {
    const network = createNetwork(model, [8, 8, 1], 2, 1);
    const weights = named(await network.weights());
    network.dispose();
    return weights;
  };

  it('that are frozen keep every bit, also the averages of their batch normalisation, while the others learn', async () => {
    const before = await firstWeights(DCGAN);
    const events = await noLeaks(() => trainToy({ spec: layersSpec([{ kind: 'freeze', name: 'gen1*' }], { epochs: 1, weightAverage: 0.9 }, DCGAN) }));
    const after = named(lastCheckpoint(events).weights);
    for (const name of Object.keys(before)) {
      if (name.startsWith('gen1')) expect(after[name]).toEqual(before[name]);
      else expect(after[name]).not.toEqual(before[name]);
    }
    expect(ofKind(events, 'note')[0]?.text).toMatch(/^\d+ of \d+ weights are frozen\.$/);
  });

  it('frozen batch normalisation in the midst lets gradients through to what comes before it', async () => {
    const before = await firstWeights(DCGAN);
    const after = named(lastCheckpoint(await trainToy({ spec: layersSpec([{ kind: 'freeze', name: '*_norm' }], { epochs: 1 }, DCGAN) })).weights);
    for (const name of Object.keys(before)) {
      if (name.includes('_norm/')) expect(after[name]).toEqual(before[name]);
      else expect(after[name]).not.toEqual(before[name]);
    }
  });

  it('learn at a multiple of the rate, whatever schedule and optimizer say', async () => {
    // One step of plain gradient descent from the same weights: twice the rate, twice the way.
    const once = (layers: LayerRule[]) => trainToy({ spec: toySpec({ model: CNN, augment: [], loader: { batchSize: 32 }, training: { epochs: 1, optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0 }, layers } }) });
    const before = await firstWeights(CNN);
    const plain = named(lastCheckpoint(await once([])).weights);
    const faster = named(lastCheckpoint(await once([{ kind: 'rate', name: 'classes', factor: 2 }])).weights);
    for (const name of Object.keys(before)) {
      const way = (to: Record<string, number[]>) => (to[name] ?? []).map((value, i) => value - (before[name]?.[i] ?? 0));
      const factor = name.startsWith('classes/') ? 2 : 1;
      expect(Math.max(...way(plain).map((step, i) => Math.abs(factor * step - (way(faster)[i] ?? Number.NaN))))).toBeLessThan(1e-7);
    }
  });

  it('are limited with the others, as one gradient', async () => {
    const norms = tf.tidy(() => {
      const gradients = [tf.tensor1d([3, 0]), tf.tensor1d([4])];
      return clipped(gradients, { clipNorm: 1 }).map((each) => [...each.dataSync()]);
    });
    expect(norms.flat().map((value) => Math.round(value * 1000) / 1000)).toEqual([0.6, 0, 0.8]);
    const training = { gradientClipNorm: 0.05, epochs: 1 };
    const plain = named(lastCheckpoint(await trainToy({ spec: layersSpec([], training) })).weights);
    const grouped = named(lastCheckpoint(await trainToy({ spec: layersSpec([{ kind: 'rate', name: 'classes', factor: 1 }, { kind: 'rate', name: '*', factor: 1.0000001 }], training) })).weights);
    for (const [name, values] of Object.entries(plain)) for (const [i, value] of values.entries()) expect(grouped[name]?.[i]).toBeCloseTo(value, 5);
  });

  it.each([
    ['a classifier', CNN, [{ kind: 'freeze', name: 'conv*' }, { kind: 'rate', name: 'classes', factor: 5 }]],
    ['two networks that learn against one another', DCGAN, [{ kind: 'freeze', name: 'gen1*' }, { kind: 'rate', name: 'discr*', factor: 0.5 }]],
  ] satisfies readonly (readonly [string, ExperimentInput['model'], LayerRule[]])[])('of %s go on after an interruption as if there had been none', async (_name, model, layers) => {
    const spec = layersSpec(layers, { optimizer: { kind: 'adam', learningRate: 0.02 }, weightAverage: 0.9, gradientClipNorm: 1 }, model);
    const whole = await trainToy({ spec });
    const before = await trainToy({ spec, requests: stopFrom(4, 'now') });
    const after = await trainToy({ spec, resume: lastCheckpoint(before) });
    expect(lastCheckpoint(after)).toEqual(lastCheckpoint(whole));
  });

  it('are refused by a name that none has, and where nothing is left to learn', async () => {
    await expect(trainToy({ spec: layersSpec([{ kind: 'freeze', name: 'clases' }]) })).rejects.toThrow(/^training\.layers\[0\]\.name: expected a name or pattern of the network's layers \(.*classes\), but found clases: did you mean "classes"\?$/);
    await expect(trainToy({ spec: layersSpec([{ kind: 'freeze', name: '*' }]) })).rejects.toThrow('training.layers: expected a layer that learns, but all are frozen');
    await expect(trainToy({ spec: layersSpec([{ kind: 'freeze', name: 'gen*' }], {}, DCGAN) })).rejects.toThrow('training.layers: expected a layer of gen that learns, but all are frozen');
  });
});
