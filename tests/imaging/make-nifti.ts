export interface NiftiFields {
  readonly dim: readonly number[];
  readonly datatype: number;
  readonly bitpix: number;
  readonly pixdim?: readonly number[];
  readonly slope?: number;
  readonly intercept?: number;
  readonly qform?: readonly number[];
  readonly srow?: readonly number[];
  readonly units?: number;
  readonly voxOffset?: number;
  readonly magic?: string;
  readonly intent?: number;
  readonly littleEndian?: boolean;
}

/** A NIfTI-1 file of these fields and values. */
export function nifti1(fields: NiftiFields, values: Uint8Array): Buffer {
  const bytes = Buffer.alloc(352);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = fields.littleEndian ?? true;
  const shorts = (at: number, list: readonly number[]) => list.forEach((value, i) => view.setInt16(at + 2 * i, value, little));
  const floats = (at: number, list: readonly number[]) => list.forEach((value, i) => view.setFloat32(at + 4 * i, value, little));
  view.setInt32(0, 348, little);
  shorts(40, [fields.dim.length, ...fields.dim]);
  shorts(68, [fields.intent ?? 0, fields.datatype, fields.bitpix]);
  floats(76, fields.pixdim ?? [1, 1, 1, 1]);
  floats(108, [fields.voxOffset ?? 352, fields.slope ?? 0, fields.intercept ?? 0]);
  view.setUint8(123, fields.units ?? 2);
  shorts(252, [fields.qform ? 1 : 0, fields.srow ? 1 : 0]);
  floats(256, fields.qform ?? []);
  floats(280, fields.srow ?? []);
  bytes.write(fields.magic ?? 'n+1', 344);
  return Buffer.concat([bytes, values]);
}

/** A NIfTI-2 file of these fields and values. */
export function nifti2(fields: NiftiFields, values: Uint8Array): Buffer {
  const bytes = Buffer.alloc(544);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = fields.littleEndian ?? true;
  const longs = (at: number, list: readonly number[]) => list.forEach((value, i) => view.setBigInt64(at + 8 * i, BigInt(value), little));
  const doubles = (at: number, list: readonly number[]) => list.forEach((value, i) => view.setFloat64(at + 8 * i, value, little));
  view.setInt32(0, 540, little);
  bytes.write(`${fields.magic ?? 'n+2'}\0\r\n\x1a\n`, 4, 'latin1');
  view.setInt16(12, fields.datatype, little);
  view.setInt16(14, fields.bitpix, little);
  longs(16, [fields.dim.length, ...fields.dim]);
  doubles(104, fields.pixdim ?? [1, 1, 1, 1]);
  longs(168, [fields.voxOffset ?? 544]);
  doubles(176, [fields.slope ?? 0, fields.intercept ?? 0]);
  view.setInt32(344, fields.qform ? 1 : 0, little);
  view.setInt32(348, fields.srow ? 1 : 0, little);
  doubles(352, fields.qform ?? []);
  doubles(400, fields.srow ?? []);
  view.setInt32(500, fields.units ?? 2, little);
  view.setInt32(504, fields.intent ?? 0, little);
  return Buffer.concat([bytes, values]);
}
