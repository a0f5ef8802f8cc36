import type { MedicalImage } from '../../src-shared/domain/volume.ts';
import { bytesSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { FORMATS } from './formats.ts';
import { NOWHERE } from './place.ts';
import type { Place } from './place.ts';
import { notAnImage, sniffSource } from './sniff.ts';

/**
 * An image file as [height, width, channel] or [z, y, x, channel], with the
 * values that it means: those in the file, scaled where the file says so.
 *
 * @param place is needed by formats that keep their values in a second file.
 * @throws BadImage with the reason if it cannot be read.
 */
export type Decode = (bytes: Uint8Array, place?: Place) => Promise<MedicalImage>;

/** One interface over the decoders of all kinds. */
export function createDecoder(codecs: Codecs): Decode {
  return async (bytes, place = NOWHERE) => {
    const kind = sniffSource(bytesSource(bytes), codecs);
    if (kind === null) throw notAnImage(bytesSource(bytes));
    return FORMATS[kind].decode(bytes, place, codecs);
  };
}
