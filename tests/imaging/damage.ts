import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { BadImage } from '../../src-main/imaging/bad-image.ts';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { checkWhole } from '../../src-main/imaging/check.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import { png, withHeader } from './make-png.ts';

/** Small images of every way to store pixels, each with the chunks that come with it. */
const seeds = {
  grey1: png({ depth: 1, colour: 0, width: 13, height: 5 }),
  grey4Transparent: png({ depth: 4, colour: 0, width: 7, height: 6, extra: { tRNS: [0, 3] } }),
  grey16: png({ depth: 16, colour: 0, width: 6, height: 5 }),
  greyInterlaced: png({ depth: 8, colour: 0, width: 9, height: 9, interlace: 1 }),
  palette: png({ depth: 2, colour: 3, width: 9, height: 4, extra: { PLTE: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], tRNS: [9] } }),
  rgba: png({ depth: 8, colour: 6, width: 5, height: 5 }),
  rgbTransparent: png({ depth: 8, colour: 2, width: 5, height: 5, extra: { tEXt: [65, 0, 66], tRNS: [0, 1, 0, 2, 0, 3] } }),
  greyJpeg: await sharp(Uint8Array.from({ length: 400 }, (_, i) => i), { raw: { width: 20, height: 20, channels: 1 } }).toColourspace('b-w').jpeg().toBuffer(),
  colourJpeg: await sharp(Uint8Array.from({ length: 1200 }, (_, i) => i), { raw: { width: 20, height: 20, channels: 3 } }).jpeg({ progressive: true }).toBuffer(),
};
const anySeed = fc.constantFrom(...Object.values(seeds));

/** @param factor how many times as many cases as the quick version has. */
export function claimsOfDamagedImages(factor: number): void {
  describe('damaged images', { timeout: 600_000 }, () => {
    it('has seeds that are read', async () => {
      for (const bytes of Object.values(seeds)) await expectImageOrRefusal(bytes, 'image');
    });

    it('are refused wherever they are cut off', async () => {
      for (const bytes of Object.values(seeds)) {
        for (let length = 0; length < bytes.length; length += bytes[0] === 0x89 ? 1 : 7) await expectImageOrRefusal(bytes.subarray(0, length), 'refusal');
      }
    });

    it('are read or refused with a sentence whatever bits are flipped', async () => {
      const flips = fc.array(fc.tuple(fc.nat(10_000), fc.nat(7)), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(anySeed, flips, async (bytes, places) => {
          const copy = Uint8Array.from(bytes);
          for (const [place, bit] of places) copy[place % copy.length] = (copy[place % copy.length] as number) ^ (1 << bit);
          await expectImageOrRefusal(copy);
        }),
        { numRuns: 400 * factor },
      );
    });

    it('are read or refused when bytes are overwritten, repeated or left out', async () => {
      const edit = fc.record({ at: fc.nat(2000), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 40 }) });
      await fc.assert(
        fc.asyncProperty(anySeed, edit, async (bytes, { at, remove, insert }) => {
          const start = at % bytes.length;
          await expectImageOrRefusal(Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]));
        }),
        { numRuns: 400 * factor },
      );
    });

    it('are read or refused with any header whose check sum fits', async () => {
      const header = fc.record({
        width: fc.oneof(fc.nat(70), fc.nat(2 ** 32 - 1), fc.constantFrom(2 ** 31, 2 ** 16, 0)),
        height: fc.oneof(fc.nat(70), fc.nat(2 ** 32 - 1), fc.constantFrom(2 ** 31, 2 ** 16, 0)),
        depth: fc.constantFrom(0, 1, 2, 3, 4, 8, 16, 32, 255),
        colour: fc.nat(7),
        interlace: fc.nat(2),
      });
      await fc.assert(fc.asyncProperty(header, async (fields) => expectImageOrRefusal(withHeader(seeds.palette, fields))), { numRuns: 1000 * factor });
    });

    it('are read or refused with any bytes as their pixels', async () => {
      const shape = fc.record({ depth: fc.constantFrom(1, 2, 4, 8), colour: fc.constantFrom(0, 3), width: fc.integer({ min: 1, max: 20 }), height: fc.integer({ min: 1, max: 20 }), interlace: fc.nat(1) });
      await fc.assert(
        fc.asyncProperty(shape, fc.uint8Array({ maxLength: 600 }), async (fields, rows) => {
          const palette = Array.from({ length: 30 }, (_, i) => i);
          await expectImageOrRefusal(png({ ...fields, rows, extra: { PLTE: palette } }));
        }),
        { numRuns: 400 * factor },
      );
    });

    it('never make a reader ask for bytes outside of the file', () => {
      fc.assert(
        fc.property(anySeed, fc.nat(10_000), fc.nat(255), (bytes, place, value) => {
          const copy = Uint8Array.from(bytes);
          copy[place % copy.length] = value;
          const source = {
            size: copy.length,
            read: (offset: number, length: number) => {
              expect(offset >= 0 && length >= 0 && offset + length <= copy.length).toBe(true);
              return copy.subarray(offset, offset + length);
            },
          };
          for (const look of [() => readHeader(source, codecs), () => checkWhole(source, codecs)]) {
            try {
              look();
            } catch (error) {
              expect(error).toBeInstanceOf(BadImage);
            }
          }
        }),
        { numRuns: 500 * factor },
      );
    });
  });
}

async function expectImageOrRefusal(bytes: Uint8Array, wanted: 'image' | 'refusal' | 'either' = 'either'): Promise<void> {
  try {
    const { data, shape, dtype } = await decode(bytes);
    expect(wanted).not.toBe('refusal');
    expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
    expect(readHeader(bytesSource(bytes), codecs)).toMatchObject({ shape, dtype });
  } catch (error) {
    if (!(error instanceof BadImage)) throw error;
    expect(wanted).not.toBe('image');
    expect(error.message).toMatch(/^expected .*, but .+/);
  }
}
