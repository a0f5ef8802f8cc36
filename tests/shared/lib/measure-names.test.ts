import { describe, expect, it } from 'vitest';
import { createMeasures, measureNames } from '../../../src-main/engine/training/measures.ts';
import { measuredNames } from '../../../src-shared/lib/measure-names.ts';
import { toySpec } from '../../helpers/toy-experiment.ts';

describe('the names of what is measured', () => {
  it.each([
    [{}],
    [{ criterions: [{ kind: 'dice' }, { kind: 'focal' }, { kind: 'focal' }], metrics: [{ kind: 'dice' }, { kind: 'accuracy' }] }],
    [{ metrics: [{ kind: 'f1', average: 'per-class' }, { kind: 'f1' }, { kind: 'auroc', average: 'micro' }, { kind: 'log-loss' }] }],
  ] as const)('are those that the engine gives its values: %j', (training) => {
    const spec = toySpec({ training } as Parameters<typeof toySpec>[0]);
    const own = measureNames('val', createMeasures(spec.training, 3));
    expect(new Set(measuredNames(spec.training, ['a', 'b', 'c'], 'train').map((name) => `val_${name}`))).toEqual(new Set(own));
  });
});
