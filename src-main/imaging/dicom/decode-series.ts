import type { MedicalImage } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import type { Codecs } from '../codecs.ts';
import { bytesSource } from '../byte-source.ts';
import { NOWHERE } from '../place.ts';
import { emptyArray } from '../stored-values.ts';
import { decodeDicom } from './decode.ts';
import { readDicomHeader } from './header.ts';
import { sortSeries } from './series.ts';

/**
 * The volume [z, y, x, channel] that the slices of a series make, given in any order.
 *
 * @throws BadImage if they make none, or if one cannot be read.
 */
export async function decodeSeries(files: readonly Uint8Array[], codecs: Codecs): Promise<MedicalImage> {
  const slices = files.map((bytes) => ({ bytes, header: readDicomHeader(bytesSource(bytes), codecs) }));
  const { files: sorted, shape, geometry } = sortSeries(slices);
  const dtypes = new Set(sorted.map(({ header }) => header.dtype));
  // Where each slice has a scale of its own, whole numbers and others may mix.
  const dtype = dtypes.size === 1 ? ([...dtypes][0] ?? 'float32') : 'float32';
  const data = emptyArray(dtype, shape.reduce((product, size) => product * size, 1));
  const step = data.length / sorted.length;
  for (const [i, { bytes }] of sorted.entries()) {
    const slice = await decodeDicom(bytes, NOWHERE, codecs);
    if (slice.data.length !== step) throw new BadImage(`expected ${step} values in each slice, but found ${slice.data.length}`);
    data.set(slice.data as never, i * step);
  }
  return { data, shape, dtype, geometry };
}
