import { expect, it } from 'vitest';
import { matrixUse } from '../../../../src-renderer/views/run/matrix-use.ts';

it('a matrix of pixels or voxels leads to no samples and does not say that it does; one of images does', () => {
  expect(matrixUse({ kind: 'unet2d' })).toEqual({ selectable: false, counted: 'pixels', hint: 'counts the pixels of all images' });
  expect(matrixUse({ kind: 'unet3d' })).toEqual({ selectable: false, counted: 'voxels', hint: 'counts the voxels of all volumes' });
  expect(matrixUse({ kind: 'custom', task: 'segmentation' }).counted).toBe('pixels or voxels');
  expect(matrixUse({ kind: 'resnet18' })).toEqual({ selectable: true, counted: 'samples', hint: 'click a cell to see its samples' });
});
