import type { BatchSource } from '../loading/batch.ts';
import { networkOf } from '../models/create-network.ts';
import { caseRule } from '../training/case-rule.ts';
import { evaluate } from '../training/evaluate.ts';
import type { Evaluation } from '../training/evaluate.ts';
import { measuresOf } from '../training/measures.ts';
import { optimizerOf } from '../training/optimizers/create-optimizer.ts';
import { runEpoch } from '../training/run-epoch.ts';
import type { ExperimentArguments } from './arguments.ts';

export interface BriefArguments extends ExperimentArguments {
  readonly train: BatchSource;
  readonly val: BatchSource;
  /** Looked at after each batch. */
  readonly enough: (updates: number) => boolean;
}

/**
 * Teaches a new network of an experiment until it is enough, at the first
 * learning rate, and evaluates it on the validation side.
 */
export async function learnBriefly({ spec, classes, inputShape, train, val, enough, code }: BriefArguments): Promise<{ readonly updates: number; readonly evaluation: Evaluation }> {
  const network = networkOf({ spec, classes, inputShape, code });
  const optimizer = optimizerOf(spec.training, network);
  try {
    const common = { network, measures: measuresOf(spec, classes, code), extra: spec.extra };
    const learning = { optimizer, rateAt: () => spec.training.optimizer.learningRate, accumulation: null, average: null };
    let updates = 0;
    for (let epoch = 1; !enough(updates); epoch++) {
      const before = updates;
      for await (const { updated } of runEpoch({ ...common, side: 'train', source: train, learning, cases: null }, { epoch, from: 0, step: updates })) {
        if (updated) updates++;
        if (enough(updates)) break;
      }
      if (updates === before) break;
    }
    const evaluation = await evaluate({ ...common, side: 'val', source: val, learning: null, cases: caseRule(spec, 'val') }, { epoch: 1, step: updates, classes, callbacks: [] });
    if (!evaluation) throw new Error('expected an evaluation that nobody stopped');
    return { updates, evaluation };
  } finally {
    optimizer.dispose();
    network.dispose();
  }
}
