import type { DType } from '../../src-shared/domain/array.ts';
import type { Geometry, MedicalImage } from '../../src-shared/domain/volume.ts';
import type { ByteSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { decodeJpeg } from './jpeg/decode.ts';
import { checkJpegEnd } from './jpeg/end.ts';
import { readJpegShape } from './jpeg/header.ts';
import { decodeNifti, findNifti } from './nifti/decode.ts';
import type { Place } from './place.ts';
import { PIXEL_CHUNKS, checkSum } from './png/check-sum.ts';
import { chunks } from './png/chunks.ts';
import { decodePng } from './png/decode.ts';
import { readPngHeader } from './png/header.ts';
import type { ImageKind } from './sniff.ts';

/** What a header says of the array that its file decodes to. */
export interface ArrayHeader {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly geometry: Geometry | null;
  readonly companions: readonly string[];
}

/** How files of one kind are read. Each function throws BadImage with the reason where they cannot be. */
export interface Format {
  /** As in "expected …, but found a PNG image". */
  readonly name: string;
  readHeader(source: ByteSource, place: Place, codecs: Codecs): ArrayHeader;
  decode(bytes: Uint8Array, place: Place, codecs: Codecs): MedicalImage | Promise<MedicalImage>;
  /** Looks for damage that can be told without decoding. */
  check?(source: ByteSource, codecs: Pick<Codecs, 'crc32'>): void;
}

export const FORMATS: Readonly<Record<ImageKind, Format>> = {
  png: {
    name: 'a PNG image',
    readHeader: (source) => plain(readPngHeader(source)),
    decode: (bytes, _place, codecs) => ({ ...decodePng(bytes, codecs), geometry: null }),
    check: (source, codecs) => {
      for (const chunk of chunks(source)) if (PIXEL_CHUNKS.includes(chunk.type)) checkSum(source, chunk, codecs);
    },
  },
  jpeg: {
    name: 'a JPEG image',
    readHeader: (source) => plain({ shape: readJpegShape(source), dtype: 'uint8' }),
    decode: async (bytes, _place, codecs) => ({ ...(await decodeJpeg(bytes, codecs)), geometry: null }),
    check: checkJpegEnd,
  },
  nifti: {
    name: 'a NIfTI or Analyze file',
    readHeader: (source, place, codecs) => {
      const { header, companions } = findNifti(source, place, codecs);
      return { shape: header.shape, dtype: header.dtype, geometry: header.geometry, companions };
    },
    decode: decodeNifti,
  },
};

/** A header of one file that knows nothing of a patient. */
function plain({ shape, dtype }: { readonly shape: readonly number[]; readonly dtype: DType }): ArrayHeader {
  return { shape, dtype, geometry: null, companions: [] };
}
