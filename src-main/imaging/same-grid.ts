import type { Geometry } from '../../src-shared/domain/volume.ts';
import { BadImage } from './bad-image.ts';

/** Files round their numbers; a voxel of 1 mm that is 0.001 mm longer moves the end of a row of 256 by a quarter of itself. */
const TOLERANCE = 1e-3;

/** What the grid of an image file is known by. */
interface Grid {
  readonly shape: readonly number[];
  readonly geometry: Geometry | null;
}

/**
 * Holds a mask's grid against its image's: their sizes, and where both say so
 * the spacing and the directions of their voxels.
 *
 * @param path the mask's.
 * @param what the other file is of the image.
 * @throws BadImage unless the mask lies on the image's grid.
 */
export function expectSameGrid(image: Grid, mask: Grid, path: string, what = 'mask'): void {
  const [own, found] = [image, mask].map(({ shape }) => shape.slice(0, -1).join(' × '));
  if (own !== found) throw new BadImage(`expected its ${what} ${path} to be ${own} like the image, but found ${found}`);
  if (!image.geometry || !mask.geometry) return;
  const { spacingMm: spacing, direction: axes } = image.geometry;
  const { spacingMm: ofMask, direction: axesOfMask } = mask.geometry;
  if (differ(spacing, ofMask)) throw new BadImage(`expected its ${what} ${path} to have voxels of ${inMm(spacing)} like the image, but found ${inMm(ofMask)}`);
  if (differ(axes.flat(), axesOfMask.flat())) throw new BadImage(`expected the axes of its ${what} ${path} to point to ${inSpace(axes)} like the image's, but found ${inSpace(axesOfMask)}: bring both onto one grid`);
}

function differ(own: readonly number[], found: readonly number[]): boolean {
  return own.some((value, i) => !(Math.abs(value - (found[i] ?? Number.NaN)) <= TOLERANCE));
}

/** "1 × 0.5 × 0.5 mm" */
function inMm(spacing: readonly number[]): string {
  return `${spacing.map(rounded).join(' × ')} mm`;
}

/** "(0, 0, 1), (0, 1, 0), (1, 0, 0)" */
function inSpace(axes: Geometry['direction']): string {
  return axes.map((axis) => `(${axis.map(rounded).join(', ')})`).join(', ');
}

/** To the thousandth that counts, without a zero below 0. */
function rounded(value: number): string {
  return String(Number(value.toFixed(3)) + 0);
}
