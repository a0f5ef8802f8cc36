import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import type { Place } from '../../src-main/imaging/place.ts';
import { bmp, dicom, greyDicom, metaImage, npy, nrrd, zip } from './make-formats.ts';

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const refusal = (bytes: Uint8Array, place?: Place) => decode(bytes, place).then(() => 'decoded', (error: Error) => error.message);
const beside = (files: Readonly<Record<string, Uint8Array>>): Place => ({ name: 'a', beside: (name) => (files[name] ? bytesSource(files[name]) : null) });
const shorts = Int16Array.of(-1000, 0, 1, 2, 300, 3000);

/** Decoded, after its header was found to say the same. */
async function read(bytes: Uint8Array, place?: Place) {
  const image = await decode(bytes, place);
  expect(readHeader(bytesSource(bytes), codecs, place)).toMatchObject({ shape: image.shape, dtype: image.dtype, geometry: image.geometry });
  return image;
}

describe('NumPy files', () => {
  it('give images and volumes, with an axis of channels where they have none', async () => {
    const shape = async (sizes: readonly number[]) => (await read(npy('<i2', sizes, new Uint8Array(2 * sizes.reduce((a, b) => a * b, 1))))).shape;
    expect([await shape([2, 3]), await shape([2, 3, 4]), await shape([2, 3, 5]), await shape([2, 3, 5, 2])]).toEqual([[2, 3, 1], [2, 3, 4], [2, 3, 5, 1], [2, 3, 5, 2]]);
    expect(await refusal(npy('<i2', [6], bytesOf(shorts)))).toBe('expected a NumPy array of 2 to 4 axes, but found 1');
  });

  it('are read in both orders of bytes and of axes, and in archives', async () => {
    const plain = await read(npy('<i2', [2, 3], bytesOf(shorts)));
    expect(plain).toEqual({ data: shorts, shape: [2, 3, 1], dtype: 'int16', geometry: null });
    expect(await read(npy('>i2', [2, 3], Buffer.from(bytesOf(shorts)).swap16(), { version: 2 }))).toEqual(plain);
    expect(await read(npy('<i2', [2, 3], bytesOf(Int16Array.of(-1000, 2, 0, 300, 1, 3000)), { fortran: true }))).toEqual(plain);
    for (const deflated of [true, false]) {
      expect(await read(zip({ 'mask.npy': npy('|u1', [1, 1], Uint8Array.of(1)), 'image.npy': npy('<i2', [2, 3], bytesOf(shorts)) }, deflated))).toEqual(plain);
    }
    expect((await read(npy('<f2', [1, 4], bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00))))).data).toEqual(Float32Array.of(1, -2, 2 ** -24, Infinity));
    expect(await read(npy('|b1', [1, 2], Uint8Array.of(0, 1)))).toMatchObject({ dtype: 'uint8', data: Uint8Array.of(0, 1) });
  });

  it('are refused with the reason', async () => {
    expect({
      complex: await refusal(npy('<c8', [1, 2], new Uint8Array(16))),
      short: await refusal(npy('<i2', [1000, 1000], bytesOf(shorts))),
      several: await refusal(zip({ 'a.npy': npy('|u1', [1, 1], Uint8Array.of(1)), 'b.npy': npy('|u1', [1, 1], Uint8Array.of(1)) }, true)),
      none: await refusal(zip({ 'a.txt': Uint8Array.of(1) }, false)),
      cut: await refusal(zip({ 'a.npy': npy('|u1', [1, 1], Uint8Array.of(1)) }, true).subarray(0, 90)),
    }).toEqual({
      complex: "expected a NumPy array of whole or real numbers, but found the type '<c8',",
      short: 'expected 2000000 bytes of values as the NumPy header says, but found 12',
      several: 'expected one array in the NumPy archive, or one called image, but found a, b',
      none: 'expected one array in the NumPy archive, or one called image, but found none',
      cut: 'expected a whole ZIP archive, but its directory is missing: it was cut off',
    });
  });
});

describe('MetaImage files', () => {
  const fields = { NDims: '3', DimSize: '3 2 1', ElementType: 'MET_SHORT', ElementSpacing: '0.5 0.75 2', Offset: '10 20 30', TransformMatrix: '1 0 0 0 0 1 0 -1 0' };

  it('give their values and their place, compressed or not, in one file or two', async () => {
    const plain = await read(metaImage(fields, bytesOf(shorts)));
    expect(plain).toMatchObject({ data: shorts, shape: [1, 2, 3, 1], dtype: 'int16', geometry: { spacingMm: [2, 0.75, 0.5], originMm: [10, 20, 30], direction: [[0, -1, 0], [0, 0, 1], [1, 0, 0]] } });
    expect(await read(metaImage({ ...fields, CompressedData: 'True' }, bytesOf(shorts)))).toEqual(plain);
    expect(await read(metaImage({ ...fields, BinaryDataByteOrderMSB: 'True' }, Buffer.from(bytesOf(shorts)).swap16()))).toEqual(plain);
    const header = metaImage({ ...fields, ElementDataFile: 'a.raw' }, new Uint8Array(0));
    expect(await read(header, beside({ 'a.raw': bytesOf(shorts) }))).toEqual(plain);
    expect(await read(metaImage({ ...fields, HeaderSize: '-1', ElementDataFile: 'a.raw' }, new Uint8Array(0)), beside({ 'a.raw': Buffer.concat([Buffer.from('xyz'), bytesOf(shorts)]) }))).toEqual(plain);
    expect(await read(metaImage({ NDims: '2', DimSize: '2 1', ElementType: 'MET_UCHAR', ElementNumberOfChannels: '3' }, Uint8Array.of(1, 2, 3, 4, 5, 6)))).toEqual({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 3], dtype: 'uint8', geometry: null });
  });

  it('are refused with the reason', async () => {
    expect({
      elsewhere: await refusal(metaImage({ ...fields, ElementDataFile: '../secret.raw' }, new Uint8Array(0)), beside({})),
      list: await refusal(metaImage({ ...fields, ElementDataFile: 'LIST' }, new Uint8Array(0))),
      short: await refusal(metaImage({ ...fields, DimSize: '300 200 100' }, bytesOf(shorts))),
      bomb: await refusal(metaImage({ ...fields, CompressedData: 'True' }, new Uint8Array(1_000_000))),
      type: await refusal(metaImage({ ...fields, ElementType: 'MET_STRING' }, bytesOf(shorts))),
    }).toEqual({
      elsewhere: 'expected the values in a file beside the header, but found the path ../secret.raw',
      list: 'expected the values of a MetaImage in one file, but found a list of them',
      short: 'expected 12000000 bytes of values as the MetaImage header says, but found 12',
      bomb: 'expected 12 compressed bytes of values, but they are damaged',
      type: 'expected an ElementType of whole or real numbers in a MetaImage, but found MET_STRING',
    });
  });
});

describe('NRRD files', () => {
  const fields = { 'type': 'short', 'dimension': '3', 'space': 'left-posterior-superior', 'sizes': '3 2 1', 'space directions': '(0.5,0,0) (0,0.75,0) (0,0,2)', 'endian': 'little', 'encoding': 'raw', 'space origin': '(10,20,30)' };

  it('give their values and their place, raw, compressed, as text, and beside their header', async () => {
    const plain = await read(nrrd(fields, bytesOf(shorts)));
    expect(plain).toMatchObject({ data: shorts, shape: [1, 2, 3, 1], dtype: 'int16', geometry: { spacingMm: [2, 0.75, 0.5], originMm: [10, 20, 30] } });
    expect(await read(nrrd({ ...fields, encoding: 'gzip' }, bytesOf(shorts)))).toEqual(plain);
    expect(await read(nrrd({ ...fields, encoding: 'ascii' }, Buffer.from('-1000 0 1\n2, 300 3000\n')))).toEqual(plain);
    expect(await read(nrrd({ ...fields, endian: 'big' }, Buffer.from(bytesOf(shorts)).swap16()))).toEqual(plain);
    expect(await read(nrrd({ ...fields, 'data file': './a.raw', 'byte skip': '-1' }, new Uint8Array(0)), beside({ 'a.raw': Buffer.concat([Buffer.from('skipped'), bytesOf(shorts)]) }))).toEqual(plain);
    expect(await read(nrrd({ ...fields, encoding: 'gz', 'data file': 'a.gz' }, new Uint8Array(0)), beside({ 'a.gz': gzipSync(bytesOf(shorts)) }))).toEqual(plain);
    const ras = await read(nrrd({ ...fields, space: 'RAS' }, bytesOf(shorts)));
    expect(ras.geometry).toMatchObject({ originMm: [-10, -20, 30], direction: [[0, 0, 1], [0, -1, 0], [-1, 0, 0]] });
  });

  it('have their channels last, whether they were the first axis or the last', async () => {
    const four = { 'type': 'uchar', 'dimension': '4', 'encoding': 'raw' };
    expect(await read(nrrd({ ...four, sizes: '2 2 1 1', kinds: 'vector domain domain domain' }, Uint8Array.of(1, 2, 3, 4)))).toMatchObject({ shape: [1, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) });
    expect(await read(nrrd({ ...four, sizes: '2 1 1 2', kinds: 'domain domain domain list' }, Uint8Array.of(1, 2, 3, 4)))).toMatchObject({ shape: [1, 1, 2, 2], data: Uint8Array.of(1, 3, 2, 4) });
  });

  it('are refused with the reason', async () => {
    expect({
      encoding: await refusal(nrrd({ ...fields, encoding: 'bzip2' }, bytesOf(shorts))),
      type: await refusal(nrrd({ ...fields, type: 'block' }, bytesOf(shorts))),
      short: await refusal(nrrd({ ...fields, sizes: '300 200 100' }, bytesOf(shorts))),
      words: await refusal(nrrd({ ...fields, encoding: 'ascii' }, Buffer.from('1 2 three 4 5 6'))),
      few: await refusal(nrrd({ ...fields, encoding: 'ascii' }, Buffer.from('1 2 300000000'))),
    }).toEqual({
      encoding: 'expected the encoding raw, gzip or text in an NRRD file, but found bzip2',
      type: 'expected a type of whole or real numbers in an NRRD file, but found block',
      short: 'expected 12000000 bytes of values as the NRRD header says, but found 12',
      words: 'expected numbers in the NRRD file, but found "three"',
      few: 'expected 6 numbers in the NRRD file, but found 3',
    });
  });
});

describe('TIFF files', () => {
  const pattern = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * 7 + (i >> 5)) % 256);
  const colours = sharp(pattern, { raw: { width: 40, height: 30, channels: 3 } });

  it.each(['none', 'lzw', 'deflate', 'packbits'] as const)('are read with compression %s, in strips and tiles, with and without predictor', async (compression) => {
    for (const tile of [false, true]) {
      for (const predictor of ['none', 'horizontal'] as const) {
        const bytes = await colours.clone().tiff({ compression, tile, tileWidth: 16, tileHeight: 16, predictor }).toBuffer();
        expect(await read(bytes)).toEqual({ data: pattern, shape: [30, 40, 3], dtype: 'uint8', geometry: null });
      }
    }
  });

  it('keep sixteen bits and real numbers', async () => {
    const wide = Uint16Array.from({ length: 12 }, (_, i) => i * 5000);
    const grey = sharp(wide, { raw: { width: 4, height: 3, channels: 1 } }).toColourspace('grey16');
    expect(await read(await grey.clone().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer())).toMatchObject({ data: wide, shape: [3, 4, 1], dtype: 'uint16' });
    const real = sharp(Float32Array.from({ length: 12 }, (_, i) => i / 8), { raw: { width: 4, height: 3, channels: 1 } });
    for (const predictor of ['none', 'float'] as const) {
      expect(await read(await real.clone().toColourspace('b-w').tiff({ compression: 'deflate', predictor }).toBuffer())).toMatchObject({ shape: [3, 4, 1] });
    }
  });

  it('are refused with the reason where they are packed as photographs', async () => {
    expect(await refusal(await colours.clone().tiff({ compression: 'jpeg' }).toBuffer())).toBe('expected a TIFF file that is plain or packed by LZW, Deflate or PackBits, but found JPEG compression (7)');
  });
});

describe('BMP and WebP images', () => {
  it('are read with palettes, masks and runs, from the lowest row', async () => {
    const palette = [[0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]];
    expect(await read(bmp({ width: 2, height: 2, depth: 4, palette }, Uint8Array.of(0x12, 0, 0, 0, 0x30, 0, 0, 0)))).toMatchObject({ shape: [2, 2, 3], data: Uint8Array.of(0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0) });
    expect(await read(bmp({ width: 2, height: -1, depth: 8, palette: [[7, 7, 7], [9, 9, 9]] }, Uint8Array.of(1, 0, 0, 0)))).toMatchObject({ shape: [1, 2, 1], data: Uint8Array.of(9, 7) });
    expect(await read(bmp({ width: 1, height: 1, depth: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f] }, Uint8Array.of(0xff, 0xff, 0, 0)))).toMatchObject({ data: Uint8Array.of(255, 255, 255) });
    expect(await read(bmp({ width: 4, height: 2, depth: 8, compression: 1, palette: [[0, 0, 0], [5, 5, 5], [6, 6, 6]] }, Uint8Array.of(3, 1, 1, 2, 0, 0, 0, 3, 1, 2, 1, 0, 0, 1)))).toMatchObject({ shape: [2, 4, 1], data: Uint8Array.of(5, 6, 5, 0, 5, 5, 5, 6) });
    expect(await refusal(bmp({ width: 9, height: 9, depth: 24 }, new Uint8Array(50)))).toBe('expected 9 x 9 pixels as the BMP header says, but 50 bytes cannot hold them');
    expect(await refusal(bmp({ width: 2, height: 1, depth: 8, palette: [[1, 1, 1]] }, Uint8Array.of(0, 4, 0, 0)))).toBe('expected palette indices below 1, but found 4');
  });

  it('of WebP are the pixels that libwebp gives, with and without alpha', async () => {
    for (const channels of [3, 4] as const) {
      const pixels = Uint8Array.from({ length: 6 * 5 * channels }, (_, i) => (i % channels === 3 ? 200 : (i * 31) % 256));
      const bytes = await sharp(pixels, { raw: { width: 6, height: 5, channels } }).webp({ lossless: true, exact: true }).toBuffer();
      expect(await read(bytes)).toEqual({ data: Buffer.from(pixels), shape: [5, 6, channels], dtype: 'uint8', geometry: null });
    }
  });
});

describe('DICOM files', () => {
  const stored = Int16Array.of(-24, 0, 1024, 2047, 100, 200);

  it('give Hounsfield units and their place, cut to the bits in use', async () => {
    const image = await read(dicom({ ...greyDicom(2, 3, Int16Array.from(stored, (value) => value & 0x0fff)), '00281052': ['DS', '-1024'], '00281053': ['DS', '1'] }));
    expect(image).toMatchObject({ data: Int16Array.from(stored, (value) => value - 1024), shape: [2, 3, 1], dtype: 'int16', geometry: { spacingMm: [2.5, 0.75, 0.5], originMm: [-10, -20, 30], direction: [[0, 0, 1], [0, 1, 0], [1, 0, 0]] } });
  });

  it('are turned where the smallest value is white, so that more is brighter', async () => {
    const image = await read(dicom({ ...greyDicom(1, 2, Uint16Array.of(0, 4000)), '00280004': ['CS', 'MONOCHROME1'] }));
    expect(image).toMatchObject({ data: Uint16Array.of(4095, 95), dtype: 'uint16' });
  });

  it('never let a name, number or date of the patient out of the parser', async () => {
    const planted = { '00100010': ['PN', 'Zacharias^Planted'], '00100020': ['LO', 'ID-PLANTED'], '00100030': ['DA', '19700101'], '00080020': ['DA', '20200202'] } as const;
    const bytes = dicom({ ...planted, ...greyDicom(2, 3, stored) });
    const image = await read(bytes);
    const refused = await refusal(dicom({ ...planted, '00080060': ['CS', 'SR'] }));
    const told = JSON.stringify([image, readHeader(bytesSource(bytes), codecs), refused]);
    for (const secret of ['Zacharias', 'PLANTED', '1970', '20200202']) expect(told).not.toContain(secret);
  });

  it('are refused with the reason', async () => {
    const grey = greyDicom(2, 3, stored);
    expect({
      film: await refusal(dicom(grey, '1.2.840.10008.1.2.4.102')),
      none: await refusal(dicom({ '00080060': ['CS', 'SR'] })),
      short: await refusal(dicom({ ...grey, '00280010': ['US', 2000] })),
      bits: await refusal(dicom({ ...grey, '00280101': ['US', 17] })),
      colours: await refusal(dicom({ ...grey, '00280004': ['CS', 'CMYK'] })),
      slope: await refusal(dicom({ ...grey, '00281053': ['DS', 'one'] })),
    }).toEqual({
      film: 'expected a DICOM file of a coding that is read, but found a film (MPEG) (1.2.840.10008.1.2.4.102)',
      none: 'expected an image in the DICOM file, but it has no pixels (SR)',
      short: 'expected 12000 bytes of values as the DICOM header says, but found 12',
      bits: 'expected the bits of a pixel within the 16 that the DICOM file gives it, but found 17 up to bit 11',
      colours: 'expected a grey image of 1 sample or colours of 3 in the DICOM file, but found CMYK of 1',
      slope: 'expected numbers as rescale slope and intercept of the DICOM file, but found NaN and 0',
    });
  });
});
