import type { Logged, Note, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { createCallbacks } from '../callbacks/create-callbacks.ts';
import { networkOf } from '../models/create-network.ts';
import type { AbstractNetwork } from '../models/network.ts';
import type { TargetScale } from '../models/output-layer.ts';
import { transferInWords, transferTable, transferWeights } from '../models/transfer.ts';
import type { StartWeights, TransferReport } from '../models/transfer.ts';
import type { TrainArguments } from '../training/arguments.ts';
import { optimizerOf } from '../training/optimizers/create-optimizer.ts';
import type { TrainingOptimizer } from '../training/optimizers/optimizer.ts';
import { train } from '../training/train.ts';
import type { ExperimentArguments } from './arguments.ts';

export type TrainExperimentArguments = ExperimentArguments & Omit<TrainArguments, 'network' | 'optimizer' | 'callbacks'> & {
  /** Where the numbers of the training samples lie; left out for classes. */
  readonly scale?: TargetScale | undefined;
  /** What a run begins with instead of chance, as far as it fits; of no account where it goes on. */
  readonly start?: StartWeights | null | undefined;
};

/**
 * Trains the network that a spec names, from its first weights, from those of
 * another network or from a checkpoint, as one stream of events. Closing the stream frees all tensors.
 *
 * To train a finished run further, give its last checkpoint and a spec with
 * more epochs.
 */
export async function* trainExperiment(args: TrainExperimentArguments): AsyncGenerator<TrainEvent, void, void> {
  const { spec, classes, val, code, start, resume } = args;
  const network = networkOf(args, args.scale);
  try {
    const report = start && !resume ? await transferWeights(network, start) : null;
    const optimizer = optimizerOf(spec.training, network);
    try {
      const words = resume ? [] : [...(report ? transferred(report) : []), ...frozen(network, optimizer)];
      for await (const event of train({ ...args, network, optimizer, callbacks: createCallbacks(spec, classes, val ? 'val' : 'train', code) })) {
        yield event;
        if (event.kind === 'run-started') yield* words;
      }
    } finally {
      optimizer.dispose();
    }
  } finally {
    network.dispose();
  }
}

const BEGINNING = { epoch: 1, step: 0 } as const;

function transferred(report: TransferReport): (Note | Logged)[] {
  return [
    { kind: 'note', ...BEGINNING, text: transferInWords(report) },
    { kind: 'logged', ...BEGINNING, tag: 'start-weights', item: transferTable(report) },
  ];
}

/** How much of a network stays as it is, if anything does. */
function frozen(network: AbstractNetwork, optimizer: TrainingOptimizer): Note[] {
  const [all, learnt] = [network, optimizer].map(({ parameters }) => parameters.reduce((sum, { variable }) => sum + variable.size, 0)) as [number, number];
  return learnt === all ? [] : [{ kind: 'note', ...BEGINNING, text: `${(all - learnt).toLocaleString('en')} of ${all.toLocaleString('en')} weights are frozen.` }];
}
