import type { Checkpoint, NamedWeights, TrainingState } from '../../../src-shared/domain/train-event.ts';
import type { AbstractNetwork } from '../models/network.ts';
import type { TrainingOptimizer } from './optimizers/optimizer.ts';
import { isOfAverage, WeightAverage } from './weight-average.ts';

/** What is trained, and all that training changes of it. */
export interface Trained {
  readonly network: AbstractNetwork;
  readonly optimizer: TrainingOptimizer;
  /** Null unless weights are averaged. Then the averages are saved as the network's weights, and these beside the optimizer's state. */
  readonly average: WeightAverage | null;
}

/** Copies all that a run needs to go on exactly from here. */
export async function makeCheckpoint({ network, optimizer, average }: Trained, openPredictions: readonly NamedWeights[], state: TrainingState): Promise<Checkpoint> {
  const weights = average ? await average.use(() => network.weights()) : await network.weights();
  const averaged = average ? await average.state() : [];
  return { model: network.json(), weights, optimizer: [...(await optimizer.state()), ...averaged], openPredictions, state };
}

/**
 * Brings network and optimizer to where a checkpoint was made, or leaves them as they are without one.
 *
 * @param decay of the average of the weights; null if there shall be none.
 */
export function restoreCheckpoint(checkpoint: Checkpoint | null, { network, optimizer }: Omit<Trained, 'average'>, decay: number | null): WeightAverage | null {
  if (checkpoint) {
    network.setWeights(checkpoint.weights);
    optimizer.restore(checkpoint.optimizer.filter((each) => !isOfAverage(each)));
  }
  // Begins with the averages: they are what was saved as the network's weights.
  const average = decay === null ? null : new WeightAverage(optimizer.parameters, decay);
  if (checkpoint) average?.restore(checkpoint.optimizer.filter(isOfAverage));
  return average;
}
