import { describe, expect, it } from 'vitest';
import { partitionProblem } from '../../../src-shared/lib/partition-problem.ts';
import type { Parts } from '../../../src-shared/lib/partition-problem.ts';

/** Samples by one letter each, on their sides; a group where the letter is large. */
function parts(train: string, val: string, test: string): Parts {
  const side = (letters: string) => [...letters].map((letter) => ({ key: letter.toLowerCase(), path: letter.toLowerCase(), group: letter === letter.toLowerCase() ? null : 'anna' }));
  return { train: side(train), val: side(val), test: side(test) };
}

describe('a run that is made again', () => {
  it('goes with the folds whose test sides it leaves alone, whatever the validation side is', () => {
    expect(partitionProblem('k-fold', parts('ABcd', 'e', 'f'), parts('ABef', 'd', 'c'))).toBeNull();
  });

  it('does not go with a fold that tests on the same sample, that has others, or that groups them otherwise', () => {
    expect(partitionProblem('k-fold', parts('ab', '', 'cd'), parts('ad', '', 'bc'))).toBe('1 sample is on the test sides of both');
    expect(partitionProblem('k-fold', parts('ab', '', 'cd'), parts('cd', '', 'ax'))).toBe('2 samples are in only one of both');
    expect(partitionProblem('k-fold', parts('AB', '', 'cd'), parts('cd', '', 'Ab'))).toBe('1 sample is in another group');
  });

  it('goes with a repeat only where every sample is on the same side', () => {
    expect(partitionProblem('seeds', parts('ab', 'c', 'd'), parts('ba', 'c', 'd'))).toBeNull();
    expect(partitionProblem('seeds', parts('ab', 'c', 'd'), parts('ac', 'b', 'd'))).toBe('2 samples are on another side');
  });

  it('tells samples by their contents, whatever they were called: by paths before these were sealed, and twins by numbers as they were then', () => {
    const named = ({ train, val, test }: Parts, call: (key: string, i: number) => string): Parts => {
      const side = (samples: Parts['train']) => samples.map(({ key, group }, i) => ({ key, path: call(key, i), group: group === null ? null : call(group, 0) }));
      return { train: side(train), val: side(val), test: side(test) };
    };
    const hex = (key: string) => key.charCodeAt(0).toString(16).padStart(16, '0');
    const plain = (key: string) => `scans/${key}.png`;
    const alias = (key: string) => `sample-${hex(key)}`;
    expect(partitionProblem('k-fold', named(parts('ABcc', '', 'd'), alias), named(parts('ABd', '', 'cc'), plain))).toBeNull();
    expect(partitionProblem('k-fold', named(parts('ABcd', '', 'c'), alias), named(parts('ABd', '', 'cc'), plain))).toBe('1 sample is on the test sides of both');
    expect(partitionProblem('k-fold', named(parts('ABcc', '', 'd'), alias), named(parts('ABd', '', 'ccc'), plain))).toBe('1 sample is in only one of both');
    expect(partitionProblem('seeds', named(parts('ccd', '', 'a'), alias), named(parts('cdc', '', 'a'), (key, i) => `${alias(key)}-${i + 2}`))).toBeNull();
  });
});
