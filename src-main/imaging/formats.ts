import type { DType } from '../../src-shared/domain/array.ts';
import type { Geometry, MedicalImage } from '../../src-shared/domain/volume.ts';
import { decodeBmp } from './bmp/decode.ts';
import { readBmpHeader } from './bmp/header.ts';
import { bytesSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { decodeDicom } from './dicom/decode.ts';
import { readDicomHeader } from './dicom/header.ts';
import { decodeJpeg } from './jpeg/decode.ts';
import { checkJpegEnd } from './jpeg/end.ts';
import { readJpegShape } from './jpeg/header.ts';
import { decodeNifti, findNifti } from './nifti/decode.ts';
import { decodeNpy, decodeNpz, findNpy, findNpz } from './numpy/decode.ts';
import type { Place } from './place.ts';
import { PIXEL_CHUNKS, checkSum } from './png/check-sum.ts';
import { chunks } from './png/chunks.ts';
import { decodePng } from './png/decode.ts';
import { readPngHeader } from './png/header.ts';
import type { ImageKind } from './sniff.ts';
import { readMetaImage } from './textual/metaimage.ts';
import { readNrrd } from './textual/nrrd.ts';
import { decodeValues } from './textual/values.ts';
import type { TextHeader } from './textual/values.ts';
import { decodeTiff } from './tiff/decode.ts';
import { readTiffHeader } from './tiff/header.ts';
import { readWebpShape } from './webp-header.ts';

/** What a header says of the array that its file decodes to. */
export interface ArrayHeader {
  /** [height, width, channel], or [z, y, x, channel] of a volume. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly geometry: Geometry | null;
  /** Names of the files beside it that hold its values; empty for nearly all. */
  readonly companions: readonly string[];
  /** Left out of formats that name nobody. A function, so that it is in nothing that is written down or sent. */
  readonly identity?: () => Identity;
}

/** Who is in an image. Not to be stored, shown or sent: a keyed hash stands for it. */
export interface Identity {
  readonly patientId: string | null;
  readonly studyUid: string | null;
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
  webp: {
    name: 'a WebP image',
    readHeader: (source) => plain({ shape: readWebpShape(source), dtype: 'uint8' }),
    decode: async (bytes, _place, codecs) => {
      const shape = readWebpShape(bytesSource(bytes));
      return { data: await codecs.webp(bytes, shape), shape, dtype: 'uint8', geometry: null };
    },
  },
  bmp: {
    name: 'a BMP image',
    readHeader: (source) => {
      const { width, height, channels } = readBmpHeader(source);
      return plain({ shape: [height, width, channels], dtype: 'uint8' });
    },
    decode: (bytes) => ({ ...decodeBmp(bytes), geometry: null }),
  },
  tiff: {
    name: 'a TIFF image',
    readHeader: (source) => plain(readTiffHeader(source)),
    decode: (bytes, _place, codecs) => ({ ...decodeTiff(bytes, codecs), geometry: null }),
  },
  metaimage: textual('a MetaImage', readMetaImage),
  nrrd: textual('an NRRD file', readNrrd),
  npy: {
    name: 'a NumPy array',
    readHeader: (source) => plain(findNpy(source)),
    decode: (bytes) => decodeNpy(bytesSource(bytes)),
  },
  npz: {
    name: 'a NumPy archive',
    readHeader: (source, _place, codecs) => plain(findNpz(source, codecs)),
    decode: (bytes, _place, codecs) => decodeNpz(bytesSource(bytes), codecs),
  },
  dicom: {
    name: 'a DICOM file',
    readHeader: (source, _place, codecs) => {
      const { shape, dtype, geometry, patientId, studyUid } = readDicomHeader(source, codecs);
      return { shape, dtype, geometry, companions: [], identity: () => ({ patientId, studyUid }) };
    },
    decode: decodeDicom,
  },
};

/** A text header and its values, here or beside. */
function textual(name: string, read: (source: ByteSource, place: Place) => TextHeader): Format {
  return {
    name,
    readHeader: (source, place) => {
      const { shape, dtype, geometry, companions } = read(source, place);
      return { shape, dtype, geometry, companions };
    },
    decode: (bytes, place, codecs) => decodeValues(read(bytesSource(bytes), place), codecs),
  };
}

/** A header of one file that knows nothing of a patient. */
function plain({ shape, dtype }: { readonly shape: readonly number[]; readonly dtype: DType }): ArrayHeader {
  return { shape, dtype, geometry: null, companions: [] };
}
