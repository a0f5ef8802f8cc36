import type { CheckpointReady, NamedWeights, TrainingState } from '../../src-shared/domain/train-event.ts';
import { random } from '../../src-shared/lib/random.ts';

export interface MadeUp {
  readonly epoch: number;
  readonly step: number;
  readonly best?: boolean;
  readonly seed?: number;
  readonly batchInEpoch?: number;
}

/** A checkpoint of a network that never was, the same for the same numbers. */
export function checkpointReady({ epoch, step, best = false, seed = 1, batchInEpoch = 0 }: MadeUp): CheckpointReady {
  const state: TrainingState = {
    formatVersion: 1,
    epoch: batchInEpoch === 0 ? epoch + 1 : epoch,
    batchInEpoch,
    step,
    best: { epoch, value: 0.1 + 0.2 },
    memory: { plateau: { best: 1 / 7, waited: 2 } },
    rateFactor: 0.1,
    ended: null,
    openEpoch: { train_loss: { sum: 1 / 3, weight: 7 } },
  };
  return {
    kind: 'checkpoint',
    epoch,
    step,
    best,
    reason: 'epoch',
    checkpoint: {
      model: { format: 'layers-model', modelTopology: { class_name: 'Functional', config: { name: 'made-up', layers: [] } }, userDefinedMetadata: { init: { kind: 'cnn' } } },
      weights: [madeUpArray('dense/kernel', [5, 3], seed + step), madeUpArray('dense/bias', [3], seed + step + 1)],
      optimizer: [madeUpArray('dense/kernel/m', [5, 3], seed + step + 2), madeUpArray('scalar', [], seed + step + 3)],
      openPredictions: state.batchInEpoch > 0 ? [madeUpArray('counts', [4], seed + step + 4)] : [],
      state,
    },
  };
}

function madeUpArray(name: string, shape: readonly number[], seed: number): NamedWeights {
  const next = random(seed, 'weights');
  const size = shape.reduce((product, side) => product * side, 1);
  return { name, array: { data: Float32Array.from({ length: size }, () => next() - 0.5), shape, dtype: 'float32' } };
}
