import type { VolumeView } from '../../src-shared/domain/volume.ts';

/** NIfTI-1: the header, and four bytes that say that nothing stands between it and the voxels. */
const HEADER_BYTES = 352;
/** Field `datatype`. */
const TYPES = { Uint8Array: 2, Int16Array: 4, Int32Array: 8, Float32Array: 16, Uint16Array: 512 } as const;
const SCANNER = 1;
const MILLIMETRES = 2;

/** A volume as the file that the viewer reads: NIfTI-1, little-endian, with its place as `sform`. */
export function volumeFile(view: VolumeView): ArrayBuffer {
  const { data, shape: [depth, height, width], geometry } = view;
  const file = new ArrayBuffer(HEADER_BYTES + data.byteLength);
  const header = new DataView(file);
  header.setInt32(0, 348, true);
  for (const [i, size] of [3, width, height, depth, 1, 1, 1, 1].entries()) header.setInt16(40 + 2 * i, size, true);
  header.setInt16(70, TYPES[data.constructor.name as keyof typeof TYPES], true);
  header.setInt16(72, 8 * data.BYTES_PER_ELEMENT, true);
  const [dz, dy, dx] = geometry?.spacingMm ?? [1, 1, 1];
  for (const [i, size] of [1, dx, dy, dz].entries()) header.setFloat32(76 + 4 * i, size, true);
  header.setFloat32(108, HEADER_BYTES, true);
  header.setFloat32(112, 1, true);
  header.setUint8(123, MILLIMETRES);
  header.setInt16(254, SCANNER, true);
  for (const [i, value] of affine(view).entries()) header.setFloat32(280 + 4 * i, value, true);
  new Uint8Array(file, 344, 4).set([0x6e, 0x2b, 0x31, 0]);
  new Uint8Array(file, HEADER_BYTES).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return file;
}

/** Three rows of four: columns, rows and slices to RAS, in which x and y run against LPS. */
function affine({ geometry }: VolumeView): readonly number[] {
  const [z, y, x] = geometry?.direction ?? [[0, 0, 1], [0, 1, 0], [1, 0, 0]];
  const [dz, dy, dx] = geometry?.spacingMm ?? [1, 1, 1];
  const origin = geometry?.originMm ?? [0, 0, 0];
  return [0, 1, 2].flatMap((row) => {
    const sign = row < 2 ? -1 : 1;
    return [(x[row] ?? 0) * dx, (y[row] ?? 0) * dy, (z[row] ?? 0) * dz, origin[row] ?? 0].map((value) => sign * value);
  });
}
