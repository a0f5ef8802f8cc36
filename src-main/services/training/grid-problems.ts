import type { Plan } from '../../../src-shared/api/training.ts';
import type { Problem } from '../../../src-shared/schema/parse.ts';
import type { SplitTable } from './split-tables.ts';

/** Steps that must know where voxels lie are for volumes that say so. */
export function gridProblems({ prepare }: Plan['spec'], { dataset }: Pick<SplitTable, 'dataset'>): readonly Problem[] {
  return prepare.flatMap(({ kind }, i) => {
    if (kind !== 'orient' && kind !== 'resample') return [];
    const isVolume = dataset.shapes[0]?.shape.length === 4;
    const unplaced = sum(dataset.shapes) - sum(dataset.grids);
    const path = `prepare[${i}].kind`;
    if (!isVolume) return [{ path, message: `expected a step for images, but found ${kind}, which is for volumes: take resize` }];
    return unplaced > 0 ? [{ path, message: `expected volumes that say how large their voxels are, for ${kind}, but ${unplaced} of "${dataset.name}" do not: take it out, or leave them out` }] : [];
  });
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
