import type { Checkpoint, NamedWeights, TrainingState } from '../../../src-shared/domain/train-event.ts';
import type { AbstractNetwork } from '../models/network.ts';
import type { TrainingOptimizer } from './optimizers/optimizer.ts';

/** Copies all that a run needs to go on exactly from here. */
export async function makeCheckpoint(network: AbstractNetwork, optimizer: TrainingOptimizer, openPredictions: readonly NamedWeights[], state: TrainingState): Promise<Checkpoint> {
  return { model: network.json(), weights: await network.weights(), optimizer: await optimizer.state(), openPredictions, state };
}

/** Brings network and optimizer to where a checkpoint was made. */
export function restoreCheckpoint(checkpoint: Checkpoint, network: AbstractNetwork, optimizer: TrainingOptimizer): void {
  network.setWeights(checkpoint.weights);
  optimizer.restore(checkpoint.optimizer);
}
