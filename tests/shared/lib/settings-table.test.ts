import { describe, expect, it } from 'vitest';
import { settingRows } from '../../../src-shared/lib/settings-table.ts';

describe('the settings of several runs', () => {
  it('stand side by side in the order of the file, and tell which differ', () => {
    const rows = settingRows([
      { name: 'a', seed: 1, optimizer: { kind: 'adam', learningRate: 0.001 } },
      { name: 'b', seed: 1, optimizer: { kind: 'sgd', momentum: 0.9, learningRate: 0.001 } },
    ]);
    expect(rows).toEqual([
      { path: 'seed', values: [1, 1], differs: false },
      { path: 'optimizer.kind', values: ['adam', 'sgd'], differs: true },
      { path: 'optimizer.momentum', values: [undefined, 0.9], differs: true },
      { path: 'optimizer.learningRate', values: [0.001, 0.001], differs: false },
    ]);
  });
});
