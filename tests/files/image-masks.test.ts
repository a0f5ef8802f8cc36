import { describe, expect, it } from 'vitest';
import { findPairs } from '../../src-main/files/image-masks.ts';
import { detect } from './detect.ts';
import type { Detected } from './detect.ts';
import { makeTree } from './make-tree.ts';

const detectIn = (files: Parameters<typeof makeTree>[0]) => detect(makeTree(files));

/** "image → mask" of each pair, and the fault of each other file. */
function paired({ records }: Detected): Record<string, string> {
  return Object.fromEntries(records.map(({ path, mask, fault }) => [path, fault ?? mask?.path ?? 'no mask']));
}

describe('images beside their masks', () => {
  it.each<[string, readonly string[], Record<string, string>]>([
    ['in images/ and masks/', ['images/1.png', 'masks/1.png'], { 'images/1.png': 'masks/1.png' }],
    ['in img/ and gt/, whatever their case and extensions', ['Img/1.jpg', 'GT/1.png'], { 'Img/1.jpg': 'GT/1.png' }],
    ['below train/ and val/', ['train/images/1.png', 'train/labels/1.png', 'val/images/1.png', 'val/labels/1.png'], { 'train/images/1.png': 'train/labels/1.png', 'val/images/1.png': 'val/labels/1.png' }],
    ['with the sides below', ['images/train/1.png', 'masks/train/1.png', 'images/val/1.png', 'masks/val/1.png'], { 'images/train/1.png': 'masks/train/1.png', 'images/val/1.png': 'masks/val/1.png' }],
    ['with endings in one folder', ['7.png', '7_mask.png', '8.png', '8_mask.png'], { '7.png': '7_mask.png', '8.png': '8_mask.png' }],
    ['with endings in both folders', ['images/7_img.png', 'masks/7-label.png'], { 'images/7_img.png': 'masks/7-label.png' }],
    ['with endings below class folders', ['benign/1.png', 'benign/1_mask.png', 'malignant/1.png', 'malignant/1_mask.png'], { 'benign/1.png': 'benign/1_mask.png', 'malignant/1.png': 'malignant/1_mask.png' }],
    ['as img and gt in a folder for each patient', ['p1/img.png', 'p1/gt.png', 'p2/img.png', 'p2/gt.png'], { 'p1/img.png': 'p1/gt.png', 'p2/img.png': 'p2/gt.png' }],
  ])('are found %s', (_where, paths, expected) => {
    expect(Object.fromEntries(findPairs(paths)?.pairs.map(({ image, mask }) => [image, mask]) ?? [])).toEqual(expected);
  });

  it.each([
    ['class folders', ['cat/1.png', 'cat/2.png', 'dog/1.png']],
    ['classes of which one is called mask', ['no-mask/1.png', 'with-mask/2.png']],
    ['a few masks among many images', ['a/1.png', 'a/1_mask.png', 'a/2.png', 'a/3.png', 'a/4.png', 'a/5.png', 'a/6.png']],
    ['masks of other names', ['images/1.png', 'masks/2.png']],
  ])('are not found in %s', (_what, paths) => {
    expect(findPairs(paths)).toBeNull();
  });

  it('take the side that a folder names', async () => {
    const { records } = await detectIn({ 'train/images/1.png': null, 'train/masks/1.png': null, 'test/images/2.png': null, 'test/masks/2.png': null });
    expect(records.map(({ path, side }) => [path, side])).toEqual([
      ['test/images/2.png', 'test'],
      ['train/images/1.png', 'train'],
    ]);
  });

  it('know the patient that folders or files name, on whatever side he is', async () => {
    const { records } = await detectIn({ 'train/images/patient12/1.png': null, 'train/masks/patient12/1.png': null, 'test/images/patient12_9.png': null, 'test/masks/patient12_9.png': null, 'test/images/7.png': null, 'test/masks/7.png': null });
    expect(records.map(({ path, group }) => [path, group])).toEqual([
      ['test/images/7.png', null],
      ['test/images/patient12_9.png', 'patient12'],
      ['train/images/patient12/1.png', 'patient12'],
    ]);
  });

  it('say of each file without a partner that it has none, and of names that are not clear that they are not', async () => {
    const found = await detectIn({ 'images/1.png': null, 'masks/1.png': null, 'images/2.png': null, 'masks/3.png': null, 'images/4.png': null, 'masks/4.png': null, 'masks/4_mask.png': null });
    expect(found.finding.reason).toBe('1 image has a mask of the same name, such as images/1.png and masks/1.png. Files without a partner: 5.');
    const ambiguous = 'expected one image and one mask of a name, but found images/4.png, masks/4.png, masks/4_mask.png';
    expect(paired(found)).toEqual({
      'images/1.png': 'masks/1.png',
      'images/2.png': 'expected a mask of its name, as images/1.png has masks/1.png, but found none',
      'masks/3.png': 'expected the image of this mask, as images/1.png has masks/1.png, but found none',
      'images/4.png': ambiguous,
      'masks/4.png': ambiguous,
      'masks/4_mask.png': ambiguous,
    });
  });
});

describe('a dataset of the Decathlon or of nnU-Net', () => {
  const files = { 'imagesTr/a_0000.png': null, 'imagesTr/b_0000.png': null, 'labelsTr/a.png': null, 'labelsTr/b.png': null, 'imagesTs/c_0000.png': null };

  it.each([
    ['the Decathlon', { '0': 'background', '1': 'liver', '2': 'tumour' }],
    ['nnU-Net', { background: 0, liver: 1, tumour: 2 }],
  ])('names classes in the way of %s', async (_whose, labels) => {
    const { finding, records } = await detectIn({ ...files, 'dataset.json': JSON.stringify({ labels }) });
    expect(finding).toEqual({
      layout: 'decathlon',
      reason: '2 images have masks of the same name, such as imagesTr/a_0000.png and labelsTr/a.png. dataset.json names background, liver, tumour. Images to be predicted, which are left out: 1.',
      manifest: 'dataset.json',
      names: { '0': 'background', '1': 'liver', '2': 'tumour' },
      alternatives: [],
    });
    expect(records.map(({ path, mask }) => [path, mask?.path])).toEqual([
      ['imagesTr/a_0000.png', 'labelsTr/a.png'],
      ['imagesTr/b_0000.png', 'labelsTr/b.png'],
    ]);
  });

  it('takes numbered files of a case for the channels of its image, and says so of cases that lack one', async () => {
    const channels = { 'imagesTr/c_0000.png': null, 'imagesTr/c_0001.png': null, 'imagesTr/c_0002.png': null, 'labelsTr/c.png': null };
    const found = await detectIn({ ...channels, 'imagesTr/d_0000.png': null, 'imagesTr/d_0001.png': null, 'labelsTr/d.png': null, 'dataset.json': '{"labels": {"background": 0, "liver": 1}}' });
    expect(found.finding.layout).toBe('decathlon');
    expect(found.finding.reason).toContain('Images of 3 channels, each in a file of its own, such as imagesTr/c_0000.png and imagesTr/c_0001.png.');
    expect(found.records.map(({ path, mask, parts, fault }) => [path, mask?.path, parts?.map((part) => part.path), fault])).toEqual([
      ['imagesTr/c_0000.png', 'labelsTr/c.png', ['imagesTr/c_0001.png', 'imagesTr/c_0002.png'], null],
      ['imagesTr/d_0000.png', 'labelsTr/d.png', ['imagesTr/d_0001.png'], 'expected 3 channels as in other cases, but found 2'],
    ]);
  });

  it('takes numbered frames with a mask each for what they are', () => {
    const paths = ['0000', '0001', '0002'].flatMap((number) => [`images/f_${number}.png`, `masks/f_${number}.png`]);
    expect(findPairs(paths)?.pairs).toHaveLength(3);
  });

  it('says in one sentence which label has no number', async () => {
    const { finding } = await detectIn({ ...files, 'dataset.json': '{"labels": {"background": "0", "liver": "red"}}' });
    expect(finding.layout).toBe('image-masks');
    expect(finding.reason).toContain('Classes have no names: dataset.json: labels.liver: expected a class and its number in masks, as "1": "liver" or "liver": 1, but found "liver": "red".');
  });

  it('is taken for images and masks where dataset.json is none', async () => {
    expect((await detectIn({ ...files, 'dataset.json': '{}' })).finding).toMatchObject({ layout: 'image-masks' });
  });
});
