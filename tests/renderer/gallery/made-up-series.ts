import type { Series, SeriesAxis } from '../../../src-shared/domain/metric.ts';

/** A generator that gives the same numbers on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An exact series: one point per value, `spacing` apart on the axis. */
export function exactSeries(name: string, values: readonly number[], axis: SeriesAxis = 'step', spacing = 1, start = 0): Series {
  const mean = Float64Array.from(values);
  const x = Float64Array.from(values, (_, i) => start + i * spacing);
  return { runId: 'run', name, axis, exact: true, points: values.length, x, step: Float64Array.from(values, (_, i) => i), min: mean, max: mean, mean };
}

/** A series thinned to buckets of equally many points, as the store does it. */
export function thinnedSeries(name: string, values: Float64Array, buckets: number): Series {
  const size = values.length / buckets;
  const parts = Array.from({ length: buckets }, (_, i) => values.subarray(Math.floor(i * size), Math.floor((i + 1) * size)));
  const starts = Float64Array.from(parts, (_, i) => Math.floor(i * size));
  return {
    runId: 'run',
    name,
    axis: 'step',
    exact: false,
    points: values.length,
    x: starts,
    step: starts,
    min: Float64Array.from(parts, (part) => part.reduce((a, b) => Math.min(a, b), Infinity)),
    max: Float64Array.from(parts, (part) => part.reduce((a, b) => Math.max(a, b), -Infinity)),
    mean: Float64Array.from(parts, (part) => part.reduce((a, b) => a + b, 0) / part.length),
  };
}

/** Values that fall and tremble like a loss. */
export function lossValues(count: number, seed: number, from = 2.3, to = 0.2, noise = 0.25): Float64Array {
  const next = random(seed);
  return Float64Array.from({ length: count }, (_, i) => {
    const level = to + (from - to) * Math.exp((-6 * i) / count);
    return Math.max(1e-4, level * (1 + noise * (next() + next() - 1)));
  });
}
