import { expect, it } from 'vitest';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { decodeNpy } from '../../src-main/imaging/numpy/decode.ts';
import { encodeNpy } from '../../src-main/imaging/numpy/encode.ts';

it('an array written as a NumPy file is read back as it was, its data at a multiple of 64', () => {
  const data = Float32Array.of(0.5, -1, Number.NaN, 3e38, 0, 6);
  const bytes = encodeNpy(data, [1, 2, 3, 1]);
  expect((bytes.byteLength - data.byteLength) % 64).toBe(0);
  expect(decodeNpy(bytesSource(bytes))).toMatchObject({ data, shape: [1, 2, 3, 1], dtype: 'float32' });
});
