import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { Dataset } from './dataset.ts';

/**
 * Keeps what was read until the budget is full; the rest is read each time.
 *
 * Nothing is ever dropped for something newer: an epoch reads every sample
 * once, and a cache that drops the oldest would then never be hit at all.
 */
export function cachedDataset(dataset: Dataset, budgetBytes: number): Dataset {
  const kept = new Map<number, Sample>();
  let freeBytes = budgetBytes;

  const read = async (index: number, signal?: StopSignal): Promise<Sample> => {
    const known = kept.get(index);
    if (known) return known;
    const sample = await dataset.read(index, signal);
    const bytes = sizeOf(sample);
    if (bytes <= freeBytes && !kept.has(index)) {
      kept.set(index, sample);
      freeBytes -= bytes;
    }
    return sample;
  };
  return { length: dataset.length, labels: dataset.labels, read };
}

function sizeOf(sample: Sample): number {
  return Object.values(sample.arrays).reduce((sum, array) => sum + array.data.byteLength, 0);
}
