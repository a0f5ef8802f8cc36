import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../src-main/engine/sampling/create.ts';
import { batchesPerEpoch, samplesPerEpoch } from '../../../src-shared/lib/epoch-size.ts';
import type { LoaderSpec } from '../../../src-shared/schema/experiment.ts';

type SamplerSpec = LoaderSpec['sampler'];

const inOrder = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b);
const ALL = Array.from({ length: 50 }, (_, i) => i);
const RANDOM: SamplerSpec = { kind: 'random', seed: 7 };

/** Labels of so many samples of each class, mixed up. */
function labelled(...counts: readonly number[]): Int32Array {
  const labels = counts.flatMap((count, label) => Array<number>(count).fill(label));
  return Int32Array.from(labels, (_, i) => labels[(i * 7) % labels.length] ?? 0);
}

const unlabelled = (spec: SamplerSpec, count = 50) => createSampler(spec, new Int32Array(count), 10);

/** Samples per class of each batch. */
function composition(drawn: Int32Array, labels: Int32Array, batchSize: number): number[][] {
  const classes = Math.max(...labels) + 1;
  return Array.from({ length: Math.ceil(drawn.length / batchSize) }, (_, batch) => {
    const counts = Array<number>(classes).fill(0);
    for (const id of drawn.subarray(batch * batchSize, (batch + 1) * batchSize)) counts[labels[id] ?? -1] = (counts[labels[id] ?? -1] ?? 0) + 1;
    return counts;
  });
}

describe('sequential', () => {
  it('draws every sample once, in order, in every epoch', () => {
    const sampler = unlabelled({ kind: 'sequential' });
    expect([...sampler.draw(1, 50)]).toEqual(ALL);
    expect([...sampler.draw(9, 50)]).toEqual(ALL);
  });

  it('goes on where a shorter epoch ended', () => {
    const sampler = unlabelled({ kind: 'sequential' });
    expect([0, 1, 2].flatMap((epoch) => [...sampler.draw(epoch, 20)])).toEqual([...ALL, ...ALL.slice(0, 10)]);
  });
});

describe('random', () => {
  it('draws every sample exactly once in every epoch', () => {
    const sampler = unlabelled(RANDOM);
    for (let epoch = 1; epoch <= 20; epoch++) expect(inOrder(sampler.draw(epoch, 50))).toEqual(ALL);
  });

  it('draws in another order in another epoch or with another seed', () => {
    const sampler = unlabelled(RANDOM);
    expect(sampler.draw(1, 50)).not.toEqual(sampler.draw(2, 50));
    expect(sampler.draw(1, 50)).not.toEqual(unlabelled({ ...RANDOM, seed: 8 }).draw(1, 50));
  });

  it('draws in the same order whatever epochs came before', () => {
    const once = unlabelled(RANDOM).draw(3, 50);
    const sampler = unlabelled(RANDOM);
    sampler.draw(1, 50);
    sampler.draw(2, 50);
    expect(sampler.draw(3, 50)).toEqual(once);
  });

  it('puts each sample at each place equally often', () => {
    const sampler = unlabelled(RANDOM, 5);
    const counts = new Array<number>(25).fill(0);
    for (let epoch = 1; epoch <= 2000; epoch++) sampler.draw(epoch, 5).forEach((id, place) => (counts[id * 5 + place] = (counts[id * 5 + place] ?? 0) + 1));
    // Mean 400, five standard deviations.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(90);
  });

  it('sees every sample equally often, whatever the size of an epoch', () => {
    const sampler = unlabelled(RANDOM);
    const short = Array.from({ length: 25 }, (_, epoch) => [...sampler.draw(epoch, 14)]).flat();
    const long = Array.from({ length: 5 }, (_, epoch) => [...sampler.draw(epoch, 70)]).flat();
    for (const drawn of [short, long]) expect(inOrder(drawn)).toEqual(inOrder(Array<number[]>(7).fill(ALL).flat()));
  });
});

describe('random with replacement', () => {
  it('leaves out about a third of the samples in an epoch, and each as often as the others', () => {
    const sampler = unlabelled({ kind: 'random-with-replacement', seed: 7 }, 1000);
    const different = new Set(sampler.draw(1, 1000)).size;
    // 1 − 1/e, five standard deviations of about ten.
    expect(Math.abs(different - 632)).toBeLessThan(50);
  });
});

describe.each(['prevalence-random', 'prevalence-sequential', 'stopping-prevalence-random', 'stopping-prevalence-sequential'] as const)('%s', (kind) => {
  const labels = labelled(30, 7, 13);

  it('gives every batch the same number of each class, and the rest to the largest', () => {
    const sampler = createSampler({ kind, seed: 7 }, labels, 8);
    const batches = composition(sampler.draw(2, 24), labels, 8);
    expect(batches).toEqual([[3, 2, 3], [3, 2, 3], [3, 2, 3]]);
  });

  it('balances a last batch that is smaller', () => {
    const sampler = createSampler({ kind, seed: 7 }, labels, 9);
    expect(composition(sampler.draw(1, 14), labels, 9)).toEqual([[3, 3, 3], [2, 1, 2]]);
  });

  it('draws the same whatever epochs came before', () => {
    const [used, fresh] = [createSampler({ kind, seed: 7 }, labels, 8), createSampler({ kind, seed: 7 }, labels, 8)];
    used.draw(1, 24);
    expect(used.draw(2, 24)).toEqual(fresh.draw(2, 24));
  });

  it('refuses batches without a place for each class', () => {
    expect(() => createSampler({ kind, seed: 7 }, labels, 2)).toThrow('expected batches with a place for each of 3 classes, but found 2');
  });
});

describe('an epoch of balanced batches', () => {
  const labels = labelled(30, 7, 13);
  const byClass = [30, 7, 13];

  it('is as long as the dataset, or ends when a class is used up', () => {
    expect(samplesPerEpoch({ kind: 'prevalence-random', seed: 7 }, 8, byClass)).toBe(50);
    // Three, two and three of a batch: three whole batches use six of the seven, and one more of each is left.
    expect(samplesPerEpoch({ kind: 'stopping-prevalence-random', seed: 7 }, 8, byClass)).toBe(27);
    expect(samplesPerEpoch({ kind: 'stopping-prevalence-random', seed: 7 }, 6, byClass)).toBe(21);
    expect(samplesPerEpoch({ kind: 'stopping-prevalence-random', seed: 7 }, 3, [5, 0, 5])).toBe(8);
  });

  it('repeats no sample while the smallest class lasts', () => {
    for (const kind of ['stopping-prevalence-random', 'stopping-prevalence-sequential'] as const) {
      const sampler = createSampler({ kind, seed: 7 }, labels, 6);
      for (const epoch of [1, 2, 3]) {
        const drawn = sampler.draw(epoch, sampler.length);
        expect(new Set(drawn).size).toBe(21);
        expect([...drawn].filter((id) => labels[id] === 1)).toHaveLength(7);
      }
    }
  });

  it('comes round to every sample of the large classes, epoch by epoch', () => {
    const sampler = createSampler({ kind: 'stopping-prevalence-sequential', seed: 7 }, labels, 6);
    const seen = new Set([1, 2, 3, 4, 5].flatMap((epoch) => [...sampler.draw(epoch, sampler.length)]));
    expect(seen.size).toBe(50);
  });
});

describe('weighted', () => {
  const labels = labelled(900, 90, 10);
  const shares = (spec: SamplerSpec) => {
    const drawn = createSampler(spec, labels, 10).draw(1, 30_000);
    return (composition(drawn, labels, drawn.length)[0] ?? []).map((count) => count / drawn.length);
  };

  it('by prevalence gives every class the same chance', () => {
    for (const share of shares({ kind: 'weighted-prevalence', seed: 7 })) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.015);
  });

  it('draws an image of a class as often as the weight of its class says', () => {
    const [a = 0, b = 0, c = 0] = shares({ kind: 'weighted', weights: [0, 1, 9], seed: 7 });
    expect(a).toBe(0);
    expect(Math.abs(b - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(c - 0.5)).toBeLessThan(0.015);
  });
});

describe('batches of an epoch', () => {
  const loader = { sampler: RANDOM, batchSize: 8, dropLast: false, batchesPerEpoch: 'auto' } as const;

  it('hold all samples, unless a last small one is dropped or their number is given', () => {
    expect(batchesPerEpoch(loader, [30, 20])).toBe(7);
    expect(batchesPerEpoch({ ...loader, dropLast: true }, [30, 20])).toBe(6);
    expect(batchesPerEpoch({ ...loader, batchesPerEpoch: 250 }, [30, 20])).toBe(250);
    expect(batchesPerEpoch({ ...loader, batchesPerEpoch: 250 }, [0, 0])).toBe(0);
  });
});
