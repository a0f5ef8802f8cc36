import { describe, expect, it } from 'vitest';
import { PURPOSES, below, between, normal, permutation, philox, pick, random, randomAt } from '../../../src-shared/lib/random.ts';

const draws = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

describe('philox', () => {
  // Known answers of Random123, the authors' own library (kat_vectors, philox2x32 10): first words.
  it.each([
    [0x00000000, 0x00000000, 0x00000000, 0xff1dae59],
    [0xffffffff, 0xffffffff, 0xffffffff, 0x2c3f628b],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0xdd7ce038],
  ])('gives the published word for counter %i %i and key %i', (counter0, counter1, key, word) => {
    expect(philox(counter0, counter1, key)).toBe(word);
  });
});

describe('random', () => {
  it('gives the same numbers for the same name', () => {
    expect(draws(5, random(1, 'augment', 2, 3))).toEqual(draws(5, random(1, 'augment', 2, 3)));
  });

  it('gives other numbers if any part of the name differs', () => {
    const first = [random(1, 'augment', 2, 3), random(2, 'augment', 2, 3), random(1, 'noise', 2, 3), random(1, 'augment', 3, 3), random(1, 'augment', 2, 4)].map((next) =>
      next(),
    );
    expect(new Set(first).size).toBe(first.length);
  });

  it('gives every draw alone, as the stream has it', () => {
    const stream = draws(20, random(7, 'dropout', 4, 9));
    expect(stream.map((_, draw) => randomAt(7, 'dropout', 4, 9, draw))).toEqual(stream);
  });

  it('never gives two purposes and epochs of a run the same stream', () => {
    const first = PURPOSES.flatMap((purpose) => Array.from({ length: 2000 }, (_, epoch) => randomAt(1, purpose, epoch, 0, 0) + randomAt(1, purpose, epoch, 0, 1) * 2 ** 32));
    expect(new Set(first).size).toBe(first.length);
  });

  it('fills 0 to 1 evenly', () => {
    const counts = new Array<number>(10).fill(0);
    for (const value of draws(100_000, random(3, 'demo'))) counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1;
    // Five standard deviations of a binomial count with mean 10,000.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });
});

describe('below, between, pick', () => {
  it('draws each whole number below the bound', () => {
    const next = random(1, 'demo');
    expect(new Set(draws(200, () => below(4, next)))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('draws between the ends', () => {
    const next = random(1, 'demo');
    expect(draws(1000, () => between(-2, 5, next)).every((value) => value >= -2 && value < 5)).toBe(true);
  });

  it('picks every value of a list, and refuses an empty one', () => {
    const next = random(1, 'demo');
    expect(new Set(draws(100, () => pick(['a', 'b', 'c'], next)))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => pick([], next)).toThrow('expected something to pick from, but found an empty list');
  });
});

describe('normal', () => {
  it('has mean 0, deviation 1 and finite values', () => {
    const next = random(5, 'noise');
    const values = draws(50_000, () => normal(next));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(1, 1);
  });
});

describe('permutation', () => {
  it('holds every number once', () => {
    expect([...permutation(1000, random(1, 'split'))].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('gives all orders of three equally often', () => {
    const next = random(1, 'split');
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = permutation(3, next).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('is empty for no numbers', () => {
    expect([...permutation(0, random(1, 'split'))]).toEqual([]);
  });
});
