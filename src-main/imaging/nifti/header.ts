import type { DType } from '../../../src-shared/domain/array.ts';
import type { Geometry } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { countValues } from '../size-limit.ts';
import { bytesPerValue, dtypeOf } from '../stored-values.ts';
import type { Scale, Stored, StoredType } from '../stored-values.ts';
import { NIFTI_BYTES, fieldsOf, letters, niftiVersion, viewOf } from './fields.ts';
import type { NiftiFields, NiftiVersion } from './fields.ts';
import { niftiGeometry } from './geometry.ts';

export interface NiftiHeader {
  readonly version: NiftiVersion;
  readonly stored: Stored;
  readonly scale: Scale | null;
  /** Values per voxel that lie side by side: 3 or 4 for colours. */
  readonly samples: number;
  /** Values per voxel that lie in volumes of their own: time points, vector components. */
  readonly volumes: number;
  /** [height, width, channel] of a file with two axes, else [z, y, x, channel]. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly geometry: Geometry | null;
  /** Whether the values lie in a file of their own, .img. */
  readonly isPair: boolean;
  /** Where they begin there. */
  readonly dataStart: number;
  readonly dataBytes: number;
}

/** NIfTI-1, field `datatype`: number type and values per voxel. */
const TYPES: Readonly<Record<number, { readonly type: StoredType; readonly samples: number }>> = {
  2: { type: 'uint8', samples: 1 },
  4: { type: 'int16', samples: 1 },
  8: { type: 'int32', samples: 1 },
  16: { type: 'float32', samples: 1 },
  64: { type: 'float64', samples: 1 },
  128: { type: 'uint8', samples: 3 },
  256: { type: 'int8', samples: 1 },
  512: { type: 'uint16', samples: 1 },
  768: { type: 'uint32', samples: 1 },
  1024: { type: 'int64', samples: 1 },
  1280: { type: 'uint64', samples: 1 },
  2304: { type: 'uint8', samples: 4 },
};

const REFUSED_TYPES: Readonly<Record<number, string>> = {
  1: 'single bits',
  32: 'complex numbers',
  1536: 'numbers of 128 bits',
  1792: 'complex numbers',
  2048: 'complex numbers',
};

/** Connectivity matrices come in NIfTI-2 files with these intent codes: CIFTI-2, table 1. */
const CIFTI = { first: 3000, last: 3099 } as const;

/**
 * Reads a NIfTI-1, NIfTI-2 or Analyze 7.5 header.
 *
 * @throws BadImage if it describes nothing that is read here.
 */
export function readNiftiHeader(source: ByteSource): NiftiHeader {
  const start = source.read(0, Math.min(NIFTI_BYTES[2], source.size));
  const found = niftiVersion(start);
  if (found === null) throw new BadImage('expected a NIfTI header of 348 or 540 bytes, but found something else');
  const { version, littleEndian } = found;
  const bytes = take(source, 0, NIFTI_BYTES[version], 'a NIfTI header');
  const fields = fieldsOf(viewOf(bytes), version, littleEndian);
  const { type, samples } = typeOf(fields);
  const sizes = sizesOf(fields);
  const [width, height, depth, ...rest] = sizes as [number, number, ...number[]];
  const volumes = rest.reduce((product, size) => product * size, 1);
  if (samples > 1 && volumes > 1) throw new BadImage(`expected one volume of colours in a NIfTI file, but found ${volumes}`);
  const values = countValues([...sizes, samples], 'a NIfTI file');
  const scale = version === 'analyze' || samples > 1 ? null : scaleOf(fields);
  const isPair = version === 'analyze' || letters(bytes, version === 2 ? 4 : 344, 2) === 'ni';
  return {
    version,
    stored: { type, littleEndian },
    scale,
    samples,
    volumes,
    shape: depth === undefined ? [height, width, samples] : [depth, height, width, samples * volumes],
    dtype: dtypeOf(type, scale),
    geometry: niftiGeometry(fields, version),
    isPair,
    dataStart: dataStartOf(fields, version, isPair),
    dataBytes: values * bytesPerValue(type),
  };
}

function typeOf({ datatype, intent }: NiftiFields): { readonly type: StoredType; readonly samples: number } {
  if (intent >= CIFTI.first && intent <= CIFTI.last) throw new BadImage('expected a NIfTI image, but found connectivity data (CIFTI)');
  const type = TYPES[datatype];
  if (type) return type;
  throw new BadImage(`expected a NIfTI data type of whole or real numbers or colours, but found ${REFUSED_TYPES[datatype] ?? 'one that does not exist'} (${datatype})`);
}

function sizesOf({ dim }: NiftiFields): readonly number[] {
  const [axes = 0] = dim;
  if (axes < 2 || axes > 7) throw new BadImage(`expected 2 to 7 axes in a NIfTI file, but found ${axes}`);
  return dim.slice(1, axes + 1);
}

/** A slope of 0 means that there is no scale. */
function scaleOf({ slope, intercept }: NiftiFields): Scale | null {
  if (slope === 0 || !Number.isFinite(slope)) return null;
  if (!Number.isFinite(intercept)) throw new BadImage(`expected a number as the intercept of the NIfTI file's scale, but found ${intercept}`);
  return slope === 1 && intercept === 0 ? null : { slope, intercept };
}

/** Values of a single file begin behind the header and its extensions. */
function dataStartOf({ voxOffset }: NiftiFields, version: NiftiVersion, isPair: boolean): number {
  const least = isPair || version === 'analyze' ? 0 : NIFTI_BYTES[version] + 4;
  // SPM wrote 0 into single files and meant the least.
  const start = voxOffset === 0 ? least : voxOffset;
  if (Number.isSafeInteger(start) && start >= least) return start;
  throw new BadImage(`expected the values of the NIfTI file to begin at byte ${least} or later, but found ${voxOffset}`);
}
