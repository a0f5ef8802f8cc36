import { posix } from 'node:path';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import { fileLists, nameIn } from '../../src-shared/lib/file-lists.ts';
import type { FileNormalisation, SampleFiles } from '../../src-shared/schema/reading.ts';
import { normaliseFile } from '../imaging/normalise-file.ts';
import { stackChannels } from '../imaging/stack.ts';

interface Part {
  readonly array: string;
  readonly path: string;
  readonly key: string;
}

/**
 * The arrays that the files of a sample make: those of one array are
 * normalised each for itself and stacked as its channels, in their order.
 *
 * @param first the image's first file, which has been read.
 * @param files what the user says of each array; null where values stay as they are.
 */
export async function readParts(
  path: string,
  first: DenseArray,
  parts: readonly Part[],
  files: SampleFiles | null,
  read: (part: Part) => Promise<DenseArray>,
): Promise<Readonly<Record<string, DenseArray>> & { readonly image: DenseArray }> {
  const lists = files ? fileLists(files) : {};
  const folder = posix.dirname(path);
  const ruleOf = (array: string, file: string): FileNormalisation =>
    lists[array]?.files.find(({ name }) => nameIn(folder, name) === posix.basename(file))?.normalise ?? 'none';
  const byArray = new Map<string, DenseArray[]>([['image', [normaliseFile(first, ruleOf('image', path))]]]);
  for (const part of parts) byArray.set(part.array, [...(byArray.get(part.array) ?? []), normaliseFile(await read(part), ruleOf(part.array, part.path))]);
  const arrays = [...byArray].map(([array, stack]) => [array, cast(stackChannels(stack), lists[array]?.dtype ?? null)] as const);
  return { ...Object.fromEntries(arrays), image: arrays[0]?.[1] ?? first };
}

/** Whole numbers are cut off towards 0, as NumPy's `astype` does. */
function cast(array: DenseArray, dtype: 'float32' | 'int32' | null): DenseArray {
  if (dtype === null || dtype === array.dtype) return array;
  return { data: dtype === 'float32' ? Float32Array.from(array.data) : Int32Array.from(array.data, Math.trunc), shape: array.shape, dtype };
}
