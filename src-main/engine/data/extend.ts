import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { Dataset } from './dataset.ts';
import { entryAt } from './entry-at.ts';

/**
 * Several samples of each file: the slices of a volume, the tiles of a slide.
 *
 * The file that was read last is kept, so that walking its parts in order reads
 * it once.
 *
 * @param counts parts of each of the dataset's samples, known without reading them.
 * @param part the part of a whole sample at a place from 0; its key must tell it from its siblings.
 */
export function extendDataset(dataset: Dataset, counts: readonly number[], part: (whole: Sample, place: number) => Sample): Dataset {
  if (counts.length !== dataset.length) throw new Error(`expected the parts of ${dataset.length} samples, but found ${counts.length}`);
  const parts = counts.flatMap((count, owner) => Array.from({ length: count }, (_, place) => ({ owner, place })));
  let last: { readonly owner: number; readonly whole: Promise<Sample> } | null = null;

  const readWhole = async (owner: number, signal?: StopSignal): Promise<Sample> => {
    const known = last;
    if (known?.owner === owner) return known.whole;
    const reading = { owner, whole: dataset.read(owner, signal) };
    last = reading;
    try {
      return await reading.whole;
    } catch (error) {
      // Not kept: the next reader must try again, this one may have been stopped.
      if (last === reading) last = null;
      throw error;
    }
  };
  return {
    length: parts.length,
    labels: Int32Array.from(parts, ({ owner }) => entryAt(dataset.labels, owner)),
    read: async (index, signal) => {
      const { owner, place } = entryAt(parts, index);
      return part(await readWhole(owner, signal), place);
    },
  };
}
