import { describe, expect, it } from 'vitest';
import { toggled } from '../../../src-renderer/composables/ticks.ts';

describe('ticking in a list', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  const after = (ticked: readonly string[], index: number, from: number) => [...toggled(all, new Set(ticked), index, from)].sort().join('');

  it('changes the one that is clicked', () => {
    expect(after(['a'], 2, 2)).toBe('ac');
    expect(after(['a', 'c'], 2, 2)).toBe('a');
  });

  it('changes all up to the last one, in both directions, as it changes the one that is clicked', () => {
    expect(after(['b'], 3, 1)).toBe('bcd');
    expect(after(['d'], 0, 3)).toBe('abcd');
    expect(after(['a', 'b', 'c', 'e'], 0, 2)).toBe('e');
  });
});
