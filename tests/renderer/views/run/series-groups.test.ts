import { describe, expect, it } from 'vitest';
import { groupSeries } from '../../../../src-renderer/views/run/series-groups.ts';

const series = ['learning_rate', 'val_loss', 'train_accuracy', 'train_loss', 'val_accuracy', 'test_accuracy', 'gradient_norm'].map((name) => ({ name }));
const titles = (pinned: readonly string[]) => groupSeries(series, pinned).map(({ title }) => title);

describe('the charts of a run', () => {
  it('draw train, val and test of one metric together', () => {
    const accuracy = groupSeries(series).find(({ title }) => title === 'accuracy');
    expect(accuracy?.members.map(({ name, label }) => [name, label])).toEqual([
      ['train_accuracy', 'train'],
      ['val_accuracy', 'val'],
      ['test_accuracy', 'test'],
    ]);
  });

  it('begin with the loss and end with the learning rate, whatever came first', () => {
    expect(titles([])).toEqual(['loss', 'accuracy', 'gradient_norm', 'learning_rate']);
    expect(groupSeries(series.toReversed()).map(({ title }) => title)).toEqual(titles([]));
  });

  it('stand first when they are pinned, in the order of the pins', () => {
    expect(titles(['learning_rate', 'accuracy'])).toEqual(['learning_rate', 'accuracy', 'loss', 'gradient_norm']);
  });
});
