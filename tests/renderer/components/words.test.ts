import { describe, expect, it } from 'vitest';
import { selectionInWords } from '../../../src-renderer/components/selection-words.ts';

describe('what a run was selected on', () => {
  const selection = { metric: 'val_accuracy', mode: 'max', epoch: 6, value: 0.98123456 } as const;

  it('is labelled as what it is', () => {
    expect(selectionInWords({ selection, testLooks: 0 })).toBe('selected on val_accuracy 0.9812 · optimistic · test not opened');
    expect(selectionInWords({ selection, testLooks: 1 })).toBe('selected on val_accuracy 0.9812 · optimistic · test opened once');
    expect(selectionInWords({ selection, testLooks: 3 })).toBe('selected on val_accuracy 0.9812 · optimistic · test opened 3 times');
  });

  it('is nothing before the first epoch has ended', () => {
    expect(selectionInWords({ selection: null, testLooks: 0 })).toBe('nothing selected yet');
  });

  it('may be no number', () => {
    expect(selectionInWords({ selection: { ...selection, value: Number.NaN }, testLooks: 0 })).toContain('val_accuracy NaN');
  });
});
