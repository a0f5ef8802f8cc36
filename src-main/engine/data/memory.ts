import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { Dataset } from './dataset.ts';
import { entryAt } from './entry-at.ts';

/** Samples that are in memory already. One without a `label` counts as class -1. */
export function memoryDataset(samples: readonly Sample[]): Dataset {
  return {
    length: samples.length,
    labels: Int32Array.from(samples, (sample) => sample.arrays['label']?.data[0] ?? -1),
    read: async (index) => entryAt(samples, index),
  };
}
