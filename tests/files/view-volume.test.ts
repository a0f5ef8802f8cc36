import { describe, expect, it } from 'vitest';
import { viewInput, viewVolume } from '../../src-main/files/view-volume.ts';
import { dicom, greyDicom, npy } from '../imaging/make-formats.ts';
import { makeTree } from './make-tree.ts';

const volume = (shape: readonly number[]) => npy('|u1', shape, Uint8Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => i % 251));

describe('a volume to be looked at', () => {
  it('has all of its voxels while they are not too many, and its mask the numbers of classes', async () => {
    const slice = (z: number) => dicom({ ...greyDicom(2, 3, Int16Array.from({ length: 6 }, () => z * 10)), '0020000E': ['UI', '1.5'], '00200032': ['DS', `0\\0\\${z}`] });
    const folder = makeTree({ 'a/1': slice(4), 'a/2': slice(2), 'm.npy': npy('|u1', [2, 2, 3, 1], Uint8Array.of(0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 0)) });
    const wish = { folder, path: 'a', files: ['a/2', 'a/1'] };
    const image = await viewVolume({ ...wish, mask: null });
    expect(image).toMatchObject({ shape: [2, 2, 3], dtype: 'int16', every: [1, 1, 1], geometry: { spacingMm: [2, 0.75, 0.5] } });
    expect([...image.data]).toEqual([...Array.from({ length: 6 }, () => 20), ...Array.from({ length: 6 }, () => 40)]);
    const mask = await viewVolume({ ...wish, mask: { path: 'm.npy', values: [0, 255] } });
    expect([[...mask.data], mask.dtype, mask.geometry]).toEqual([[0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0], 'uint8', image.geometry]);
  });

  it('has every second voxel of the finest axes where it is larger, at the same place', async () => {
    const folder = makeTree({ 'v.npy': volume([40, 800, 600, 1]) });
    const { shape, every, data } = await viewVolume({ folder, path: 'v.npy', mask: null });
    expect([shape, every]).toEqual([[20, 800, 600], [2, 1, 1]]);
    expect([data[0], data[1], data[800 * 600]]).toEqual([0, 1, (2 * 800 * 600) % 251]);
  });

  it('is found wherever it lies, a series by the name that a prediction has for it, and the mask that was made of it lies on it', async () => {
    const slice = (z: number, uid: string) => dicom({ ...greyDicom(2, 3, Int16Array.from({ length: 6 }, () => z * 10)), '0020000E': ['UI', uid], '00200032': ['DS', `0\\0\\${z}`] });
    const folder = makeTree({
      'alone/1.dcm': slice(4, '1.5'), 'alone/2.dcm': slice(2, '1.5'),
      'two/1.dcm': slice(4, '1.6'), 'two/2.dcm': slice(2, '1.6'), 'two/3.dcm': slice(8, '1.7'), 'two/4.dcm': slice(6, '1.7'),
      'm.npy': npy('|u1', [2, 2, 3, 1], Uint8Array.of(0, 0, 7, 0, 0, 0, 9, 0, 0, 0, 0, 0)),
    });
    const firstOf = async (path: string) => [...(await viewInput({ path: `${folder}/${path}`, mask: null })).data].filter((_, i) => i % 6 === 0);
    expect([await firstOf('alone'), await firstOf('two/1.dcm'), await firstOf('two/3.dcm')]).toEqual([[20, 40], [20, 40], [60, 80]]);
    const mask = await viewInput({ path: `${folder}/alone`, mask: { path: `${folder}/m.npy`, values: [0, 7, 9] } });
    expect([[...mask.data], mask.geometry?.spacingMm]).toEqual([[0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0], [2, 0.75, 0.5]]);
  });

  it('is refused in a sentence where it is a picture', async () => {
    await expect(viewVolume({ folder: makeTree({ '1.png': null }), path: '1.png', mask: null })).rejects.toThrow('expected a volume, but found a picture');
  });
});
