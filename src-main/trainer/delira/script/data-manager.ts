import type { z } from 'zod';
import { prepareStepSchema } from '../../../../src-shared/schema/experiment/prepare.ts';
import { transformSchema } from '../../../../src-shared/schema/experiment/augment.ts';
import { loaderSchema } from '../../../../src-shared/schema/experiment/loader.ts';
import { createAugment } from '../../../engine/augment/create.ts';
import type { Dataset } from '../../../engine/data/dataset.ts';
import { preparedDataset } from '../../../engine/data/prepared.ts';
import type { Batch, BatchSource } from '../../../engine/loading/batch.ts';
import { createBatchSource } from '../../../engine/loading/batch-source.ts';
import { createSampler } from '../../../engine/sampling/create.ts';
import type { Sampler } from '../../../engine/sampling/sampler.ts';

export interface DataManagerOptions {
  readonly dataset: Dataset;
  readonly batchSize: number;
  /** As an experiment names it, or one of your own; random unless said. */
  readonly sampler?: z.input<typeof loaderSchema.shape.sampler> | Sampler;
  /** As in an experiment; nothing unless said. */
  readonly prepare?: readonly z.input<typeof prepareStepSchema>[];
  readonly augment?: readonly z.input<typeof transformSchema>[];
  readonly dropLast?: boolean;
  readonly batchesPerEpoch?: number | 'auto';
  /** Of augmentation. */
  readonly seed?: number;
}

/** Batches of a dataset, and all that says how they are made. */
export interface DataManager extends BatchSource {
  readonly dataset: Dataset;
  readonly batchSize: number;
  /** The batches of an epoch, for a plain loop: the memory of each is used again once the next is asked for. */
  batches(epoch?: number): AsyncGenerator<Batch>;
}

/** How the samples of a dataset become batches: in which order, prepared and changed how. */
export function dataManager({ dataset, batchSize, sampler = { kind: 'random' }, prepare = [], augment = [], dropLast = false, batchesPerEpoch = 'auto', seed = 1 }: DataManagerOptions): DataManager {
  const steps = prepare.map((step) => prepareStepSchema.parse(step));
  const transforms = augment.map((transform) => transformSchema.parse(transform));
  const prepared = steps.length > 0 ? preparedDataset(dataset, steps) : dataset;
  const source = createBatchSource({
    dataset: prepared,
    sampler: 'draw' in sampler ? sampler : createSampler(loaderSchema.shape.sampler.parse(sampler), dataset.labels, batchSize),
    batchSize,
    batchesPerEpoch,
    dropLast,
    unreadable: 'replace',
    ...(transforms.length > 0 ? { change: createAugment(transforms, seed).change } : {}),
  });
  return { ...source, dataset: prepared, batchSize, batches: (epoch = 1) => released(source.epoch(epoch)) };
}

async function* released(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    try {
      yield batch;
    } finally {
      batch.release();
    }
  }
}
