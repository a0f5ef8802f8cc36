import type { TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { createCallbacks } from '../callbacks/create-callbacks.ts';
import { networkOf } from '../models/create-network.ts';
import type { TargetScale } from '../models/output-layer.ts';
import type { TrainArguments } from '../training/arguments.ts';
import { optimizerOf } from '../training/optimizers/create-optimizer.ts';
import { train } from '../training/train.ts';
import type { ExperimentArguments } from './arguments.ts';

export type TrainExperimentArguments = ExperimentArguments & Omit<TrainArguments, 'network' | 'optimizer' | 'callbacks'> & {
  /** Where the numbers of the training samples lie; left out for classes. */
  readonly scale?: TargetScale | undefined;
};

/**
 * Trains the network that a spec names, from its first weights or from a
 * checkpoint, as one stream of events. Closing the stream frees all tensors.
 *
 * To train a finished run further, give its last checkpoint and a spec with
 * more epochs.
 */
export async function* trainExperiment(args: TrainExperimentArguments): AsyncGenerator<TrainEvent, void, void> {
  const { spec, classes, val, code } = args;
  const network = networkOf(args, args.scale);
  try {
    const optimizer = optimizerOf(spec.training, network);
    try {
      yield* train({ ...args, network, optimizer, callbacks: createCallbacks(spec, classes, val ? 'val' : 'train', code) });
    } finally {
      optimizer.dispose();
    }
  } finally {
    network.dispose();
  }
}
