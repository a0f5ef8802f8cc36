import { describe, expect, it } from 'vitest';
import { differenceInWords, valueRows } from '../../../../src-renderer/views/compare/value-table.ts';

describe('the values of several runs', () => {
  const runs = [
    { runId: 'a', values: { val_loss: 0.5, val_accuracy: 0.75, test_accuracy: 0.75, learning_rate: 0.1 } },
    { runId: 'b', values: { val_loss: 0.25, val_accuracy: Number.NaN, learning_rate: 0.2 } },
  ];

  it('begin with the test, and tell the difference to the base and whether it is for the better', () => {
    const rows = valueRows(runs, 'a');
    expect(rows.map(({ metric }) => metric)).toEqual(['test_accuracy', 'val_accuracy', 'val_loss', 'learning_rate']);
    expect(rows.map(({ cells }) => cells[1])).toEqual([
      { value: null, difference: null, better: null },
      { value: Number.NaN, difference: null, better: null },
      { value: 0.25, difference: -0.25, better: true },
      { value: 0.2, difference: 0.1, better: null },
    ]);
    expect(rows[0]?.cells[0]).toEqual({ value: 0.75, difference: null, better: null });
  });

  it('know which way every metric gets better, and of others say nothing', () => {
    const better = Object.fromEntries(valueRows([{ runId: 'a', values: { val_auroc: 0.9, val_hausdorff95: 4, test_mae_0: 2, own: 1 } }, { runId: 'b', values: { val_auroc: 0.8, val_hausdorff95: 3, test_mae_0: 3, own: 2 } }], 'a').map(({ metric, cells }) => [metric, cells[1]?.better]));
    expect(better).toEqual({ val_auroc: false, val_hausdorff95: true, test_mae_0: false, own: null });
  });

  it('turn round with the base', () => {
    expect(valueRows(runs, 'b').find(({ metric }) => metric === 'val_loss')?.cells[0]).toEqual({ value: 0.5, difference: 0.25, better: false });
  });

  it('write a difference with its sign', () => {
    expect([0.0123456, -0.3, 0, -0.00001].map(differenceInWords)).toEqual(['+0.0123', '−0.3', '±0', '−1e-5']);
  });
});
