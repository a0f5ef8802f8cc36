import type { DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import type { PrepareStep } from '../../../src-shared/schema/experiment.ts';

/** The shapes [height, width, channel] or [z, y, x, channel] that images have after `prepare`, each once, the commonest first. */
export function preparedShapes({ shapes }: Pick<DatasetDetail, 'shapes'>, steps: readonly PrepareStep[]): readonly (readonly number[])[] {
  const counts = new Map<string, { readonly shape: readonly number[]; count: number }>();
  for (const { shape, count } of shapes) {
    const prepared = steps.reduce(prepareShape, shape);
    const known = counts.get(String(prepared));
    if (known) known.count += count;
    else counts.set(String(prepared), { shape: prepared, count });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ shape }) => shape);
}

function prepareShape(shape: readonly number[], step: PrepareStep): readonly number[] {
  if (step.kind === 'resize' || step.kind === 'pad') return [...step.size, shape.at(-1) ?? 1];
  if (step.kind === 'channels') return [...shape.slice(0, -1), step.count];
  return shape;
}
