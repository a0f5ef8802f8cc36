import { describe, expect, it } from 'vitest';
import type { LayoutWish } from '../../src-main/files/detect-layout.ts';
import { indexFolder } from '../../src-main/files/index-folder.ts';
import type { IndexedFile } from '../../src-main/files/indexed-file.ts';
import { readSample } from '../../src-main/files/read-sample.ts';
import { detect } from './detect.ts';
import { grey, makeTree } from './make-tree.ts';

const AUTO: LayoutWish = { layout: 'auto', manifest: null };

async function index(folder: string, wish: LayoutWish = AUTO): Promise<readonly IndexedFile[]> {
  const rows = new Map<string, IndexedFile>();
  const job = { folder, wish, known: new Map<string, IndexedFile>(), avoid: new Map<string, string>(), key: null };
  for await (const event of indexFolder(job, { signal: new AbortController().signal, at: () => undefined })) {
    if (event.kind === 'records') for (const row of event.records) rows.set(row.path, row);
  }
  return [...rows.values()];
}

/** As the split of a run names a row. */
const sourceOf = ({ path, hash, mask, parts = [] }: IndexedFile) => ({
  ...{ path, key: hash ?? '', label: 0 },
  ...(mask && { mask: { path: mask.path, key: mask.hash ?? '' } }),
  ...(parts.length > 0 && { parts: parts.map(({ array, path: each, hash: key }) => ({ array, path: each, key: key ?? '' })) }),
});

const PATIENTS = {
  'b1/b1_t1.png': grey(1, 2, 10),
  'b1/b1_t2.png': grey(1, 2, 20),
  'b1/b1_seg.png': grey(1, 2, 0),
  'b2/b2_t1.png': grey(1, 2, 30),
  'b2/b2_t2.png': grey(1, 2, 40),
  'b2/b2_seg.png': grey(1, 2, 0),
};

describe('a folder for each patient', () => {
  it('is told from files of the same names, of which one is a mask: the others are channels', async () => {
    const found = await detect(makeTree(PATIENTS));
    expect(found.finding).toEqual({
      layout: 'patient-folders',
      reason: '2 folders hold one sample each: its image is *_t1.png and *_t2.png as 2 channels, its mask is *_seg.png.',
      manifest: null,
      files: { image: ['*_t1.png', '*_t2.png'], label: ['*_seg.png'] },
      task: 'segmentation',
      alternatives: ['class-folders'],
    });
    expect(found.records.map(({ path, group, mask }) => [path, group, mask?.path])).toEqual([
      ['b1/b1_t1.png', 'b1', 'b1/b1_seg.png'],
      ['b2/b2_t1.png', 'b2', 'b2/b2_seg.png'],
    ]);
  });

  it('is read as one image of several channels with its mask', async () => {
    const folder = makeTree(PATIENTS);
    const [first, second] = await index(folder);
    if (!first || !second) throw new Error('expected two rows');
    expect([first.shape, first.fault, first.parts?.[0]?.hash?.length]).toEqual([[1, 2, 2], null, 32]);
    const { arrays } = await readSample(folder, sourceOf(second), [0, 1]);
    expect(arrays).toEqual({
      image: { data: Uint8Array.of(30, 40, 31, 41), shape: [1, 2, 2], dtype: 'uint8' },
      label: { data: Int32Array.of(0, 1), shape: [1, 2, 1], dtype: 'int32' },
    });
  });

  it('takes the files that the user names, normalises each and casts, as delira does', async () => {
    const folder = makeTree({ ...PATIENTS, 'b1/dose.png': grey(1, 2, 7), 'b2/other.png': null });
    const files = { image: { files: ['*_t2.png', { file: '*_t1.png', normalise: 'none' as const }], normalise: '-1..1' as const }, dose: { files: ['dose.png'], normalise: 'none' as const, dtype: 'float32' as const } };
    const [first, second] = await index(folder, { ...AUTO, files });
    if (!first || !second) throw new Error('expected two rows');
    expect(second.fault).toBe('expected b2/dose.png beside it, but found none');
    const { arrays } = await readSample(folder, sourceOf(first), null, null, files);
    expect(arrays['image']).toEqual({ data: Float32Array.of(-1, 10, 1, 11), shape: [1, 2, 2], dtype: 'float32' });
    expect(arrays['dose']).toEqual({ data: Float32Array.of(7, 8), shape: [1, 2, 1], dtype: 'float32' });
  });

  it('says of channels of another size that they do not fit', async () => {
    const rows = await index(makeTree({ ...PATIENTS, 'b2/b2_t2.png': grey(2, 2) }));
    expect(rows.map(({ fault }) => fault)).toEqual([null, 'expected its channel b2/b2_t2.png to be 1 × 2 like the image, but found 2 × 2']);
  });
});

describe('manifests', () => {
  it.each([
    ['a list', '[{"path": "a.png", "label": "cat", "patient": 7}, {"path": "b.png", "label": "dog"}]'],
    ['a list in an object', '{"name": "pets", "images": [{"path": "a.png", "label": "cat", "patient": "7"}, {"path": "b.png", "label": "dog", "patient": null}]}'],
    ['an object by paths', '{"a.png": {"label": "cat", "patient": "7"}, "b.png": {"label": "dog"}}'],
  ])('may be JSON: %s', async (_, text) => {
    const { finding, records } = await detect(makeTree({ 'a.png': null, 'b.png': null, 'pets.json': text }));
    expect(finding).toMatchObject({ layout: 'manifest', manifest: 'pets.json' });
    expect(records.map(({ path, label, group, fault }) => [path, label, group, fault])).toEqual([['a.png', 'cat', '7', null], ['b.png', 'dog', null, null]]);
  });

  it('name masks in a column of their own, or in one of labels that are images', async () => {
    for (const header of ['image,mask', 'path,label']) {
      const { finding, records } = await detect(makeTree({ 'x/1.png': null, 'y/one.png': null, 'x/2.png': null, 'm.csv': `${header}\nx/1.png,y/one.png\nx/2.png,y/two.png\n` }), { ...AUTO, layout: 'manifest' });
      expect(finding).toMatchObject({ task: 'segmentation', reason: expect.stringContaining('with their mask') as string });
      expect(records.map(({ path, mask, fault }) => [path, mask?.path ?? fault])).toEqual([['x/1.png', 'y/one.png'], ['x/2.png', "expected the mask that row 3 of m.csv names inside the dataset's folder, but it is not there"]]);
    }
  });

  it('that are not read because folders say the classes are told of', async () => {
    const { finding } = await detect(makeTree({ 'a/1.png': null, 'b/2.png': null, 'm.csv': 'path,label\na/1.png,x\nb/2.png,y\n' }));
    expect(finding.reason).toBe('2 folders hold images: each is a class. m.csv names images too, but is not read: choose the layout manifest to read it instead.');
  });
});

describe('images without labels', () => {
  it('are a dataset that can be looked at, with their patients', async () => {
    const { finding, records } = await detect(makeTree({ 'scans/patient1_a.png': null, 'scans/patient2_a.png': null }));
    expect(finding).toMatchObject({ layout: 'unlabelled', reason: '2 images without labels, masks or numbers: they all lie in scans/, which makes one class, and a classifier needs two or more.' });
    expect(records.map(({ group }) => group)).toEqual(['patient1', 'patient2']);
  });
});

it('groups are told from paths as the user says it', async () => {
  const found = await detect(makeTree({ 'cat/17_x.png': null, 'dog/18_y.png': null, 'dog/none.png': null }), { ...AUTO, groupPattern: '{group}_*' });
  expect(found.finding.groupPattern).toBe('{group}_*');
  expect(found.records.map(({ group }) => group)).toEqual(['17', '18', null]);
});
