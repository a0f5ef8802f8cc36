import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { checkWhole } from '../../src-main/imaging/check.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';

const formats = realData('formats');
const folder = formats && join(formats, 'pngsuite/png');
const names = folder ? readdirSync(folder).filter((name) => name.endsWith('.png')) : [];
const isBroken = (name: string) => name.startsWith('x');
const read = (name: string) => readFileSync(join(folder ?? '', name));

describe('PngSuite, the conformance files of the PNG format', { timeout: 60_000 }, () => {
  it('has the 161 valid and 14 broken files that these tests expect', (context) => {
    needs(context, folder !== null, NO_REAL_DATA);
    expect({ valid: names.filter((name) => !isBroken(name)).length, broken: names.filter(isBroken).length }).toEqual({ valid: 161, broken: 14 });
  });

  it('decodes every valid file to the pixels that libpng gives', async (context) => {
    needs(context, folder !== null, NO_REAL_DATA);
    for (const name of names.filter((each) => !isBroken(each))) {
      const ours = await decode(read(name));
      expect({ name, shape: ours.shape, dtype: ours.dtype, data: ours.data }).toEqual({ name, ...(await byLibpng(read(name))) });
    }
  });

  it('tells shape and type of every valid file from its header alone', async (context) => {
    needs(context, folder !== null, NO_REAL_DATA);
    for (const name of names.filter((each) => !isBroken(each))) {
      const { shape, dtype } = await decode(read(name));
      expect({ name, ...readHeader(bytesSource(read(name)), codecs) }).toEqual({ name, kind: 'png', shape, dtype, geometry: null, companions: [] });
      expect(() => checkWhole(bytesSource(read(name)), codecs)).not.toThrow();
    }
  });

  it('refuses every broken file with the reason', async (context) => {
    needs(context, folder !== null, NO_REAL_DATA);
    const reasons: Record<string, string> = {};
    for (const name of names.filter(isBroken)) reasons[name] = await decode(read(name)).then(() => 'decoded', (error: Error) => error.message);
    expect(reasons).toEqual({
      'xc1n0g08.png': 'expected a PNG colour type of 0, 2, 3, 4 or 6, but found 1',
      'xc9n2c08.png': 'expected a PNG colour type of 0, 2, 3, 4 or 6, but found 9',
      'xcrn0g04.png': 'expected a PNG signature, but only its first half fits: the file was probably copied as text',
      'xcsn0g01.png': 'expected an undamaged PNG file, but the check sum of chunk IDAT at byte 57 does not fit',
      'xd0n2c08.png': 'expected a depth of 8 or 16 bits for PNG colour type 2, but found 0',
      'xd3n2c08.png': 'expected a depth of 8 or 16 bits for PNG colour type 2, but found 3',
      'xd9n2c08.png': 'expected a depth of 8 or 16 bits for PNG colour type 2, but found 99',
      'xdtn0g01.png': 'expected pixels in the PNG file, but it has no IDAT chunk',
      'xhdn0g08.png': 'expected an undamaged PNG file, but the check sum of chunk IHDR at byte 16 does not fit',
      'xlfn0g04.png': 'expected a PNG signature, but only its first half fits: the file was probably copied as text',
      'xs1n0g01.png': 'expected an image of a kind that is read, but found the bytes 09 50 4e 47',
      'xs2n0g01.png': 'expected an image of a kind that is read, but found the bytes 89 51 4e 47',
      'xs4n0g01.png': 'expected an image of a kind that is read, but found the bytes 89 50 4e 67',
      'xs7n0g01.png': 'expected a PNG signature, but only its first half fits: the file was probably copied as text',
    });
  });
});

/** libpng through sharp, as RGBA, of which the file's own channels are kept. */
async function byLibpng(bytes: Uint8Array): Promise<{ shape: number[]; dtype: string; data: Uint8Array | Uint16Array }> {
  const image = sharp(bytes, { ignoreIcc: true });
  const { depth, channels, width, height } = await image.metadata();
  const wide = depth === 'ushort';
  const rgba = image.toColourspace(wide ? 'rgb16' : 'srgb').ensureAlpha().raw({ depth: wide ? 'ushort' : 'uchar' });
  const { buffer } = Uint8Array.from(await rgba.toBuffer());
  const values = wide ? new Uint16Array(buffer) : new Uint8Array(buffer);
  const kept = { 1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3] }[channels as 1 | 2 | 3 | 4];
  return { shape: [height, width, channels], dtype: wide ? 'uint16' : 'uint8', data: values.filter((_, i) => kept.includes(i % 4)) };
}
