import { describe, expect, it } from 'vitest';
import { curveTitles } from '../../../../src-renderer/views/compare/curve-titles.ts';
import { runValues } from '../../../../src-renderer/views/compare/run-values.ts';

describe('what a run is compared by', () => {
  const epochs = [
    { epoch: 1, values: { val_accuracy: 0.9 } },
    { epoch: 2, values: { val_accuracy: 0.8 } },
  ];
  const selection = { metric: 'val_accuracy', mode: 'max', epoch: 1, value: 0.9 } as const;
  const look = (timeMs: number, value: number) => ({ timeMs, epoch: 1, values: { test_accuracy: value }, elsewhere: null });

  it('are its values at the selected epoch and of its last look at the test side', () => {
    expect(runValues({ id: 'a', selection, looks: [look(2, 0.7), look(1, 0.6)] }, epochs)).toEqual({ runId: 'a', values: { val_accuracy: 0.9, test_accuracy: 0.7 } });
  });

  it('are those of the last epoch where nothing was selected, and none before the first', () => {
    expect(runValues({ id: 'a', selection: null, looks: [] }, epochs).values).toEqual({ val_accuracy: 0.8 });
    expect(runValues({ id: 'a', selection: null, looks: [] }, []).values).toEqual({});
  });

  it('are curves of what was held out first, the learning rate last', () => {
    expect(curveTitles(['learning_rate', 'train_loss', 'val_loss', 'val_accuracy', 'norm', 'val_loss'])).toEqual(['val_accuracy', 'val_loss', 'train_loss', 'norm', 'learning_rate']);
  });
});
