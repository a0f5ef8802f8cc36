import type { Affine, Geometry, Vector3 } from '../../src-shared/domain/volume.ts';

/**
 * The geometry that a matrix in mm describes; null if it is no matrix of a
 * grid: an axis of no length, or a number that is none.
 *
 * @param affine kept as it is; its columns belong to the file's x, y and z.
 * @param unitMm the length of the affine's unit.
 */
export function geometryOf(affine: Affine, unitMm = 1): Geometry | null {
  const { matrix, space } = affine;
  if (matrix.length !== 12 || !matrix.every(Number.isFinite)) return null;
  // x and y point the other way in RAS.
  const signs = space === 'RAS' ? [-1, -1, 1] : [1, 1, 1];
  const column = (c: number): Vector3 => {
    const [x = 0, y = 0, z = 0] = signs.map((sign, row) => sign * (matrix[row * 4 + c] as number) * unitMm + 0);
    return [x, y, z];
  };
  const axes = [column(2), column(1), column(0)] as const;
  const [dz, dy, dx] = axes.map((axis) => Math.hypot(...axis)) as [number, number, number];
  if (!(dz > 0 && dy > 0 && dx > 0)) return null;
  const spacingMm = [dz, dy, dx] as const;
  return { spacingMm, originMm: column(3), direction: [unit(axes[0], dz), unit(axes[1], dy), unit(axes[2], dx)], affine };
}

function unit([x, y, z]: Vector3, length: number): Vector3 {
  return [x / length, y / length, z / length];
}

/** The matrix of a grid that is given by its origin, the directions of its x, y and z, and their spacing. */
export function affineOf(space: Affine['space'], originMm: readonly number[], directions: readonly (readonly number[])[], spacing: readonly number[]): Affine {
  const at = (values: readonly number[] | undefined, i: number): number => values?.[i] ?? NaN;
  const matrix = [0, 1, 2].flatMap((row) => [...[0, 1, 2].map((c) => at(directions[c], row) * at(spacing, c)), at(originMm, row)]);
  return { space, matrix };
}
