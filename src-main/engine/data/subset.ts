import type { Dataset } from './dataset.ts';
import { entryAt } from './entry-at.ts';

/** The samples at these places, in this order; nothing is read until it is asked for. */
export function subset(dataset: Dataset, places: ArrayLike<number>): Dataset {
  const chosen = Int32Array.from(places);
  return {
    length: chosen.length,
    labels: chosen.map((place) => entryAt(dataset.labels, place)),
    read: async (index, signal) => dataset.read(entryAt(chosen, index), signal),
  };
}
