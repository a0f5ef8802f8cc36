import type { GridCount } from '../domain/dataset.ts';

/** "1 × 0.5 × 0.5 mm LPS": the size of voxels along z, y and x, and where columns, rows and slices run to. */
export function gridInWords({ spacingMm, orientation }: Pick<GridCount, 'spacingMm' | 'orientation'>): string {
  return `${spacingMm.map((size) => Number(size.toFixed(3))).join(' × ')} mm ${orientation}`;
}
