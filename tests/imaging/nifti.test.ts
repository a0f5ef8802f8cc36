import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import type { Place } from '../../src-main/imaging/place.ts';
import { nifti1, nifti2 } from './make-nifti.ts';

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const refusal = (bytes: Uint8Array, place?: Place) => decode(bytes, place).then(() => 'decoded', (error: Error) => error.message);
const short = { datatype: 4, bitpix: 16 } as const;

/** A folder of these files, seen from the first. */
const folder = (files: Readonly<Record<string, Uint8Array>>): Place => ({
  name: Object.keys(files)[0] ?? '',
  beside: (name) => (files[name] ? bytesSource(files[name]) : null),
});

describe('NIfTI', () => {
  it('gives a volume as [z, y, x, channel] with the values of the file, in both byte orders and versions', async () => {
    const values = Int16Array.from({ length: 24 }, (_, i) => i * 100 - 1000);
    const swapped = Buffer.from(bytesOf(values)).swap16();
    for (const make of [nifti1, nifti2]) {
      for (const file of [make({ dim: [2, 3, 4], ...short }, bytesOf(values)), make({ dim: [2, 3, 4], ...short, littleEndian: false }, swapped)]) {
        const image = await decode(file);
        expect(image).toMatchObject({ shape: [4, 3, 2, 1], dtype: 'int16' });
        expect(image.data).toEqual(values);
        expect(await decode(gzipSync(file))).toEqual(image);
        for (const bytes of [file, gzipSync(file)]) expect(readHeader(bytesSource(bytes), codecs)).toMatchObject({ kind: 'nifti', shape: image.shape, dtype: 'int16', geometry: image.geometry });
      }
    }
  });

  it.each([
    [2, Uint8Array.of(0, 200), 'uint8', [0, 200]],
    [4, Int16Array.of(-5, 300), 'int16', [-5, 300]],
    [8, Int32Array.of(-70_000, 70_000), 'int32', [-70_000, 70_000]],
    [16, Float32Array.of(0.25, -3), 'float32', [0.25, -3]],
    [64, Float64Array.of(0.1, -3), 'float32', [Math.fround(0.1), -3]],
    [256, Int8Array.of(-128, 127), 'int16', [-128, 127]],
    [512, Uint16Array.of(0, 65_535), 'uint16', [0, 65_535]],
    [768, Uint32Array.of(0, 70_000), 'int32', [0, 70_000]],
    [1024, BigInt64Array.of(-3n, 2n), 'int32', [-3, 2]],
    [1280, BigUint64Array.of(3n, 2n), 'int32', [3, 2]],
  ] as const)('reads data type %i', async (datatype, values, dtype, expected) => {
    const { data, dtype: found } = await decode(nifti1({ dim: [2, 1, 1], datatype, bitpix: values.BYTES_PER_ELEMENT * 8 }, bytesOf(values)));
    expect([found, [...data]]).toEqual([dtype, expected]);
  });

  it('applies slope and intercept, and keeps whole numbers whole', async () => {
    const scaled = async (slope: number, intercept: number) => {
      const { data, dtype } = await decode(nifti1({ dim: [2, 1, 1], datatype: 4, bitpix: 16, slope, intercept }, bytesOf(Int16Array.of(1, 1000))));
      return [dtype, ...data];
    };
    expect(await scaled(0, 7)).toEqual(['int16', 1, 1000]);
    expect(await scaled(1, 0)).toEqual(['int16', 1, 1000]);
    expect(await scaled(1, -1024)).toEqual(['int32', -1023, -24]);
    expect(await scaled(0.5, 2)).toEqual(['float32', 2.5, 502]);
    expect(await scaled(NaN, 2)).toEqual(['int16', 1, 1000]);
  });

  it('makes channels of further volumes and of colours', async () => {
    const planes = Uint8Array.of(1, 2, 3, 4, 10, 20, 30, 40);
    expect(await decode(nifti1({ dim: [2, 2, 1, 2], datatype: 2, bitpix: 8 }, planes))).toMatchObject({ shape: [1, 2, 2, 2], data: Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40) });
    expect(await decode(nifti1({ dim: [2, 1, 1], datatype: 128, bitpix: 24 }, Uint8Array.of(1, 2, 3, 4, 5, 6)))).toMatchObject({ shape: [1, 1, 2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    expect(await decode(nifti1({ dim: [2, 2], datatype: 2, bitpix: 8 }, Uint8Array.of(1, 2, 3, 4)))).toMatchObject({ shape: [2, 2, 1] });
  });

  it('tells where voxels lie, in LPS, from the sform, the qform or the sizes', async () => {
    const at = async (fields: Partial<Parameters<typeof nifti1>[0]>) => (await decode(nifti1({ dim: [2, 2, 2], datatype: 2, bitpix: 8, pixdim: [1, 2, 3, 4], ...fields }, new Uint8Array(8)))).geometry;
    const srow = [0, 0, 4, 10, 2, 0, 0, 20, 0, 3, 0, 30];
    expect(await at({ srow })).toEqual({ spacingMm: [4, 3, 2], originMm: [-10, -20, 30], direction: [[-1, 0, 0], [0, 0, 1], [0, -1, 0]], affine: { space: 'RAS', matrix: srow } });
    expect(await at({ qform: [0, 0, 0, 1, 2, 3] })).toMatchObject({ spacingMm: [4, 3, 2], originMm: [-1, -2, 3], direction: [[0, 0, 1], [0, -1, 0], [-1, 0, 0]] });
    expect(await at({ qform: [0, 0, 1, 1, 2, 3], pixdim: [-1, 2, 3, 4] })).toMatchObject({ originMm: [-1, -2, 3], direction: [[0, 0, -1], [0, 1, 0], [1, 0, 0]] });
    expect(await at({})).toMatchObject({ spacingMm: [4, 3, 2], originMm: [-1, 1.5, -2], direction: [[0, 0, 1], [0, -1, 0], [1, 0, 0]] });
    expect(await at({ srow, units: 1 })).toMatchObject({ spacingMm: [4000, 3000, 2000] });
    expect(await at({ srow: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] })).toBeNull();
  });

  it('finds the values of a pair beside the header', async () => {
    const header = nifti1({ dim: [2, 1, 1], ...short, magic: 'ni1', voxOffset: 0 }, new Uint8Array(0)).subarray(0, 348);
    const values = bytesOf(Int16Array.of(5, -6));
    for (const files of [{ 'a.hdr': header, 'a.img': values }, { 'a.hdr.gz': gzipSync(header), 'a.img.gz': gzipSync(values) }]) {
      const place = folder(files);
      expect(await decode(Object.values(files)[0] as Uint8Array, place)).toMatchObject({ shape: [1, 1, 2, 1], data: Int16Array.of(5, -6) });
      expect(readHeader(bytesSource(Object.values(files)[0] as Uint8Array), codecs, place).companions).toEqual([Object.keys(files)[1]]);
    }
    expect(await refusal(header, folder({ 'a.hdr': header }))).toBe('expected the values beside the header in a.img, but it is not there');
    expect(await refusal(header, folder({ 'a.hdr': header, 'a.img': values.subarray(0, 2) }))).toBe('expected 4 bytes of values as the NIfTI header says, but found 2');
  });

  it('refuses what it does not read, and what the file cannot hold, by name', async () => {
    const file = (fields: Partial<Parameters<typeof nifti1>[0]>, length = 8) => refusal(nifti1({ dim: [2, 2, 1], ...short, ...fields }, new Uint8Array(length)));
    expect({
      complex: await file({ datatype: 32 }),
      unknown: await file({ datatype: 3 }),
      cifti: await file({ intent: 3001 }),
      axes: await file({ dim: [4] }),
      empty: await file({ dim: [2, 0, 1] }),
      huge: await file({ dim: [32_767, 32_767, 32_767] }),
      short: await file({ dim: [2, 2, 2] }),
      inHeader: await file({ voxOffset: 20 }),
      noOffset: await file({ voxOffset: NaN }),
      intercept: await file({ slope: 2, intercept: Infinity }),
      wide: await refusal(nifti1({ dim: [1, 1, 1], datatype: 768, bitpix: 32 }, bytesOf(Uint32Array.of(4_000_000_000)))),
      colours: await file({ dim: [1, 1, 1, 2], datatype: 128 }),
      cutGzip: await refusal(gzipSync(nifti1({ dim: [9, 9, 9], ...short }, Uint8Array.from({ length: 1458 }, (_, i) => i * i))).subarray(0, 150)),
      shortGzip: await refusal(gzipSync(nifti1({ dim: [9, 9, 9], ...short }, new Uint8Array(1000)))),
      bomb: await refusal(gzipSync(nifti1({ dim: [2, 2, 1], ...short }, new Uint8Array(10_000_000)))),
      hugeGzip: await refusal(gzipSync(nifti1({ dim: [1000, 500, 500], ...short }, new Uint8Array(8)))).then((text) => text.replace(/\d+ compressed/, 'N compressed')),
    }).toEqual({
      complex: 'expected a NIfTI data type of whole or real numbers or colours, but found complex numbers (32)',
      unknown: 'expected a NIfTI data type of whole or real numbers or colours, but found one that does not exist (3)',
      cifti: 'expected a NIfTI image, but found connectivity data (CIFTI)',
      axes: 'expected 2 to 7 axes in a NIfTI file, but found 1',
      empty: 'expected sizes of at least 1 in a NIfTI file, but found 2 x 0 x 1 x 1',
      huge: 'expected at most 536870912 values in a NIfTI file, but found 32767 x 32767 x 32767 x 1',
      short: 'expected 16 bytes of values as the NIfTI header says, but found 8',
      inHeader: 'expected the values of the NIfTI file to begin at byte 352 or later, but found 20',
      noOffset: 'expected the values of the NIfTI file to begin at byte 352 or later, but found NaN',
      intercept: "expected a number as the intercept of the NIfTI file's scale, but found Infinity",
      wide: 'expected whole numbers that fit into 32 bits, but found 4000000000',
      colours: 'expected one volume of colours in a NIfTI file, but found 2',
      cutGzip: 'expected a gzip file of 1810 bytes, but it is damaged, was cut off or holds more',
      shortGzip: 'expected 1810 bytes in the compressed file as its header says, but found 1352',
      bomb: 'expected a gzip file of 360 bytes, but it is damaged, was cut off or holds more',
      hugeGzip: 'expected 500000352 bytes of values as the NIfTI header says, but N compressed bytes cannot hold them',
    });
  });
});
