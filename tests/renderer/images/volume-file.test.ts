import { describe, expect, it } from 'vitest';
import type { VolumeView } from '../../../src-shared/domain/volume.ts';
import { volumeFile } from '../../../src-renderer/images/volume-file.ts';
import { CT_PRESETS, limitsOf, windowInWords, windowOf } from '../../../src-renderer/images/volume-windows.ts';
import { decode } from '../../../src-main/files/decode.ts';

const VIEW: VolumeView = {
  data: Int16Array.from({ length: 24 }, (_, i) => i * 100 - 1000),
  shape: [2, 3, 4],
  geometry: { spacingMm: [2.5, 0.75, 0.5], originMm: [-10, 20, 30], direction: [[0, 0, 1], [0, 0.8, -0.6], [-1, 0, 0]] },
  every: [1, 1, 1],
  window: [-1000, 1300],
};

describe('the file that the viewer is given', () => {
  it('is read back as the same voxels at the same place', async () => {
    const { data, shape, dtype, geometry } = await decode(new Uint8Array(volumeFile(VIEW)));
    expect([data, shape, dtype]).toEqual([VIEW.data, [2, 3, 4, 1], 'int16']);
    const flat = (each: VolumeView['geometry']) => [each?.spacingMm, each?.originMm, each?.direction].flat(3).map((value) => Number(value?.toFixed(5)) + 0);
    expect(flat(geometry)).toEqual(flat(VIEW.geometry));
  });

  it('has voxels of one millimetre where nothing says where they lie', async () => {
    const { geometry } = await decode(new Uint8Array(volumeFile({ ...VIEW, data: Uint8Array.from({ length: 24 }), geometry: null })));
    expect(geometry?.spacingMm).toEqual([1, 1, 1]);
  });
});

describe('a window of values', () => {
  it('is what it was after limits and back, whatever it is of', () => {
    for (const { level, width } of CT_PRESETS) expect(windowOf(limitsOf({ level, width }))).toEqual({ level, width });
    expect(windowOf([3, 3]).width).toBeGreaterThan(0);
  });

  it('is told with as many digits as tell values apart', () => {
    expect([windowInWords({ level: 40, width: 80 }), windowInWords({ level: 0.4567, width: 0.9 })]).toEqual(['level 40, width 80', 'level 0.457, width 0.900']);
  });
});
