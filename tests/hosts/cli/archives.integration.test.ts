import { describe, expect, it } from 'vitest';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realDataFolder } from '../../helpers/real-data.ts';
import { indexArchive } from './archives.ts';

describe('delira index, left to find the layout by itself', () => {
  it('finds a volume for each series of a DICOM study, of three patients', async (context) => {
    needs(context, realDataFolder() !== null, NO_REAL_DATA);
    const { report, words } = await indexArchive('hippocampus-dicom');
    expect(report).toMatchObject({
      layout: 'dicom-series',
      files: 3,
      samples: 3,
      faults: 0,
      classes: {},
      splits: { none: 3 },
      types: { int16: 3 },
      spacings: [{ spacingMm: [1, 1, 1], orientation: 'LPS', count: 3 }],
      groups: 3,
      reasons: {},
    });
    expect(words).toMatch(/^hippocampus-dicom: 3 DICOM series make a volume each/);
    expect(words).toContain('\ntype: int16 3\nspacing: 1 × 1 × 1 mm LPS 3\ngroups: 3');
  });

  it('finds the six classes of MedNIST', async (context) => {
    needs(context, realDataFolder() !== null, NO_REAL_DATA);
    const { report, words } = await indexArchive('mednist');
    const classes = Object.fromEntries(['AbdomenCT', 'BreastMRI', 'CXR', 'ChestCT', 'Hand', 'HeadCT'].map((name) => [name, 500]));
    expect(report).toMatchObject({ layout: 'class-folders', files: 3000, samples: 3000, faults: 0, classes, splits: { none: 3000 }, types: { uint8: 3000 }, spacings: [], reasons: {} });
    expect(words).toMatch(/AbdomenCT +500/);
  });

  it('finds the Decathlon hippocampus with the names of its classes and the kinds of its values', async (context) => {
    needs(context, realDataFolder() !== null, NO_REAL_DATA);
    const { report } = await indexArchive('hippocampus');
    expect(report).toMatchObject({ layout: 'decathlon', splits: { none: report.samples }, groups: 0 });
    expect([report.files, report.samples + report.faults]).toEqual([200, 200]);
    expect(Object.keys(report.classes)).toEqual(['background', 'Anterior', 'Posterior']);
    const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0);
    expect(total(Object.values(report.types))).toBe(report.samples);
    expect(total(report.spacings.map(({ count }) => count))).toBe(report.samples);
    expect(total(Object.values(report.reasons))).toBe(report.faults);
  });
});
