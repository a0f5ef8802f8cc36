import { describe, expect, it } from 'vitest';
import { whyNotComparable } from '../../../../src-renderer/views/compare/comparable.ts';

describe('runs side by side', () => {
  const side = (samples: number) => ({ samples, groups: 0, byClass: [samples] });
  const split = { kind: 'random', validation: 0.2, test: 0, folds: 5, fold: 1, stratify: true, groupBy: 'none', file: null, confirmLeak: null, seed: 1 } as const;
  const run = { datasetId: 'a', datasetName: 'cells', split: { train: side(8), val: side(2), test: side(0) }, spec: { split } };

  it('may be held against each other if they were measured on the same images', () => {
    expect(whyNotComparable([])).toBeNull();
    expect(whyNotComparable([run, { ...run }])).toBeNull();
  });

  it('are named with their datasets where these differ', () => {
    expect(whyNotComparable([run, { ...run, datasetId: 'b', datasetName: 'chest' }])).toContain('different datasets (“cells”, “chest”)');
    expect(whyNotComparable([run, { ...run, datasetId: null, datasetName: 'chest' }])).toContain('different datasets');
  });

  it('are called differently split by settings and by counts', () => {
    expect(whyNotComparable([run, { ...run, spec: { split: { ...split, seed: 2 } } }])).toContain('split their dataset differently');
    expect(whyNotComparable([run, { ...run, split: { ...run.split, train: side(9) } }])).toContain('split their dataset differently');
  });
});
