import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { Checkpoint } from '../../../src-shared/domain/train-event.ts';
import { outputsOf } from '../../../src-shared/lib/task.ts';
import type { TrainingSpec } from '../../../src-shared/schema/experiment.ts';
import { logImages } from '../callbacks/log-images.ts';
import type { BatchSource } from '../loading/batch.ts';
import { perClass } from '../metrics/per-class.ts';
import type { ClassScores } from '../metrics/per-class.ts';
import { networkOf } from '../models/create-network.ts';
import { caseRule } from '../training/case-rule.ts';
import { evaluate } from '../training/evaluate.ts';
import type { Evaluation } from '../training/evaluate.ts';
import { LogBook } from '../training/log-book.ts';
import { measuresOf } from '../training/measures.ts';
import type { ExperimentArguments } from './arguments.ts';

export interface TestArguments extends ExperimentArguments {
  readonly side: Side;
  readonly source: BatchSource;
  readonly checkpoint: Pick<Checkpoint, 'weights'>;
  /** The epoch that the checkpoint ended and the updates done then, for the events. */
  readonly epoch: number;
  readonly step: number;
  readonly stopped?: () => boolean;
  readonly breathe?: () => Promise<void>;
}

/** How a checkpoint did on a side: values by name, and events with every prediction. */
export interface TestReport extends Pick<Evaluation, 'values' | 'confusion' | 'events' | 'scored'> {
  /** By class number; null for networks that do not classify. */
  readonly classes: readonly ClassScores[] | null;
}

/** Evaluates a checkpoint on a side of the data; null if it was stopped. */
export async function testExperiment(args: TestArguments): Promise<TestReport | null> {
  const { spec, classes, inputShape, side, source, checkpoint, code, ...options } = args;
  const network = networkOf({ spec, classes, inputShape, code });
  try {
    network.setWeights(checkpoint.weights);
    const measures = measuresOf(spec, classes, code);
    const phase = { side, network, source, measures, learning: null, cases: caseRule(spec, side), extra: spec.extra, book: new LogBook(`${side}_`) };
    const evaluation = await evaluate(phase, { ...options, classes, targets: spec.dataset.targets, curves: true, callbacks: [logImages(imagesOf(spec), side, outputsOf(spec, classes))] });
    if (!evaluation) return null;
    const { values, confusion, events, scored } = evaluation;
    return { values, confusion, events, scored, classes: confusion && perClass(confusion) };
  } finally {
    network.dispose();
  }
}

/** Images as the run shows them in its epochs, whichever epoch the checkpoint is of; none if it shows none. */
function imagesOf({ training }: ResolvedExperiment): TrainingSpec['logImages'] {
  return { ...training.logImages, everyEpochs: Math.min(1, training.logImages.everyEpochs) };
}
