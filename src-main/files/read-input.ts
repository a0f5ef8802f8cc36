import type { MedicalImage } from '../../src-shared/domain/volume.ts';
import { bytesSource } from '../imaging/byte-source.ts';
import { decodeSeries } from '../imaging/dicom/decode-series.ts';
import { niftiTemplate } from '../imaging/nifti/encode.ts';
import { sniffSource } from '../imaging/sniff.ts';
import type { ImageKind } from '../imaging/sniff.ts';
import { codecs, decode } from './decode.ts';
import type { Input } from './find-inputs.ts';
import { placeOf, readFile } from './open-file.ts';
import { orUnreadable } from './read-sample.ts';

/** An image that was read to be predicted, with what a mask of it must look like. */
export interface InputImage {
  readonly image: MedicalImage;
  readonly kind: ImageKind;
  /** The header of a NIfTI file, for its masks to have the same place in space. */
  readonly template: Uint8Array | null;
}

/**
 * Reads an image that belongs to no dataset.
 *
 * @throws UnreadableSample with the reason as its cause.
 */
export function readInput({ path, slices }: Pick<Input, 'path' | 'slices'>): Promise<InputImage> {
  return orUnreadable(path, async () => {
    if (slices) return { image: await decodeSeries(slices.map(readFile), codecs), kind: 'dicom', template: null };
    const bytes = readFile(path);
    const image = await decode(bytes, placeOf(path));
    const kind = sniffSource(bytesSource(bytes), codecs) ?? 'png';
    return { image, kind, template: kind === 'nifti' ? niftiTemplate(bytesSource(bytes), codecs) : null };
  });
}
