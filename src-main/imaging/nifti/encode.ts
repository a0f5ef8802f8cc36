import type { ArrayData, DenseArray } from '../../../src-shared/domain/array.ts';
import type { Affine, Geometry, Vector3 } from '../../../src-shared/domain/volume.ts';
import { bytesSource, take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { gunzipStart, isGzip } from '../gzip.ts';
import { NIFTI_BYTES, niftiVersion, viewOf } from './fields.ts';

/** NIfTI-1, field `datatype`. */
const DATATYPES = { uint8: 2, int16: 4, int32: 8, float32: 16, uint16: 512 } as const;

/** The four bytes behind a header of a single file say that there are no extensions. */
const EXTENDER_BYTES = 4;

/**
 * The header of a NIfTI file as it lies there, for masks that are to have its
 * place in space to the last bit; null of Analyze, which has no such place.
 */
export function niftiTemplate(source: ByteSource, codecs: Pick<Codecs, 'gunzipStart'>): Uint8Array | null {
  const whole = isGzip(source) ? bytesSource(gunzipStart(source, codecs)) : source;
  const found = niftiVersion(whole.read(0, Math.min(NIFTI_BYTES[2], whole.size)));
  if (found === null || found.version === 'analyze') return null;
  return Uint8Array.from(take(whole, 0, NIFTI_BYTES[found.version], 'a NIfTI header'));
}

/**
 * A mask [height, width, 1] or [z, y, x, 1] as a NIfTI file, not compressed.
 *
 * @param template the header of the image: its forms, units and codes are kept
 * as they are, so that both have one affine. Without it the forms are made
 * from the geometry, or say nothing where there is none.
 */
export function encodeNifti(mask: DenseArray, { template, geometry }: { readonly template: Uint8Array | null; readonly geometry: Geometry | null }): Uint8Array {
  const header = template === null ? newHeader(geometry) : Uint8Array.from(template);
  const found = niftiVersion(header);
  if (found === null || found.version === 'analyze') throw new Error('expected a NIfTI header as the template');
  describeArray(viewOf(header), mask, found.version, found.littleEndian);
  const values = inOrder(mask.data, found.littleEndian);
  const bytes = new Uint8Array(header.length + EXTENDER_BYTES + values.length);
  bytes.set(header);
  bytes.set(values, header.length + EXTENDER_BYTES);
  return bytes;
}

/** Writes size, type and place of the values into a header; what says where they lie in space stays. */
function describeArray(view: DataView, { shape, dtype, data }: DenseArray, version: 1 | 2, littleEndian: boolean): void {
  const sizes = [...shape.slice(0, -1)].reverse();
  const dim = [sizes.length, ...sizes, ...Array.from({ length: 7 - sizes.length }, () => 1)];
  const bits = 8 * data.BYTES_PER_ELEMENT;
  if (version === 1) {
    for (const [i, size] of dim.entries()) view.setInt16(40 + 2 * i, size, littleEndian);
    view.setInt16(68, 0, littleEndian); // intent
    view.setInt16(70, DATATYPES[dtype], littleEndian);
    view.setInt16(72, bits, littleEndian);
    view.setFloat32(108, NIFTI_BYTES[1] + EXTENDER_BYTES, littleEndian);
    for (const at of [112, 116, 124, 128]) view.setFloat32(at, 0, littleEndian); // no scale, no range to show
    setLetters(view, 344, 'n+1\0');
    return;
  }
  for (const [i, size] of dim.entries()) view.setBigInt64(16 + 8 * i, BigInt(size), littleEndian);
  view.setInt16(12, DATATYPES[dtype], littleEndian);
  view.setInt16(14, bits, littleEndian);
  view.setBigInt64(168, BigInt(NIFTI_BYTES[2] + EXTENDER_BYTES), littleEndian);
  for (const at of [176, 184, 192, 200]) view.setFloat64(at, 0, littleEndian);
  view.setInt32(504, 0, littleEndian);
  setLetters(view, 4, 'n+2\0');
}

/** NIfTI-1, little-endian, in mm. */
function newHeader(geometry: Geometry | null): Uint8Array {
  const header = new Uint8Array(NIFTI_BYTES[1]);
  const view = viewOf(header);
  view.setInt32(0, NIFTI_BYTES[1], true);
  setLetters(view, 344, 'n+1\0');
  view.setUint8(123, 2);
  if (geometry === null) {
    for (let axis = 0; axis < 8; axis++) view.setFloat32(76 + 4 * axis, 1, true);
    return header;
  }
  const { matrix } = rasAffine(geometry);
  const { quaternion, flip } = quaternionOf(geometry);
  const [dz, dy, dx] = geometry.spacingMm;
  for (const [i, value] of [flip, dx, dy, dz, 1, 1, 1, 1].entries()) view.setFloat32(76 + 4 * i, value, true);
  const origin = [3, 7, 11].map((at) => matrix[at] ?? 0);
  for (const [i, value] of [...quaternion, ...origin].entries()) view.setFloat32(256 + 4 * i, value, true);
  // 1: the scanner's own place. A grid that is no rotation has no quaternion.
  view.setInt16(252, quaternion.every(Number.isFinite) ? 1 : 0, true);
  view.setInt16(254, 1, true);
  for (const [i, value] of matrix.entries()) view.setFloat32(280 + 4 * i, value, true);
  return header;
}

/** [x y z] in RAS and mm = matrix · [column, row, slice, 1], whichever space the source had. */
export function rasAffine({ spacingMm, direction, originMm }: Geometry): Affine {
  const [dz, dy, dx] = spacingMm;
  const columns = [scaled(direction[2], dx), scaled(direction[1], dy), scaled(direction[0], dz), originMm];
  // LPS and RAS differ in the signs of x and y; adding 0 leaves no -0.
  const matrix = [-1, -1, 1].flatMap((sign, row) => columns.map((column) => sign * (column[row] ?? 0) + 0));
  return { space: 'RAS', matrix };
}

function scaled([x, y, z]: Vector3, factor: number): Vector3 {
  return [x * factor, y * factor, z * factor];
}

/**
 * The rotation of a grid in RAS as b, c, d of a unit quaternion with a ≥ 0, and
 * -1 where z is flipped: NIfTI-1, method 2. Not a number where axes are not
 * at right angles.
 */
function quaternionOf({ direction }: Geometry): { readonly quaternion: readonly number[]; readonly flip: 1 | -1 } {
  const [z, y, x] = direction.map(([right, front, up]) => [-right, -front, up] as const) as [Vector3, Vector3, Vector3];
  const determinant = dot(cross(x, y), z);
  const flip = determinant < 0 ? -1 : 1;
  if (Math.abs(Math.abs(determinant) - 1) > 1e-3) return { quaternion: [Number.NaN, Number.NaN, Number.NaN], flip };
  const w: Vector3 = scaled(z, flip);
  // Rows of the rotation matrix, whose columns are x, y and w.
  const [r11, r12, r13, r21, r22, r23, r31, r32, r33] = [x[0], y[0], w[0], x[1], y[1], w[1], x[2], y[2], w[2]];
  const a2 = 1 + r11 + r22 + r33;
  if (a2 > 0.5) {
    const a = 0.5 * Math.sqrt(a2);
    return { quaternion: [(0.25 * (r32 - r23)) / a, (0.25 * (r13 - r31)) / a, (0.25 * (r21 - r12)) / a], flip };
  }
  const [b2, c2, d2] = [1 + r11 - r22 - r33, 1 + r22 - r11 - r33, 1 + r33 - r11 - r22];
  if (b2 >= c2 && b2 >= d2) {
    const b = 0.5 * Math.sqrt(b2);
    return { quaternion: upright([b, (0.25 * (r12 + r21)) / b, (0.25 * (r13 + r31)) / b], r32 - r23), flip };
  }
  if (c2 >= d2) {
    const c = 0.5 * Math.sqrt(c2);
    return { quaternion: upright([(0.25 * (r12 + r21)) / c, c, (0.25 * (r23 + r32)) / c], r13 - r31), flip };
  }
  const d = 0.5 * Math.sqrt(d2);
  return { quaternion: upright([(0.25 * (r13 + r31)) / d, (0.25 * (r23 + r32)) / d, d], r21 - r12), flip };
}

/** The same rotation with a ≥ 0. @param aSign has the sign of a. */
function upright(quaternion: readonly number[], aSign: number): readonly number[] {
  return aSign < 0 ? quaternion.map((each) => -each) : quaternion;
}

function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The bytes of values in the order of a header; machines that run this are little-endian. */
function inOrder(data: ArrayData, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const width = data.BYTES_PER_ELEMENT;
  if (littleEndian || width === 1) return bytes;
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) swapped[i] = bytes[i - (i % width) + width - 1 - (i % width)] as number;
  return swapped;
}

function setLetters(view: DataView, at: number, letters: string): void {
  for (const [i, letter] of [...letters].entries()) view.setUint8(at + i, letter.charCodeAt(0));
}
