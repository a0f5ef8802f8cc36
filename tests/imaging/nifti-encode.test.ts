import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { affineOf, geometryOf } from '../../src-main/imaging/geometry.ts';
import { encodeNifti, niftiTemplate, rasAffine } from '../../src-main/imaging/nifti/encode.ts';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { nifti1, nifti2 } from './make-nifti.ts';

const sine = Math.sin(0.3);
const cosine = Math.cos(0.3);

describe('a mask as NIfTI', () => {
  it('is read back with its numbers, and lies where its geometry says, as sform and as qform', async () => {
    for (const z of [1, -1]) {
      const geometry = geometryOf(affineOf('LPS', [10, -20, 30], [[cosine, sine, 0], [-sine, cosine, 0], [0, 0, z]], [0.5, 0.75, 3]));
      const bytes = encodeNifti({ data: Uint8Array.from({ length: 24 }, (_, i) => i % 3), shape: [2, 3, 4, 1], dtype: 'uint8' }, { template: null, geometry });
      const back = await decode(bytes);
      expect([back.shape, [...back.data]]).toEqual([[2, 3, 4, 1], Array.from({ length: 24 }, (_, i) => i % 3)]);
      const wanted = geometry && rasAffine(geometry).matrix;
      back.geometry?.affine?.matrix.forEach((value, i) => expect(value).toBeCloseTo(wanted?.[i] ?? NaN, 4));
      // Without its sform the file says the same by its quaternion.
      new DataView(bytes.buffer).setInt16(254, 0, true);
      (await decode(bytes)).geometry?.affine?.matrix.forEach((value, i) => expect(value).toBeCloseTo(wanted?.[i] ?? NaN, 4));
    }
  });

  it('keeps the header of its image, to the last bit of its forms and in its order of bytes', async () => {
    const fields = { dim: [4, 3, 2, 1], datatype: 2, bitpix: 8, slope: 2, intercept: 1, pixdim: [-1, 0.7, 0.8, 2.5], qform: [0.1, 0.2, 0.3, 5, 6, 7], units: 10 };
    for (const make of [nifti1, nifti2]) {
      for (const littleEndian of [true, false]) {
        const source = make({ ...fields, littleEndian }, new Uint8Array(24));
        const image = await decode(source);
        const bytes = encodeNifti({ data: Int16Array.from({ length: 24 }, (_, i) => 300 * (i % 2)), shape: image.shape, dtype: 'int16' }, { template: niftiTemplate(bytesSource(source), codecs), geometry: null });
        const mask = await decode(bytes);
        expect(mask.geometry).toEqual(image.geometry);
        expect([mask.shape, [...mask.data]]).toEqual([[2, 3, 4, 1], Array.from({ length: 24 }, (_, i) => 300 * (i % 2))]);
      }
    }
  });
});
