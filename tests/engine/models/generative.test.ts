import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { binaryCrossEntropy } from '../../../src-main/engine/losses/binary-cross-entropy.ts';
import type { Parameter } from '../../../src-main/engine/models/contract.ts';
import { dcgan } from '../../../src-main/engine/models/generative/dcgan.ts';
import { vae } from '../../../src-main/engine/models/generative/vae.ts';
import type { TrainEvent } from '../../../src-shared/domain/train-event.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';
import { draws, toTensor } from '../../helpers/gradients.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { lastCheckpoint, ofKind, stopFrom, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

const sizeOf = (parameters: readonly Parameter[]) => parameters.reduce((sum, { variable }) => sum + variable.size, 0);

describe('dcgan', () => {
  it('has the weights of the one that delira shipped, for 64 × 64 grey pixels and ten numbers of noise', () => {
    const network = dcgan({ noise: 10, width: 64, inputShape: [64, 64, 1], seed: 1 });
    const { gen = [], discr = [] } = network.parameterGroups;
    expect([sizeOf(gen), sizeOf(discr)]).toEqual([2_837_376, 2_763_520]);
    expect(sizeOf(network.parameters)).toBe(2_837_376 + 2_763_520);
    network.dispose();
  });

  it('learns both networks in one step, each from its own losses, and of images of any size', async () => {
    await noLeaks(async () => {
      const network = dcgan({ noise: 3, width: 2, inputShape: [9, 13, 2], seed: 1 });
      const image = toTensor(draws([4, 9, 13, 2], 1));
      const seen: Record<string, number[]> = {};
      const spy = (name: 'gen' | 'discr') => ({
        parameters: network.parameterGroups[name] ?? [],
        update: (gradients: readonly tf.Tensor[]) => void (seen[name] = gradients.map((each) => tf.tidy(() => tf.max(tf.abs(each)).dataSync()[0] ?? 0))),
      });
      const criterions = { bce: binaryCrossEntropy({ weight: 2 }) };
      const { lossValues, predictions } = await network.closure({ image }, { optimizers: { gen: spy('gen'), discr: spy('discr') }, criterions });
      const { loss = 0, bce_discr_real: real = 0, bce_discr_fake: fake = 0, bce_adversarial: adversarial = 0 } = lossValues;
      expect(loss).toBeCloseTo(2 * (real + fake + adversarial), 4);
      // A discriminator that is not yet sure of anything guesses.
      for (const each of [real, fake, adversarial]) expect(Math.abs(each - Math.LN2)).toBeLessThan(0.5);
      for (const name of ['gen', 'discr'] as const) for (const largest of seen[name] ?? [0]) expect(largest).toBeGreaterThan(0);
      expect(predictions['generated']?.shape).toEqual([4, 9, 13, 2]);
      const evaluated = await network.closure({ image }, { criterions });
      expect(Object.keys(evaluated.lossValues)).toEqual(['val_loss', 'val_bce_discr_real', 'val_bce_discr_fake', 'val_bce_adversarial']);
      tf.dispose([image, predictions, evaluated.predictions]);
      network.dispose();
    });
  });
});

describe('vae', () => {
  it('makes images of the size of its own again, whether it can halve them or not', async () => {
    await noLeaks(async () => {
      const network = vae({ filters: [3, 4], latent: 2, beta: 1, inputShape: [10, 7, 1], seed: 1 });
      const image = toTensor(draws([3, 10, 7, 1], 1));
      const criterions = { bce: binaryCrossEntropy() };
      const { predictions, lossValues } = await network.closure({ image }, { criterions });
      expect(predictions['reconstruction']?.shape).toEqual([3, 10, 7, 1]);
      expect(predictions['generated']?.shape).toEqual([3, 10, 7, 1]);
      expect(lossValues['val_loss']).toBeCloseTo((lossValues['val_reconstruction'] ?? 0) + (lossValues['val_kl'] ?? 0), 5);
      tf.dispose([image, predictions]);
      network.dispose();
    });
  });
});

/** What a run tells, without the words of each beginning and end, and without checkpoints made only to stop. */
function story(...attempts: readonly (readonly TrainEvent[])[]): TrainEvent[] {
  return attempts
    .flat()
    .filter((event) => event.kind !== 'run-started' && event.kind !== 'run-ended' && !(event.kind === 'checkpoint' && event.checkpoint.state.batchInEpoch > 0))
    .map((event) => (event.kind === 'checkpoint' ? { ...event, reason: 'epoch' } : event));
}

describe.each([
  ['dcgan', { kind: 'dcgan', noise: 3, width: 3 }],
  ['vae', { kind: 'vae', filters: [4, 6], latent: 3 }],
] satisfies readonly (readonly [string, ExperimentInput['model']])[])('training a %s', (_name, model) => {
  const spec = toySpec({ model, augment: [], training: { epochs: 3, optimizer: { kind: 'adam', learningRate: 0.01 }, logImages: { count: 2 } } });

  it('goes on after an interruption as if there had been none, with what both optimizers remember', async () => {
    const whole = await trainToy({ spec });
    const before = await trainToy({ spec, requests: stopFrom(9, 'now') });
    const after = await trainToy({ spec, resume: lastCheckpoint(before) });
    expect(ofKind(before, 'run-ended')[0]?.status).toBe('stopped');
    expect(story(before, after)).toEqual(story(whole));
  });

  it('shows images of each epoch and says what its losses are of', async () => {
    const events = await noLeaks(() => trainToy({ spec }));
    const tags = [...new Set(ofKind(events, 'image').map(({ tag }) => tag))];
    expect(tags).toEqual(model.kind === 'vae' ? ['val-generated', 'val-reconstruction'] : ['val-generated']);
    expect(ofKind(events, 'image')).toHaveLength(3 * 2 * tags.length);
    const parts = model.kind === 'vae' ? ['reconstruction', 'kl'] : ['discr_real', 'discr_fake', 'adversarial'].map((part) => `binary-cross-entropy_${part}`);
    expect(Object.keys(ofKind(events, 'epoch-ended')[0]?.values ?? {}).sort()).toEqual(['loss', ...parts].flatMap((name) => [`train_${name}`, `val_${name}`]).sort());
    const losses = ofKind(events, 'epoch-ended').map(({ values }) => values['val_loss'] ?? Number.NaN);
    if (model.kind === 'vae') expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  });
});
