import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexFolder } from '../../src-main/files/index-folder.ts';
import type { IndexedFile } from '../../src-main/files/indexed-file.ts';
import { patientKey } from '../../src-main/files/patient-key.ts';
import { readSample } from '../../src-main/files/read-sample.ts';
import { renderImage } from '../../src-main/files/render-image.ts';
import type { LayoutFinding } from '../../src-shared/domain/dataset.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { dicom, greyDicom } from '../imaging/make-formats.ts';
import { makeTree } from './make-tree.ts';

const KEY = patientKey('ab'.repeat(32));

interface Indexed {
  readonly finding: LayoutFinding;
  readonly rows: ReadonlyMap<string, IndexedFile>;
  /** Rows that were told anew. */
  readonly told: readonly string[];
}

async function index(folder: string, earlier?: Indexed, key = KEY): Promise<Indexed> {
  const rows = new Map(earlier?.rows);
  const told = new Set<string>();
  let finding: LayoutFinding | null = null;
  for await (const event of indexFolder({ folder, wish: { layout: 'auto', manifest: null }, known: new Map(earlier?.rows), avoid: new Map(), key }, { signal: new AbortController().signal, at: () => undefined })) {
    if (event.kind === 'layout') finding = event.finding;
    if (event.kind === 'records') for (const row of event.records) told.add(rows.set(row.path, row) && row.path);
    if (event.kind === 'removed') for (const path of event.paths) rows.delete(path);
  }
  if (finding === null) throw new Error('expected a layout');
  return { finding, rows, told: [...told] };
}

/** A slice of 3 x 4 pixels that all hold its height. */
function slice(patient: string, series: string, z: number, more: Readonly<Record<string, readonly [string, string]>> = {}): Buffer {
  return dicom({
    ...greyDicom(3, 4, Int16Array.from({ length: 12 }, () => z)),
    '00100010': ['PN', `Name^Of^${patient}`],
    '00100020': ['LO', patient],
    '0020000D': ['UI', `1.9.${series}`],
    '0020000E': ['UI', `1.9.${series}.1`],
    '00200032': ['DS', `0\\0\\${z}`],
    ...more,
  });
}

/** Files of a series under names that tell nothing, in an order that is not theirs. */
function series(folder: string, patient: string, name: string, heights = [4, 0, 2]): Record<string, Buffer> {
  return Object.fromEntries(heights.map((z, i) => [`${folder}/IM${name}${String(i).padStart(3, '0')}`, slice(patient, name, z)]));
}

const summary = ({ rows }: Indexed) => Object.fromEntries([...rows.values()].map(({ path, label, side, shape, fault }) => [path, [label, side, shape && shape.join(), fault]]));

describe('DICOM files without a name of their own', () => {
  it('make a volume for each series, sorted by where its slices lie, whatever their folders are called', async () => {
    const found = await index(makeTree({ ...series('export/a', 'P1', '1'), ...series('export/b', 'P2', '2'), ...series('export/b', 'P2', '3'), 'export/README': 'text', 'DICOMDIR': 'none' }));
    expect(found.finding).toEqual({ layout: 'dicom-series', reason: '3 DICOM series make a volume each, told by the series that each file names. Folders above them name no classes.', manifest: null, alternatives: ['class-folders'] });
    expect(summary(found)).toEqual({ 'export/a': [null, null, '3,3,4,1', null], 'export/b/IM2001': [null, null, '3,3,4,1', null], 'export/b/IM3001': [null, null, '3,3,4,1', null] });
    const row = found.rows.get('export/a');
    expect(row).toMatchObject({ files: ['export/a/IM1001', 'export/a/IM1002', 'export/a/IM1000'], dtype: 'int16', spacingMm: [2, 0.75, 0.5], orientation: 'LPS' });
    expect(row?.hash).toMatch(/^[0-9a-f]{32}$/);
  });

  it('are of the class that a folder above several patients names, and of the side above it', async () => {
    const files = { ...series('train/ill/x', 'P1', '1'), ...series('train/ill/y', 'P2', '2'), ...series('train/well/x', 'P3', '3'), ...series('test/well/y', 'P4', '4') };
    const found = await index(makeTree(files));
    expect(found.finding.reason).toContain('2 folders above them are classes.');
    expect(summary(found)).toMatchObject({ 'train/ill/x': ['ill', 'train', '3,3,4,1', null], 'test/well/y': ['well', 'test', '3,3,4,1', null] });
  });

  it('that leave a gap, or lie twice at one place, are a row that says so', async () => {
    const found = await index(makeTree({ ...series('a', 'P1', '1'), ...series('b', 'P1', '2', [0, 2, 4, 10]), ...series('c', 'P1', '3', [0, 2, 2]) }));
    expect(found.rows.get('b')?.fault).toMatch(/^expected slices 2\.00 mm apart in a DICOM series, but found 6\.00 mm/);
    expect(found.rows.get('c')?.fault).toMatch(/^expected each slice of a DICOM series once/);
  });

  it('are read once: what has not changed is not told again, and a slice that goes or comes is', async () => {
    const folder = makeTree({ ...series('a', 'P1', '1'), ...series('b', 'P2', '2', [0, 1, 2, 3]) });
    const first = await index(folder);
    expect((await index(folder, first)).told).toEqual([]);
    rmSync(join(folder, 'b/IM2003'));
    const second = await index(folder, first);
    expect([second.told, second.rows.get('b')?.shape]).toEqual([['b'], [3, 3, 4, 1]]);
  });
});

describe('the patient of a DICOM file', () => {
  const inClasses = { 'good/1.dcm': slice('P1', '1', 0), 'bad/2.dcm': slice('P1', '2', 0), 'good/3.dcm': slice('P2', '3', 0), 'bad/4.dcm': slice('ANONYMOUS', '4', 0), 'bad/5.dcm': slice('ANONYMOUS', '5', 0) };

  it('is the group of all of theirs, in class folders as in series, and no name, number or UID of theirs is told', async () => {
    const folder = makeTree(inClasses);
    const found = await index(folder);
    const group = (path: string) => found.rows.get(path)?.group;
    expect(found.finding.layout).toBe('class-folders');
    expect(group('good/1.dcm')).toMatch(/^patient-[0-9a-f]{4}-[0-9a-f]{16}$/);
    expect(group('bad/2.dcm')).toBe(group('good/1.dcm'));
    expect(group('good/3.dcm')).not.toBe(group('good/1.dcm'));
    // Where the number was written over, the study is told apart.
    expect([group('bad/4.dcm'), group('bad/4.dcm') === group('bad/5.dcm')]).toEqual([expect.stringMatching(/^study-/), false]);
    expect(JSON.stringify([...found.rows.values()])).not.toMatch(/P1|P2|Name|1\.9\./);
    expect((await index(folder, found)).rows).toEqual(found.rows);
  });

  it('is told anew with another key, for none of its groups may meet those of the old one', async () => {
    const folder = makeTree(inClasses);
    const before = await index(folder);
    const after = await index(folder, before, patientKey('cd'.repeat(32)));
    const marks = new Set([...after.rows.values()].map(({ group }) => group?.split('-')[1]));
    expect([after.told.length, marks.size, [...after.rows.values()].some(({ group }) => group === before.rows.get('good/1.dcm')?.group)]).toEqual([5, 1, false]);
  });

  it('is what a manifest says where there is one, for that is what its writer says', async () => {
    const found = await index(makeTree({ 'm.csv': 'path,label,patient\n1.dcm,a,anna\n2.dcm,b,\n', '1.dcm': slice('P1', '1', 0), '2.dcm': slice('P2', '2', 0) }));
    expect([found.rows.get('1.dcm')?.group, found.rows.get('2.dcm')?.group]).toEqual(['anna', expect.stringMatching(/^patient-/)]);
  });
});

describe('a series as a sample', () => {
  it('is read as its volume while it is what was indexed, and shown by its middle slice', async () => {
    const folder = makeTree(series('a', 'P1', '1'));
    const row = (await index(folder)).rows.get('a') as IndexedFile;
    const sample = { key: row.hash ?? '', path: row.path, label: 1, files: [...(row.files ?? [])] };
    const { image } = (await readSample(folder, sample)).arrays;
    expect([image?.shape, [...(image?.data ?? [])].filter((_, i) => i % 12 === 0)]).toEqual([[3, 3, 4, 1], [0, 2, 4]]);
    expect((await renderImage({ folder, path: row.path, files: row.files, maxSide: 64, format: 'png' })).length).toBeGreaterThan(50);
    appendFileSync(join(folder, 'a/IM1000'), Buffer.alloc(2));
    await expect(readSample(folder, sample)).rejects.toMatchObject({ cause: { message: 'expected the series a as it was indexed, but it has changed since: index the dataset again' } });
  });

  it('is what three studies of the hippocampus are', async (context) => {
    const study = realData('hippocampus-dicom');
    needs(context, study !== null, NO_REAL_DATA);
    const found = await index(study ?? '');
    expect(summary(found)).toEqual({
      'Study1/13_HCropVolume': [null, null, '32,51,35,1', null],
      'Study2/14_HCropVolume': [null, null, '35,48,36,1', null],
      'Study3/11_HCropVolume': [null, null, '40,50,34,1', null],
    });
    expect(new Set([...found.rows.values()].map(({ group }) => group)).size).toBe(3);
  });
});
