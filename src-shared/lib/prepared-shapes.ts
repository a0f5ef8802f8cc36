import type { DatasetDetail, VolumeKind } from '../domain/dataset.ts';
import type { Vector3 } from '../domain/volume.ts';
import { resampledLengths } from './resampled-lengths.ts';
import type { PrepareStep } from '../schema/experiment.ts';

/** What is known of the images of one shape, between two steps. */
interface Known {
  readonly shape: readonly number[];
  /** Of voxels; null where it decides nothing. */
  readonly grid: { readonly spacingMm: Vector3; readonly orientation: string } | null;
  readonly count: number;
}

/**
 * The shapes [height, width, channel] or [z, y, x, channel] that images have
 * after `prepare`, each once, the commonest first.
 *
 * @param volumes that know where they lie, for steps that ask for it.
 */
export function preparedShapes(shapes: DatasetDetail['shapes'], volumes: readonly VolumeKind[], steps: readonly PrepareStep[]): readonly (readonly number[])[] {
  const asks = steps.some(({ kind }) => kind === 'orient' || kind === 'resample');
  const images = asks ? shapes.filter(({ shape }) => shape.length !== 4) : shapes;
  const known: readonly Known[] = [...images.map((each) => ({ ...each, grid: null })), ...(asks ? volumes.map(({ shape, count, ...grid }) => ({ shape, count, grid })) : [])];
  const counts = new Map<string, { readonly shape: readonly number[]; count: number }>();
  for (const each of known) {
    const { shape, count } = steps.reduce(prepare, each);
    const same = counts.get(String(shape));
    if (same) same.count += count;
    else counts.set(String(shape), { shape, count });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ shape }) => shape);
}

function prepare(known: Known, step: PrepareStep): Known {
  const { shape, grid } = known;
  const channels = shape.at(-1) ?? 1;
  const lengths = shape.slice(0, -1);
  if (step.kind === 'resize' || step.kind === 'pad') return { ...known, shape: [...step.size, channels] };
  if (step.kind === 'channels') return { ...known, shape: [...lengths, step.count] };
  if (step.kind === 'resample' && grid) {
    return { ...known, shape: [...resampledLengths(lengths, grid.spacingMm, step.spacingMm), channels], grid: { ...grid, spacingMm: step.spacingMm } };
  }
  if (step.kind === 'orient' && grid) {
    const axes = turnedAxes(grid.orientation);
    const turned = (values: readonly number[]) => axes.map((axis) => values[axis] ?? 1);
    return { ...known, shape: [...turned(lengths), channels], grid: { spacingMm: turnedSpacing(grid), orientation: step.frame } };
  }
  return known;
}

/** The size [z, y, x] that the voxels of a volume have once it has been turned to RAS or LPS. */
export function turnedSpacing({ spacingMm, orientation }: { readonly spacingMm: Vector3; readonly orientation: string }): Vector3 {
  const [z = 1, y = 1, x = 1] = turnedAxes(orientation).map((axis) => spacingMm[axis]);
  return [z, y, x];
}

/** For z, y and x of a turned volume the axis that it had: letters stand for columns, rows and slices. */
function turnedAxes(orientation: string): readonly number[] {
  const axis = (letters: string) => 2 - Math.max(0, [...orientation].findIndex((letter) => letters.includes(letter)));
  return [axis('SI'), axis('AP'), axis('LR')];
}
