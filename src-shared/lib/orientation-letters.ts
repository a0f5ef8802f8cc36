import type { Geometry, Vector3 } from '../domain/volume.ts';

/** Where LPS grows to, and what lies the other way. */
const TOWARDS = ['L', 'P', 'S'] as const;
const AGAINST = ['R', 'A', 'I'] as const;

/**
 * Where columns, rows and slices run to, nearly: "LPS" of a usual CT, whose
 * columns run to the patient's left, rows to the back (posterior) and slices
 * to the head (superior); the others are right, anterior and inferior.
 */
export function orientationLetters({ direction: [slices, rows, columns] }: Pick<Geometry, 'direction'>): string {
  return [columns, rows, slices].map(letterOf).join('');
}

function letterOf(axis: Vector3): string {
  const steepest = axis.reduce((best, value, i) => (Math.abs(value) > Math.abs(axis[best] as number) ? i : best), 0);
  return ((axis[steepest] as number) < 0 ? AGAINST : TOWARDS)[steepest] as string;
}
