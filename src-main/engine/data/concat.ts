import type { Dataset } from './dataset.ts';

/** Several datasets as one, one after the other. */
export function concat(datasets: readonly Dataset[]): Dataset {
  const length = datasets.reduce((sum, dataset) => sum + dataset.length, 0);
  const labels = new Int32Array(length);
  let start = 0;
  for (const dataset of datasets) {
    labels.set(dataset.labels, start);
    start += dataset.length;
  }
  return {
    length,
    labels,
    read: async (index, signal) => {
      let place = index;
      for (const dataset of datasets) {
        if (place < dataset.length) return dataset.read(place, signal);
        place -= dataset.length;
      }
      throw new RangeError(`expected a sample number from 0 to ${length - 1}, but found ${index}`);
    },
  };
}
