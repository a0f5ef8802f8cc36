import { describe, expect, it } from 'vitest';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realDataFolder } from '../../helpers/real-data.ts';
import { indexArchive } from './archives.ts';

const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0);

describe('delira index, left to find the layout by itself', () => {
  it('finds all 70,000 digits by class and side', async (context) => {
    needs(context, realDataFolder() !== null, NO_REAL_DATA);
    const { report } = await indexArchive('mnist-png');
    expect(report).toMatchObject({ layout: 'class-folders', samples: 70_000, faults: 0, splits: { train: 60_000, test: 10_000 }, types: { uint8: 70_000 } });
    expect(total(Object.values(report.classes))).toBe(70_000);
  });

  it('finds a mask for each picture of nuclei', async (context) => {
    needs(context, realDataFolder() !== null, NO_REAL_DATA);
    const { report } = await indexArchive('nuclei');
    expect(report).toMatchObject({ layout: 'image-masks', samples: 270, faults: 0, splits: { none: 270 } });
  });

  it('counts every file of a mixture of formats as a sample or as a fault with its reason', async (context) => {
    needs(context, realDataFolder() !== null, NO_REAL_DATA);
    const { report } = await indexArchive('formats');
    expect(report.layout).not.toBeNull();
    expect(report.files).toBe(report.samples + report.faults);
    expect(report.samples).toBeGreaterThan(450);
    expect(report.faults).toBeGreaterThan(20);
    expect(total(Object.values(report.types))).toBe(report.samples);
    expect(total(Object.values(report.reasons))).toBe(report.faults);
    expect(Object.keys(report.reasons).every((reason) => reason.startsWith('expected '))).toBe(true);
  });
});
