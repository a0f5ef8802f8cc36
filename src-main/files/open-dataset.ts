import type { SampleFiles } from '../../src-shared/schema/reading.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { Dataset } from '../engine/data/dataset.ts';
import { readSample } from './read-sample.ts';
import type { LoadArrays } from './read-sample.ts';

/** The samples of one side of a split, read from the dataset's folder when they are asked for. */
export function openDataset(folder: string, samples: readonly SplitSample[], maskValues: readonly number[] | null = null, load: LoadArrays | null = null, files: SampleFiles | null = null): Dataset {
  return {
    length: samples.length,
    labels: Int32Array.from(samples, ({ label }) => label),
    read: async (index) => {
      const sample = samples[index];
      if (!sample) throw new Error(`expected a sample from 0 to ${samples.length - 1}, but found ${index}`);
      return readSample(folder, sample, maskValues, load, files);
    },
  };
}
