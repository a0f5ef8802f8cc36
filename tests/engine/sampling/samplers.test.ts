import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../src-main/engine/sampling/create.ts';

const inOrder = (ids: Int32Array) => [...ids].sort((a, b) => a - b);
const ALL = Array.from({ length: 50 }, (_, i) => i);

describe('sequential', () => {
  it('draws every sample once, in order, in every epoch', () => {
    const sampler = createSampler({ kind: 'sequential', seed: 7 }, 50);
    expect([...sampler(1)]).toEqual(ALL);
    expect([...sampler(9)]).toEqual(ALL);
  });
});

describe('random', () => {
  it('draws every sample exactly once in every epoch', () => {
    const sampler = createSampler({ kind: 'random', seed: 7 }, 50);
    for (let epoch = 1; epoch <= 20; epoch++) expect(inOrder(sampler(epoch))).toEqual(ALL);
  });

  it('draws in another order in another epoch or with another seed', () => {
    const sampler = createSampler({ kind: 'random', seed: 7 }, 50);
    expect(sampler(1)).not.toEqual(sampler(2));
    expect(sampler(1)).not.toEqual(createSampler({ kind: 'random', seed: 8 }, 50)(1));
  });

  it('draws in the same order whatever epochs came before', () => {
    const once = createSampler({ kind: 'random', seed: 7 }, 50)(3);
    const sampler = createSampler({ kind: 'random', seed: 7 }, 50);
    sampler(1);
    sampler(2);
    expect(sampler(3)).toEqual(once);
  });

  it('puts each sample at each place equally often', () => {
    const sampler = createSampler({ kind: 'random', seed: 7 }, 5);
    const counts = new Array<number>(25).fill(0);
    for (let epoch = 1; epoch <= 2000; epoch++) sampler(epoch).forEach((id, place) => (counts[id * 5 + place] = (counts[id * 5 + place] ?? 0) + 1));
    // Mean 400, five standard deviations.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(90);
  });
});
