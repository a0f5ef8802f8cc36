import type { ArrayData, DenseArray, DType } from '../../src-shared/domain/array.ts';
import type { Sample } from '../../src-shared/domain/sample.ts';
import type { Dataset } from '../../src-main/engine/data/dataset.ts';
import { UnreadableSample } from '../../src-main/engine/data/dataset.ts';
import { floatImage } from '../../src-main/engine/data/image.ts';
import type { FloatImage } from '../../src-main/engine/data/image.ts';
import { classLabel } from '../../src-main/engine/data/lazy.ts';

/** A grey float image of these rows. */
export function greyImage(rows: readonly (readonly number[])[]): FloatImage {
  return floatImage(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0, 1]);
}

export function array(data: ArrayData, shape: readonly number[], dtype: DType): DenseArray {
  return { data, shape, dtype };
}

/** A sample named after a number. */
export function sample(name: string | number, image: DenseArray, label = 0, more: Readonly<Record<string, DenseArray>> = {}): Sample {
  return { key: `key-${name}`, path: `image-${name}.png`, arrays: { image, label: classLabel(label), ...more } };
}

/** Samples of one pixel that is their number; the label is the number's last decimal. */
export function numbered(count: number): Sample[] {
  return Array.from({ length: count }, (_, i) => sample(i, greyImage([[i]]), i % 10));
}

/** The dataset with some samples that cannot be read. */
export function withUnreadable(dataset: Dataset, unreadable: readonly number[]): Dataset {
  return {
    ...dataset,
    read: async (index, signal) => {
      if (unreadable.includes(index)) throw new UnreadableSample(`image-${index}.png`, { cause: new Error('the file is empty') });
      return dataset.read(index, signal);
    },
  };
}

/** The dataset, counting how often each sample is read. */
export function counting(dataset: Dataset): { readonly dataset: Dataset; readonly reads: number[] } {
  const reads = new Array<number>(dataset.length).fill(0);
  return {
    reads,
    dataset: {
      ...dataset,
      read: async (index, signal) => {
        reads[index] = (reads[index] ?? 0) + 1;
        return dataset.read(index, signal);
      },
    },
  };
}
