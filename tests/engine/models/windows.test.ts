import { describe, expect, it } from 'vitest';
import { mirrorings, windowFacts, windowStarts, windowWeights } from '../../../src-main/engine/models/windows.ts';

describe('windows', () => {
  it('overlap by half or more and end with the image, as nnU-Net lays them', () => {
    expect(windowStarts(64, 64)).toEqual([0]);
    expect(windowStarts(110, 64)).toEqual([0, 23, 46]);
    expect(windowStarts(300, 128)).toEqual([0, 57, 115, 172]);
    expect(windowStarts(65, 64)).toEqual([0, 1]);
  });

  it('count by a Gaussian of an eighth of their length, as SciPy makes it', () => {
    const weights = windowWeights([8, 8]);
    const golden = [
      [1e-6, 3.7e-5, 0.000454, 0.002035, 0.003355, 0.002035, 0.000454, 3.7e-5],
      [0.003355, 0.11109, 1.353353, 6.065307, 10, 6.065307, 1.353353, 0.11109],
    ];
    [0, 4].forEach((row, i) => golden[i]?.forEach((value, x) => expect(weights[row * 8 + x]).toBeCloseTo(value, 5)));
    expect(Math.min(...windowWeights([9, 5, 7]))).toBeGreaterThan(0);
  });

  it('are told to other programs as they are taken', () => {
    const { size, step, weights: { sigma, truncate }, around } = windowFacts([16, 64]);
    expect({ size, step, sigma, truncate, around }).toEqual({ size: [16, 64], step: [8, 32], sigma: [2, 8], truncate: 4, around: 0 });
    expect(windowStarts(16 + 8, 16)).toEqual([0, 8]);
    // At one sigma from the middle, along each axis.
    const weights = windowWeights(size);
    for (const place of [(8 + 2) * 64 + 32, 8 * 64 + 32 + 8]) expect(weights[place]).toBeCloseTo(10 * Math.exp(-0.5), 5);
  });

  it('are mirrored along every set of axes', () => {
    expect(mirrorings([])).toEqual([[]]);
    expect(mirrorings([0, 2])).toEqual([[], [0], [2], [0, 2]]);
    expect(mirrorings([0, 1, 2])).toHaveLength(8);
  });
});
