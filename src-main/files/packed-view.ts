import type { ArrayData, DType } from '../../src-shared/domain/array.ts';
import type { VolumeView } from '../../src-shared/domain/volume.ts';

/** A volume to be looked at as JSON between processes: its voxels' bytes in base64. */
export type PackedView = Omit<VolumeView, 'data'> & { readonly dtype: DType; readonly data: string };

export function packView({ data, ...view }: VolumeView & { readonly dtype: DType }): PackedView {
  return { ...view, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') };
}

const ARRAYS = { uint8: Uint8Array, uint16: Uint16Array, int16: Int16Array, int32: Int32Array, float32: Float32Array } as const;

export function unpackView({ data, dtype, ...view }: PackedView): VolumeView {
  return { ...view, data: typed(new Uint8Array(Buffer.from(data, 'base64')), dtype) };
}

function typed(bytes: Uint8Array<ArrayBuffer>, dtype: DType): ArrayData {
  return new ARRAYS[dtype](bytes.buffer, bytes.byteOffset, bytes.byteLength / ARRAYS[dtype].BYTES_PER_ELEMENT);
}
