import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Vector3 } from '../../src-shared/domain/volume.ts';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { decodeSeries } from '../../src-main/imaging/dicom/decode-series.ts';
import { sortSeries } from '../../src-main/imaging/dicom/series.ts';
import type { SliceHeader } from '../../src-main/imaging/dicom/series.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';

/** A slice of 4 x 3 pixels at this height. */
const slice = (z: number, changes: Partial<SliceHeader> & { readonly x?: Vector3 } = {}): { readonly z: number; readonly header: SliceHeader } => ({
  z,
  header: { seriesUid: '1.2', rows: 3, columns: 4, frames: 1, shape: [3, 4, 1], plane: { origin: [10, 20, z], x: changes.x ?? [1, 0, 0], y: [0, 1, 0], spacing: [0.5, 0.75] }, ...changes },
});
const refusal = (...slices: ReturnType<typeof slice>[]) => {
  try {
    sortSeries(slices);
    return 'a volume';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a DICOM series', () => {
  it('is sorted by where its slices lie, and knows its spacing, origin and direction', () => {
    const { files, shape, geometry } = sortSeries([slice(3), slice(-1), slice(1)]);
    expect(files.map(({ z }) => z)).toEqual([-1, 1, 3]);
    expect(shape).toEqual([3, 3, 4, 1]);
    expect(geometry).toMatchObject({ spacingMm: [2, 0.75, 0.5], originMm: [10, 20, -1], direction: [[0, 0, 1], [0, 1, 0], [1, 0, 0]] });
  });

  it('is refused in one sentence where it makes no volume', () => {
    expect({
      gap: refusal(slice(0), slice(1), slice(2), slice(4)),
      twice: refusal(slice(0), slice(1), slice(1)),
      several: refusal(slice(0), slice(1, { seriesUid: '1.3' })),
      sizes: refusal(slice(0), slice(1, { columns: 5, shape: [3, 5, 1] })),
      turned: refusal(slice(0), slice(1, { x: [0, 0, 1] })),
      nowhere: refusal(slice(0), slice(1, { plane: null })),
      frames: refusal(slice(0, { frames: 7 })),
      none: refusal(),
    }).toEqual({
      gap: 'expected slices 1.00 mm apart in a DICOM series, but found 2.00 mm behind slice 3 of 4: slices are missing, or their distance varies',
      twice: 'expected each slice of a DICOM series once, but found two at 1.00 mm: it may be several acquisitions in one',
      several: 'expected slices of one DICOM series, but found several series among them',
      sizes: 'expected slices of equal size in a DICOM series, but found 4 x 3 and 5 x 3',
      turned: 'expected parallel slices in a DICOM series, but some are turned against others: a localizer is not part of a volume',
      nowhere: 'expected the position of each slice of a DICOM series, but one has none',
      frames: 'expected one slice in each file of a DICOM series, but one has 7 frames: it is a volume by itself',
      none: 'expected slices of a DICOM series, but found none',
    });
  });

  it('gives the volume of its slices, in whatever order they come', async (context) => {
    const formats = realData('formats');
    needs(context, formats !== null, NO_REAL_DATA);
    const folder = join(formats ?? '', 'torchio/tests/image_data/dicom');
    const files = readdirSync(folder).sort().map((name) => readFileSync(join(folder, name)));
    const volume = await decodeSeries(files, codecs);
    expect(volume).toMatchObject({ shape: [17, 128, 88, 1], dtype: 'int16', geometry: { spacingMm: [2, 2, 2] } });
    expect(await decodeSeries([...files].reverse(), codecs)).toEqual(volume);
    const slices = await Promise.all(files.map((bytes) => decode(bytes)));
    const step = 128 * 88;
    const found = slices.map(({ data }) => Array.from({ length: 17 }, (_, z) => z).filter((z) => Buffer.compare(Buffer.from(volume.data.slice(z * step, (z + 1) * step).buffer), Buffer.from(data.slice().buffer)) === 0));
    expect(found.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, z) => z));
    await expect(decodeSeries(files.filter((_, i) => i !== 5), codecs)).rejects.toThrow('slices are missing, or their distance varies');
  });
});
