/** The three layouts of a header; Analyze 7.5 is NIfTI-1 without orientation and scale. */
export type NiftiVersion = 'analyze' | 1 | 2;

export const NIFTI_BYTES = { analyze: 348, 1: 348, 2: 540 } as const;

/** Whether these are the first bytes of such a header, of which order, and which. */
export function niftiVersion(start: Uint8Array): { readonly version: NiftiVersion; readonly littleEndian: boolean } | null {
  if (start.length < 4) return null;
  const view = viewOf(start);
  for (const littleEndian of [true, false]) {
    const size = view.getInt32(0, littleEndian);
    if (size === NIFTI_BYTES[2] && start.length >= 8 && /^n[i+]2$/.test(letters(start, 4, 3))) return { version: 2, littleEndian };
    if (size !== NIFTI_BYTES[1] || start.length < NIFTI_BYTES[1]) continue;
    if (/^n[i+]1$/.test(letters(start, 344, 3))) return { version: 1, littleEndian };
    const axes = view.getInt16(40, littleEndian);
    if (axes >= 1 && axes <= 7) return { version: 'analyze', littleEndian };
  }
  return null;
}

/** Fields at their places in each version: name, offset, how to read it. */
export function fieldsOf(view: DataView, version: NiftiVersion, littleEndian: boolean) {
  const short = (at: number) => view.getInt16(at, littleEndian);
  const int = (at: number) => view.getInt32(at, littleEndian);
  const long = (at: number) => Number(view.getBigInt64(at, littleEndian));
  const float = (at: number) => view.getFloat32(at, littleEndian);
  const double = (at: number) => view.getFloat64(at, littleEndian);
  const list = (count: number, at: number, step: number, read: (at: number) => number) => Array.from({ length: count }, (_, i) => read(at + i * step));
  if (version === 2) {
    return {
      dim: list(8, 16, 8, long), datatype: short(12), intent: int(504), pixdim: list(8, 104, 8, double), voxOffset: long(168),
      slope: double(176), intercept: double(184), qformCode: int(344), sformCode: int(348), quaternion: list(6, 352, 8, double),
      srow: list(12, 400, 8, double), units: int(500),
    };
  }
  return {
    dim: list(8, 40, 2, short), datatype: short(70), intent: short(68), pixdim: list(8, 76, 4, float), voxOffset: float(108),
    slope: float(112), intercept: float(116), qformCode: short(252), sformCode: short(254), quaternion: list(6, 256, 4, float),
    srow: list(12, 280, 4, float), units: view.getUint8(123),
  };
}

export type NiftiFields = ReturnType<typeof fieldsOf>;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function letters(bytes: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + count));
}
