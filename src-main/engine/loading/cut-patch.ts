import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { foregroundPatches } from '../../../src-shared/lib/foreground-patches.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import type { LoaderSpec } from '../../../src-shared/schema/experiment.ts';
import { cutBox } from '../data/cut-box.ts';
import { foregroundPixel, foregroundTable } from '../data/foreground.ts';
import type { ForegroundTable } from '../data/foreground.ts';
import { moveSample, rawImageOf, spatialOf } from '../data/image.ts';
import { middleStarts } from '../data/prepare/pad.ts';
import { IGNORED } from '../data/prepare/prepare.ts';
import type { BatchRecipe } from './recipe.ts';

export type PatchSpec = NonNullable<LoaderSpec['patch']>;

/**
 * Cuts a patch of one size out of each prepared sample, image and mask alike.
 *
 * Places are uniform over all that fit, but for the first patches of a batch,
 * which lie around a pixel of the foreground, as nnU-Net draws them (Isensee et
 * al., Nature Methods 2021). Where a case is smaller than the patch it is
 * padded as `pad` does it: with zeros around, which no mask counts.
 *
 * What is drawn depends on seed, epoch and position alone, so that any thread
 * cuts the same patches and a resumed run goes on with them.
 */
export function patchCutter({ size, foreground }: PatchSpec, batchSize: number, seed: number): NonNullable<BatchRecipe['change']> {
  const { count, everyBatches } = foregroundPatches(batchSize, foreground);
  const isAround = (epoch: number, position: number) =>
    position % batchSize < count && (Math.floor(position / batchSize) + epoch) % everyBatches === 0;
  const tableOf = rememberedTables();
  return (sample, epoch, position, index) => {
    const next = random(seed, 'patch', epoch, position);
    const lengths = spatialOf(rawImageOf(sample));
    const pixel = isAround(epoch, position) ? foregroundPixel(labelsOf(sample), tableOf(sample, index), next) : null;
    const starts = pixel ? startsAround(pixel, lengths, size) : anyStarts(lengths, size, next);
    return moveSample(
      sample,
      (image) => cutBox(image, starts, size, 0),
      (labels) => cutBox(labels, starts, size, IGNORED),
    );
  };
}

/** For each thread; a table of a volume of 300 slices and three classes is 4 kB. */
const REMEMBERED_BYTES = 64e6;

/** Tables by the number of the sample, for a look at the whole of a large mask takes longer than to cut the patch out. */
function rememberedTables(): (sample: Sample, index: number | undefined) => ForegroundTable {
  const known = new Map<number, ForegroundTable>();
  let bytes = 0;
  return (sample, index) => {
    const remembered = index === undefined ? undefined : known.get(index);
    if (remembered) return remembered;
    const table = foregroundTable(labelsOf(sample));
    if (index !== undefined && bytes + table.counts.byteLength <= REMEMBERED_BYTES) {
      known.set(index, table);
      bytes += table.counts.byteLength;
    }
    return table;
  };
}

function labelsOf({ arrays, path }: Sample): DenseArray {
  const { label } = arrays;
  if (!label) throw new Error(`expected a mask of ${path} to cut patches by, but found none`);
  return label;
}

/** With the pixel in its middle, or as near to it as the image's rims allow. */
function startsAround(pixel: readonly number[], lengths: readonly number[], size: readonly number[]): readonly number[] {
  const middle = middleStarts(lengths, size);
  return lengths.map((length, axis) => {
    const wide = size[axis] ?? length;
    if (length <= wide) return middle[axis] ?? 0;
    return Math.min(length - wide, Math.max(0, (pixel[axis] ?? 0) - Math.floor(wide / 2)));
  });
}

function anyStarts(lengths: readonly number[], size: readonly number[], next: Random): readonly number[] {
  const middle = middleStarts(lengths, size);
  return lengths.map((length, axis) => {
    const places = length - (size[axis] ?? length) + 1;
    // Drawn along every axis, so that a draw does not depend on the lengths of others.
    const drawn = next();
    return places > 1 ? Math.floor(drawn * places) : (middle[axis] ?? 0);
  });
}
