import { describe, expect, it } from 'vitest';
import { cloneName } from '../../../src-renderer/stores/runs.ts';

describe('the name of a clone', () => {
  it('counts on from the name of its run', () => {
    expect(['resnet18', 'resnet18 2', 'fold 9', 'v1.5'].map(cloneName)).toEqual(['resnet18 2', 'resnet18 3', 'fold 10', 'v1.5 2']);
  });

  it('fits into the longest name', () => {
    expect(cloneName('x'.repeat(120))).toHaveLength(120);
  });
});
