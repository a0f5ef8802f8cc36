import type { PrepareStep } from '../../../src-shared/schema/experiment.ts';
import type { Dataset } from './dataset.ts';
import { prepareSample } from './prepare/prepare.ts';

/** The same samples after the `prepare` steps of an experiment, images as float32. */
export function preparedDataset(dataset: Dataset, steps: readonly PrepareStep[]): Dataset {
  return {
    length: dataset.length,
    labels: dataset.labels,
    read: async (index, signal) => prepareSample(await dataset.read(index, signal), steps),
  };
}
