import type { ResolvedExperiment } from '../../src-shared/domain/experiment.ts';
import type { Sample } from '../../src-shared/domain/sample.ts';
import type { Checkpoint, TrainEvent, TrainEventKind } from '../../src-shared/domain/train-event.ts';
import { random } from '../../src-shared/lib/random.ts';
import { resolveExperiment } from '../../src-shared/lib/resolve-experiment.ts';
import { experimentSchema } from '../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { createAugment } from '../../src-main/engine/augment/create.ts';
import type { Dataset } from '../../src-main/engine/data/dataset.ts';
import { memoryDataset } from '../../src-main/engine/data/memory.ts';
import { trainExperiment } from '../../src-main/engine/experiment/train.ts';
import type { TrainExperimentArguments } from '../../src-main/engine/experiment/train.ts';
import { createBatchSource } from '../../src-main/engine/loading/batch-source.ts';
import type { BatchSource } from '../../src-main/engine/loading/batch.ts';
import { createSampler } from '../../src-main/engine/sampling/create.ts';
import type { TrainingRequests } from '../../src-main/engine/training/request.ts';
import { greyImage, sample } from './samples.ts';

export const TOY_CLASSES = ['left', 'right'];
const SIZE = 8;

/** Noisy pictures, every other one bright on the left (class 0) or on the right (class 1). */
export function toySamples(count: number, seed = 1): Sample[] {
  return Array.from({ length: count }, (_, i) => {
    const next = random(seed, 'demo', 0, i);
    const rows = Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, (__, x) => (x < SIZE / 2 === (i % 2 === 0) ? 0.7 : 0) + 0.3 * next()));
    return sample(`${seed}-${i}`, greyImage(rows), i % 2);
  });
}

/** A spec for them: a network of some 500 weights, two epochs of six steps. */
export function toySpec(input: Omit<ExperimentInput, 'dataset'> = {}, hasValidation = true): ResolvedExperiment {
  const spec = experimentSchema.parse({
    dataset: { folder: 'toy' },
    loader: { batchSize: 4 },
    augment: [{ kind: 'rotate', degrees: 10 }],
    model: { kind: 'cnn', filters: [3], dense: 6, dropout: 0.2 },
    ...input,
    training: { epochs: 2, optimizer: { kind: 'adam', learningRate: 0.02 }, logImages: { count: 3 }, ...input.training },
  });
  return resolveExperiment(spec, { name: 'toy', shapes: [], dtypes: [], sides: [], groups: 0, hasValidation });
}

export interface Toy extends Partial<TrainExperimentArguments> {
  readonly trainSet?: Dataset;
  readonly valSet?: Dataset | null;
}

/** What the toy experiment is trained with; everything can be had otherwise. */
export function toyArguments({ trainSet = memoryDataset(toySamples(22)), valSet = memoryDataset(toySamples(9, 2)), ...more }: Toy = {}): TrainExperimentArguments {
  const spec = more.spec ?? toySpec({}, valSet !== null);
  return {
    spec,
    classes: TOY_CLASSES,
    inputShape: [SIZE, SIZE, 1],
    train: trainingSource(spec, trainSet),
    val: valSet && evaluationSource(spec, valSet),
    samples: { train: trainSet.length, val: valSet?.length ?? 0, test: 0 },
    requests: NO_REQUESTS,
    resume: null,
    ...more,
  };
}

export function trainingSource({ loader, augment, seed }: ResolvedExperiment, dataset: Dataset): BatchSource {
  const { batchSize, batchesPerEpoch, dropLast, sampler } = loader;
  return createBatchSource({ dataset, sampler: createSampler(sampler, dataset.labels, batchSize), batchSize, batchesPerEpoch, dropLast, unreadable: 'replace', change: createAugment(augment, seed).change });
}

export function evaluationSource({ validation }: ResolvedExperiment, dataset: Dataset): BatchSource {
  const sampler = createSampler({ kind: 'sequential' }, dataset.labels, validation.batchSize);
  return createBatchSource({ dataset, sampler, batchSize: validation.batchSize, batchesPerEpoch: 'auto', dropLast: false, unreadable: 'leave-out' });
}

export const NO_REQUESTS: TrainingRequests = { stop: () => null, takeCheckpoint: () => false };

/** Asks for something from the n-th look on, counted from 1; training looks once after every batch, then once after every epoch. */
export function stopFrom(look: number, stop: 'epoch' | 'now'): TrainingRequests {
  let looks = 0;
  return { stop: () => (++looks >= look ? stop : null), takeCheckpoint: () => false };
}

/** Every event of a training, copied while it is valid. */
export async function trainToy(toy: Toy = {}): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of trainExperiment(toyArguments(toy))) events.push(structuredClone(event));
  return events;
}

export function ofKind<Kind extends TrainEventKind>(events: readonly TrainEvent[], kind: Kind): Extract<TrainEvent, { kind: Kind }>[] {
  return events.filter((event): event is Extract<TrainEvent, { kind: Kind }> => event.kind === kind);
}

export function lastCheckpoint(events: readonly TrainEvent[]): Checkpoint {
  const last = ofKind(events, 'checkpoint').at(-1);
  if (!last) throw new Error('expected a checkpoint among the events, but found none');
  return last.checkpoint;
}
