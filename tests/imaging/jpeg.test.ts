import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { checkWhole } from '../../src-main/imaging/check.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';

const mednist = realData('mednist');

/** A picture of smooth colours, which JPEG keeps to within a few steps. */
const colours = sharp(Uint8Array.from({ length: 16 * 24 * 3 }, (_, i) => [40, 120, 200][i % 3] ?? 0), { raw: { width: 24, height: 16, channels: 3 } });
const jpeg = (options: JpegOptions = {}) => colours.clone().jpeg({ quality: 100, chromaSubsampling: '4:4:4', ...options });
const refusal = (bytes: Uint8Array) => decode(bytes).then(() => 'decoded', (error: Error) => error.message);
const check = (bytes: Uint8Array) => checkWhole(bytesSource(bytes), codecs);

/** The bytes with those of the first SOF0 segment changed: place within the segment, counted from its marker. */
function withFrame(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const frame = copy.findIndex((byte, i) => byte === 0xff && copy[i + 1] === 0xc0);
  for (const [place, value] of Object.entries(changes)) copy[frame + Number(place)] = value;
  return copy;
}

describe('JPEG', () => {
  it('gives RGB as [height, width, 3] and grey as [height, width, 1]', async () => {
    const { data, shape, dtype } = await decode(await jpeg().toBuffer());
    expect([shape, dtype, data.length]).toEqual([[16, 24, 3], 'uint8', 16 * 24 * 3]);
    expect([...data].every((value, i) => Math.abs(value - ([40, 120, 200][i % 3] ?? 0)) <= 2)).toBe(true);
    const grey = await decode(await jpeg().toColourspace('b-w').toBuffer());
    expect([grey.shape, grey.data.length, new Set(grey.data).size]).toEqual([[16, 24, 1], 16 * 24, 1]);
  });

  it('reads progressive and subsampled images alike', async () => {
    for (const options of [{ progressive: true }, { chromaSubsampling: '4:2:0' }, { optimiseCoding: false }]) {
      const bytes = await jpeg(options).toBuffer();
      expect(readHeader(bytesSource(bytes), codecs)).toEqual({ kind: 'jpeg', shape: [16, 24, 3], dtype: 'uint8', geometry: null, companions: [] });
      expect((await decode(bytes)).shape).toEqual([16, 24, 3]);
    }
  });

  it('keeps the values of the file: neither rotation nor colour profile is applied', async () => {
    const plain = await decode(await jpeg().toBuffer());
    const rotated = await jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await sharp(rotated).metadata()).toMatchObject({ orientation: 6 });
    expect(await decode(rotated)).toEqual(plain);
    // The same coded pixels with a profile in front of them that swaps meanings of colours.
    const profiled = await jpeg().keepIccProfile().withIccProfile('p3', { attach: true }).toBuffer();
    const { hasProfile } = await sharp(profiled).metadata();
    expect(hasProfile).toBe(true);
    const raw = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
    expect([...(await decode(profiled)).data]).toEqual([...raw]);
  });

  it('gives the same values whichever of the two decoders reads it, the one for small images or the one for large', async () => {
    const mottled = (width: number, height: number, channels: 1 | 3) =>
      sharp(Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7919) % 251), { raw: { width, height, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb');
    for (const [width, height] of [[61, 37], [600, 300]] as const) {
      for (const options of [{}, { progressive: true }, { chromaSubsampling: '4:4:4' }]) {
        for (const channels of [1, 3] as const) {
          const bytes = await mottled(width, height, channels).jpeg(options).toBuffer();
          const values = await sharp(bytes).toColourspace(channels === 1 ? 'b-w' : 'srgb').raw().toBuffer();
          const { data, shape } = await decode(bytes);
          expect([shape, Buffer.from(data as Uint8Array).equals(values)]).toEqual([[height, width, channels], true]);
        }
      }
    }
  });

  it('refuses what it does not read by name', async () => {
    const bytes = await jpeg().toBuffer();
    const cmyk = await colours.clone().toColourspace('cmyk').jpeg().toBuffer();
    expect({
      cmyk: await refusal(cmyk),
      twelveBits: await refusal(withFrame(bytes, { 4: 12 })),
      lossless: await refusal(withFrame(bytes, { 1: 0xc3 })),
      arithmetic: await refusal(withFrame(bytes, { 1: 0xc9 })),
      noHeight: await refusal(withFrame(bytes, { 5: 0, 6: 0 })),
      noWidth: await refusal(withFrame(bytes, { 7: 0, 8: 0 })),
      huge: await refusal(withFrame(bytes, { 5: 0xff, 6: 0xff, 7: 0xff, 8: 0xff })),
      tooFewBytes: await refusal(withFrame(bytes, { 5: 0x20, 7: 0x20 })),
      noPixels: await refusal(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)),
    }).toEqual({
      cmyk: 'expected a grey or RGB JPEG image, but found 4 components (CMYK)',
      twelveBits: 'expected a JPEG image of 8 bits per sample, but found 12',
      lossless: 'expected a baseline or progressive JPEG image, but found lossless JPEG',
      arithmetic: 'expected a baseline or progressive JPEG image, but found arithmetic-coded JPEG',
      noHeight: 'expected the height in the JPEG frame header, but it comes only after the pixels (a DNL segment)',
      noWidth: 'expected an image of at least 1 x 1 pixels, but its header says 0 x 16',
      huge: 'expected an image of at most 268435456 pixels, but its header says 65535 x 65535',
      tooFewBytes: `expected 8216 x 8208 pixels as the JPEG header says, but ${bytes.length} bytes cannot hold them`,
      noPixels: 'expected pixels in the JPEG file, but its end came first',
    });
  });

  it('refuses a file that was cut off, and tells it without decoding', async () => {
    // With a preview in front, whose own end must not be taken for the file's.
    const preview = await jpeg().resize(8).toBuffer();
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, (preview.length + 2) >> 8, (preview.length + 2) & 0xff]), preview]);
    const bytes = await jpeg().resize(200, 200).toBuffer();
    const whole = Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
    const cut = whole.subarray(0, Math.floor(whole.length * 0.8));
    expect(() => check(whole)).not.toThrow();
    expect(() => check(Buffer.concat([whole, Buffer.alloc(200_000, 7)]))).not.toThrow();
    expect(() => check(cut)).toThrow('expected a whole JPEG image, but its end is missing: the file was cut off');
    expect(await refusal(cut)).toBe('expected an undamaged JPEG image, but its decoder says "premature end of JPEG image"');
  });

  it('reads all of MedNIST to the shape that the headers say', { timeout: 60_000 }, async (context) => {
    needs(context, mednist !== null, NO_REAL_DATA);
    for (const name of readdirSync(mednist ?? '')) {
      for (const file of readdirSync(join(mednist ?? '', name)).slice(0, 25)) {
        const bytes = readFileSync(join(mednist ?? '', name, file));
        const { data, shape, dtype } = await decode(bytes);
        expect(readHeader(bytesSource(bytes), codecs)).toEqual({ kind: 'jpeg', shape, dtype, geometry: null, companions: [] });
        expect([shape, data.length]).toEqual([[64, 64, 1], 4096]);
        check(bytes);
      }
    }
  });
});
