import { describe, expect, it } from 'vitest';
import { selectionInWords, testInWords } from '../../../src-renderer/components/selection-words.ts';

describe('what a run was selected on', () => {
  const selection = { metric: 'val_accuracy', mode: 'max', epoch: 6, value: 0.98123456 } as const;

  it('is labelled as what it is', () => {
    expect(selectionInWords({ selection })).toBe('selected on val_accuracy 0.9812 · optimistic');
  });

  it('stands beside what the test gave for the same metric', () => {
    const look = { timeMs: 1, epoch: 6, values: { test_loss: 0.03, test_accuracy: 0.9911 }, elsewhere: null };
    const other = { ...look, timeMs: 2, elsewhere: { name: 'chest-2', folder: '/chest-2', samples: 9, known: { train: 0, val: 0, test: 1 } } };
    expect(testInWords({ selection, testLooks: 0, looks: [] })).toBe('test not opened');
    expect(testInWords({ selection, testLooks: 1, looks: [look] })).toBe('test accuracy 0.9911 · opened once');
    expect(testInWords({ selection: null, testLooks: 2, looks: [look, other] })).toBe('test loss 0.03 · opened 2 times');
    expect(testInWords({ selection, testLooks: 1, looks: [other] })).toBe('test opened once');
  });

  it('is nothing before the first epoch has ended', () => {
    expect(selectionInWords({ selection: null })).toBe('nothing selected yet');
  });

  it('may be no number', () => {
    expect(selectionInWords({ selection: { ...selection, value: Number.NaN } })).toContain('val_accuracy NaN');
  });
});
