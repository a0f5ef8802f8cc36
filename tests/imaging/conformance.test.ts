import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Geometry, MedicalImage } from '../../src-shared/domain/volume.ts';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { placeOf } from '../../src-main/files/open-file.ts';
import { BadImage } from '../../src-main/imaging/bad-image.ts';
import { bytesSource } from '../../src-main/imaging/byte-source.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';

/** What nibabel, pydicom with GDCM and Pillow read: written by formats.py beside it. */
interface Golden {
  readonly shape: readonly number[];
  readonly lossy: boolean;
  /** Of all values as doubles; empty where the coding is lossy. */
  readonly sha256: string;
  readonly samples: readonly (readonly [number, number | 'nan'])[];
  readonly mean: number;
  readonly affine?: readonly number[];
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/golden/formats.json'), 'utf8')) as Readonly<Record<string, Golden | { readonly error: string }>>;
const folder = realData('formats');
const paths = folder === null ? [] : readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();

async function read(path: string): Promise<MedicalImage> {
  const absolute = join(folder ?? '', path);
  return decode(readFileSync(absolute), placeOf(absolute));
}

/** Read here, and there not: pydicom needs another library for nearly lossless JPEG-LS. */
const READ_HERE_ALONE = ['JPEGLSNearLossless_08.dcm', 'JPEGLSNearLossless_16.dcm'];
/** Colours of 32 bits, and a frame whose size was overwritten for a test of pydicom's. */
const READ_THERE_ALONE = ['JPEG2000-embedded-sequence-delimiter.dcm', 'SC_rgb_rle_32bit.dcm', 'SC_rgb_rle_32bit_2frame.dcm'];
const nameOf = (path: string) => path.split('/').at(-1) ?? '';

describe('the conformance files of all formats', { timeout: 120_000 }, () => {
  it('give the values that nibabel, pydicom and Pillow give: exactly, or within 1 where the coding is lossy', async (context) => {
    needs(context, folder !== null, NO_REAL_DATA);
    const wrong: string[] = [];
    let exact = 0;
    for (const [path, wanted] of Object.entries(golden)) {
      if ('error' in wanted || READ_THERE_ALONE.includes(nameOf(path))) continue;
      const image = await read(path);
      const problem = differenceOf(image, wanted);
      if (problem !== null) wrong.push(`${path}: ${problem}`);
      else if (!wanted.lossy) exact++;
    }
    expect(wrong).toEqual([]);
    expect(exact).toBe(287);
  });

  it('are refused by both or by none, but for five', async (context) => {
    needs(context, folder !== null, NO_REAL_DATA);
    const here: string[] = [];
    for (const [path, wanted] of Object.entries(golden)) if ('error' in wanted && (await read(path).then(() => true, () => false))) here.push(nameOf(path));
    expect(here).toEqual(READ_HERE_ALONE);
    for (const name of READ_THERE_ALONE) await expect(read(`pydicom/src/pydicom/data/test_files/${name}`)).rejects.toBeInstanceOf(BadImage);
  });

  it('are read as their header says, or refused in one sentence', async (context) => {
    needs(context, folder !== null, NO_REAL_DATA);
    const pathsByReason = new Map<string, string[]>();
    for (const path of paths) {
      const absolute = join(folder ?? '', path);
      const bytes = readFileSync(absolute);
      try {
        const { shape, dtype, geometry, data } = await decode(bytes, placeOf(absolute));
        expect({ path, ...readHeader(bytesSource(bytes), codecs, placeOf(absolute)) }).toMatchObject({ path, shape, dtype, geometry });
        expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      } catch (error) {
        if (!(error instanceof BadImage)) throw error;
        expect(error.message).toMatch(/^expected [^\n]+$/);
        pathsByReason.set(error.message, [...(pathsByReason.get(error.message) ?? []), path]);
      }
    }
    const text = [...pathsByReason].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, files]) => `${reason}\n${files.map((file) => `  ${file}\n`).join('')}`).join('');
    await expect(text).toMatchFileSnapshot('../fixtures/golden/refused.txt');
  });
});

function differenceOf(image: MedicalImage, wanted: Golden): string | null {
  if (String(image.shape) !== String(wanted.shape)) return `shape ${image.shape.join(' ')} instead of ${wanted.shape.join(' ')}`;
  const allowed = wanted.lossy ? 1 : 0;
  const off = wanted.samples.find(([place, value]) => !(value === 'nan' ? Number.isNaN(image.data[place]) : Math.abs((image.data[place] as number) - value) <= allowed));
  if (off) return `${image.data[off[0]]} instead of ${off[1]} at ${off[0]}`;
  if (!wanted.lossy && checkSum(image) !== wanted.sha256) return 'other values';
  if (wanted.lossy && Math.abs(meanOf(image) - wanted.mean) > 0.5) return `mean ${meanOf(image)} instead of ${wanted.mean}`;
  if (!wanted.affine) return null;
  const ours = image.geometry === null ? [] : rasAffine(image.geometry);
  return wanted.affine.every((value, i) => Math.abs(value - (ours[i] ?? NaN)) < 1e-4) ? null : `affine ${ours.join(' ')} instead of ${wanted.affine.join(' ')}`;
}

function checkSum({ data }: MedicalImage): string {
  return createHash('sha256').update(new Uint8Array(Float64Array.from(data).buffer)).digest('hex').slice(0, 32);
}

function meanOf({ data }: MedicalImage): number {
  let sum = 0;
  for (const value of data) sum += value;
  return sum / data.length;
}

/** The matrix that nibabel gives, from what is kept of it. */
function rasAffine({ spacingMm, originMm, direction }: Geometry): number[] {
  return [-1, -1, 1].flatMap((sign, row) => [...[2, 1, 0].map((axis) => sign * (direction[axis]?.[row] ?? NaN) * (spacingMm[axis] ?? NaN)), sign * (originMm[row] ?? NaN)]);
}
