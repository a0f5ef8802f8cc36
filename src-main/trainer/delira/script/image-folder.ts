import { join, relative, resolve, sep } from 'node:path';
import type { Sample } from '../../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { classLabel } from '../../../engine/data/lazy.ts';
import { entryAt } from '../../../engine/data/entry-at.ts';
import type { Dataset } from '../../../engine/data/dataset.ts';
import { findInputs } from '../../../files/find-inputs.ts';
import { readInput } from '../../../files/read-input.ts';

/** A dataset of a script: its images, read when they are asked for, and the names of their classes. */
export interface ImageFolder extends Dataset {
  readonly folder: string;
  /** Sorted; the labels are places in this list. */
  readonly classes: readonly string[];
  /** Relative to the folder, in the order of the samples. */
  readonly files: readonly string[];
}

/**
 * The images of a folder with a folder for each class, in the order of their paths.
 *
 * @throws BadInput unless it holds at least one image in a folder of its own.
 */
export async function imageFolder(folder: string): Promise<ImageFolder> {
  const root = resolve(folder);
  const files = (await findInputs([root], { joinsSeries: false })).map(({ path }) => relative(root, path).split(sep).join('/')).sort();
  const placed = files.flatMap((file) => (file.includes('/') ? [{ file, label: file.split('/')[0] ?? '' }] : []));
  if (placed.length === 0) throw new BadInput(`expected images in a folder for each class below ${root}, but found ${files.length === 0 ? 'no images' : 'images without such folders'}`);
  const classes = [...new Set(placed.map(({ label }) => label))].sort();
  const labels = Int32Array.from(placed, ({ label }) => classes.indexOf(label));
  return {
    folder: root,
    classes,
    files: placed.map(({ file }) => file),
    length: placed.length,
    labels,
    read: async (index): Promise<Sample> => {
      const { file } = entryAt(placed, index);
      return { key: file, path: file, arrays: { image: (await readInput({ path: join(root, file), slices: null })).image, label: classLabel(labels[index] ?? -1) } };
    },
  };
}
