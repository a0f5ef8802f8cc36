import { gzipSync } from 'node:zlib';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { codecs } from '../../src-main/files/decode.ts';
import { BadImage } from '../../src-main/imaging/bad-image.ts';
import type { ByteSource } from '../../src-main/imaging/byte-source.ts';
import { createDecoder } from '../../src-main/imaging/decode.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import { realData } from '../helpers/real-data.ts';
import { bmp, dicom, greyDicom, metaImage, npy, nrrd, zip } from './make-formats.ts';
import { nifti1, nifti2 } from './make-nifti.ts';

const values = Uint8Array.from({ length: 96 }, (_, i) => (i * 37) % 256);
const pixels = sharp(values, { raw: { width: 8, height: 4, channels: 3 } });
const volume = { dim: [4, 3, 4], datatype: 4, bitpix: 16, slope: 2, intercept: 1, qform: [0, 0, 0, 1, 2, 3] } as const;
const meta = { NDims: '3', DimSize: '4 3 4', ElementType: 'MET_SHORT', ElementSpacing: '1 1 2', Offset: '0 0 0' };
const rrd = { 'type': 'short', 'dimension': '3', 'sizes': '4 3 4', 'spacings': '1 1 2', 'endian': 'little', 'encoding': 'raw' };
const grey = greyDicom(6, 8, new Uint16Array(values.buffer, 0, 48));
const palette = Array.from({ length: 16 }, (_, i) => [i, 2 * i, 3 * i]);

/** Small files of every kind and coding. */
const seeds: Record<string, Uint8Array> = {
  nifti1: nifti1(volume, values),
  nifti2: nifti2({ ...volume, littleEndian: false }, values),
  niftiGzip: gzipSync(nifti1(volume, values)),
  npy: npy('<i2', [6, 8], values),
  npz: zip({ 'image.npy': npy('<i2', [6, 8], values, { fortran: true }) }, true),
  metaImage: metaImage(meta, values),
  metaImageDeflated: metaImage({ ...meta, CompressedData: 'True' }, values),
  nrrd: nrrd(rrd, values),
  nrrdGzip: nrrd({ ...rrd, encoding: 'gzip' }, values),
  nrrdText: nrrd({ ...rrd, encoding: 'text' }, Buffer.from(Array.from({ length: 48 }, (_, i) => i).join(' '))),
  tiff: await pixels.clone().tiff({ compression: 'none' }).toBuffer(),
  tiffLzw: await pixels.clone().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
  tiffTiles: await pixels.clone().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
  tiffPackBits: await pixels.clone().tiff({ compression: 'packbits' }).toBuffer(),
  bmp: bmp({ width: 8, height: 4, depth: 24 }, values),
  bmpRuns: bmp({ width: 8, height: 2, depth: 4, compression: 2, palette }, Uint8Array.of(8, 0x12, 0, 0, 0, 4, 0x12, 0x34, 4, 0x55, 0, 1)),
  webp: await pixels.clone().webp({ lossless: true }).toBuffer(),
  dicom: dicom({ ...grey, '00281052': ['DS', '-1024'] }),
  dicomImplicit: withoutTypes(),
  ...realSeeds(),
};

/** Packed frames, which no writer here makes. */
function realSeeds(): Record<string, Uint8Array> {
  const folder = realData('formats');
  const files = { dicomRle: 'rtdose_rle_1frame.dcm', dicomJpegLs: 'JPEGLSNearLossless_08.dcm', dicomJpeg2000: 'JPEG2000.dcm', dicomJpeg: 'SC_rgb_small_odd_jpeg.dcm', dicomLossless: 'SC_rgb_jpeg_gdcm.dcm', dicomDeflated: 'image_dfl.dcm' };
  const absolute = (name: string) => join(folder ?? '', 'pydicom/src/pydicom/data/test_files', name);
  return Object.fromEntries(Object.entries(files).filter(([, name]) => existsSync(absolute(name))).map(([key, name]) => [key, readFileSync(absolute(name))]));
}

/** A data set of the oldest kind, without a file's header. */
function withoutTypes(): Uint8Array {
  const element = (group: number, tag: number, value: Uint8Array) => Buffer.concat([Buffer.from(Uint16Array.of(group, tag).buffer), Buffer.from(Uint32Array.of(value.length).buffer), value]);
  const short = (value: number) => new Uint8Array(Uint16Array.of(value).buffer);
  return Buffer.concat([
    element(8, 0x60, Buffer.from('CT')), element(0x28, 2, short(1)), element(0x28, 4, Buffer.from('MONOCHROME2 ')), element(0x28, 0x10, short(6)), element(0x28, 0x11, short(8)),
    element(0x28, 0x100, short(16)), element(0x28, 0x101, short(16)), element(0x28, 0x102, short(15)), element(0x28, 0x103, short(0)), element(0x7fe0, 0x10, values),
  ]);
}

const anySeed = fc.constantFrom(...Object.keys(seeds));
/** What a field is when it is wrong: nothing, the most, just beyond a sign, and small. */
const wrongField = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));

/** @param factor how many times as many cases as the quick version has. */
export function claimsOfDamagedFormats(factor: number): void {
  describe('damaged files of every format', { timeout: 1_800_000 }, () => {
    it('have seeds that are read', async () => {
      for (const [name, bytes] of Object.entries(seeds)) expect([name, await outcome(bytes)]).toEqual([name, 'image']);
    });

    it('are read or refused wherever they are cut off', async () => {
      for (const bytes of Object.values(seeds)) {
        const step = Math.max(1, Math.floor(bytes.length / (60 * factor)));
        for (let length = 0; length < bytes.length; length += length < 40 * factor ? 1 : step) await outcome(bytes.subarray(0, length));
      }
    });

    it('are read or refused with a wrong size in any field', async () => {
      const field = fc.record({ seed: anySeed, at: fc.nat(), wide: fc.constantFrom(1, 2, 4, 8), little: fc.boolean(), value: wrongField });
      await fc.assert(fc.asyncProperty(field, async ({ seed, at, wide, little, value }) => {
        const copy = Uint8Array.from(seeds[seed] as Uint8Array);
        // Headers are at the start of all but archives, whose directory is the end.
        const start = seed === 'npz' && at % 2 === 0 ? copy.length - 80 : 0;
        const place = start + (at % Math.min(720, copy.length - start));
        for (let i = 0; i < wide && place + i < copy.length; i++) copy[place + i] = i > 3 ? 0 : (value >>> (8 * (little ? i : Math.min(wide, 4) - 1 - i))) & 255;
        await outcome(copy);
      }), { numRuns: 1500 * factor });
    });

    it('are read or refused whatever bits are flipped', async () => {
      const flips = fc.array(fc.tuple(fc.nat(100_000), fc.nat(7)), { minLength: 1, maxLength: 8 });
      await fc.assert(fc.asyncProperty(anySeed, flips, async (seed, places) => {
        const copy = Uint8Array.from(seeds[seed] as Uint8Array);
        for (const [place, bit] of places) copy[place % copy.length] = (copy[place % copy.length] as number) ^ (1 << bit);
        await outcome(copy);
      }), { numRuns: 1000 * factor });
    });

    it('are read or refused when bytes are inserted or left out', async () => {
      const edit = fc.record({ at: fc.nat(100_000), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 40 }) });
      await fc.assert(fc.asyncProperty(anySeed, edit, async (seed, { at, remove, insert }) => {
        const bytes = seeds[seed] as Uint8Array;
        const start = at % bytes.length;
        await outcome(Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]));
      }), { numRuns: 800 * factor });
    });
  });
}

/** Compressed bytes become at most so many, and a pixel of JPEG 2000 or JPEG-LS can cost next to nothing. */
const MAX_RATIO = 2 ** 15;
const SLOW_MS = 5000;

/** A source that fails the test when it is asked for bytes outside of the file. */
function strict(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => {
      expect([offset, length].every((each) => Number.isSafeInteger(each) && each >= 0) && offset + length <= bytes.length).toBe(true);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** The header's shape and type, or null where it is refused. */
function headerOf(bytes: Uint8Array): { readonly shape: readonly number[]; readonly dtype: string } | null {
  try {
    const { shape, dtype } = readHeader(strict(bytes), codecs);
    return { shape, dtype };
  } catch (error) {
    if (!(error instanceof BadImage)) throw error;
    return null;
  }
}

/** `image`, or the refusal; anything else, and what asks for more than the file is worth, fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  const asked: number[] = [];
  const watch = <Args extends readonly unknown[], Result>(inner: (bytes: Uint8Array, maxBytes: number, ...rest: Args) => Result) => (packed: Uint8Array, maxBytes: number, ...rest: Args): Result => {
    asked.push(Math.min(maxBytes, packed.length * 1032));
    return inner(packed, maxBytes, ...rest);
  };
  const watched = createDecoder({ ...codecs, inflate: watch(codecs.inflate), inflateRaw: watch(codecs.inflateRaw), gunzip: watch(codecs.gunzip) });
  const start = process.cpuUsage();
  const header = headerOf(bytes);
  try {
    const { data, shape, dtype } = await watched(bytes);
    expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
    expect(header).toEqual({ shape, dtype });
    expect(data.byteLength).toBeLessThanOrEqual(bytes.length * MAX_RATIO);
    return 'image';
  } catch (error) {
    if (!(error instanceof BadImage)) throw error;
    expect(error.message).toMatch(/^expected .*, but .+/);
    return error.message;
  } finally {
    // Of a processor: what else the machine does must not fail it.
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(SLOW_MS);
    expect(Math.max(0, ...asked)).toBeLessThanOrEqual(bytes.length * 1032 + 2 ** 24);
  }
}
