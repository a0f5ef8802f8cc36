import type { ArrayReport } from '../../../src-shared/domain/picture.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { layerOf } from '../../../src-shared/lib/name-pattern.ts';
import { reportArrays } from '../loading/array-report.ts';
import type { Batch, BatchSource } from '../loading/batch.ts';
import type { Parameter } from '../models/contract.ts';
import { networkOf } from '../models/create-network.ts';
import { transferWeights } from '../models/transfer.ts';
import type { StartWeights } from '../models/transfer.ts';
import { measuresOf } from '../training/measures.ts';
import { optimizerOf } from '../training/optimizers/create-optimizer.ts';
import { runBatch } from '../training/run-epoch.ts';
import type { Learning, Phase } from '../training/run-epoch.ts';
import type { ExperimentArguments } from './arguments.ts';

export interface CheckArguments extends ExperimentArguments {
  readonly source: BatchSource;
  /** What the network begins with instead of chance. */
  readonly start?: StartWeights | null | undefined;
}

/** One batch of an experiment, ready to be tried. */
export interface Check {
  /** What the network sees. */
  readonly arrays: readonly ArrayReport[];
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  /** Weights of the network, and those of them that training changes: none that are frozen. */
  readonly parameters: number;
  readonly learning: number;
  /** Names of the layers that have weights, which training.layers may name. */
  readonly layers: readonly string[];
  /** Learns from the batch once more and gives its loss before that; the caller measures time and memory around it. */
  step(): Promise<number>;
  /** Frees the network and gives the batch back. */
  dispose(): Promise<void>;
}

/** Reads the first batch of an experiment and makes its network. */
export async function openCheck({ spec, classes, inputShape, source, code, start }: CheckArguments): Promise<Check> {
  const batches = source.epoch(1)[Symbol.asyncIterator]();
  const first = await batches.next();
  if (first.done === true || first.value.size === 0) throw new BadInput('expected a batch of images to try, but found none that can be read');
  const batch: Batch = first.value;
  const network = networkOf({ spec, classes, inputShape, code });
  if (start) await transferWeights(network, start);
  const parameters = sizeOf(network.parameters);
  const optimizer = optimizerOf(spec.training, network);
  const learning: Learning = { optimizer, rateAt: () => spec.training.optimizer.learningRate, accumulation: null, average: null };
  const measures = measuresOf(spec, classes, code);
  const phase: Phase = { side: 'train', network, source, measures, learning, cases: null, extra: spec.extra };
  let steps = 0;
  return {
    arrays: reportArrays(batch.arrays),
    batchSize: batch.size,
    batchesPerEpoch: source.batchesPerEpoch(),
    parameters,
    learning: sizeOf(optimizer.parameters),
    layers: [...new Set(network.parameters.map(({ name }) => layerOf(name)))],
    step: async () => (await runBatch(phase, batch, steps++)).values['train_loss'] ?? Number.NaN,
    dispose: async () => {
      optimizer.dispose();
      network.dispose();
      batch.release();
      await batches.return?.();
    },
  };
}

function sizeOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { variable }) => sum + variable.size, 0);
}
