export type MetricMode = 'min' | 'max';

export type SeriesAxis = 'step' | 'epoch' | 'time';

/**
 * A series thinned to a number of buckets. Where `exact`, every bucket holds
 * one point and `min`, `max` and `mean` are equal; else no spike is lost,
 * because the bucket keeps its extremes.
 */
export interface Series {
  readonly runId: string;
  readonly name: string;
  readonly axis: SeriesAxis;
  readonly exact: boolean;
  /** Points in the range before thinning. */
  readonly points: number;
  /** Position of each bucket on the axis: step, epoch, or milliseconds since the run began. */
  readonly x: Float64Array;
  readonly step: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
}

export interface SeriesInfo {
  readonly name: string;
  readonly points: number;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** `batch` series have a value per (thinned) step, `epoch` series one per epoch. */
  readonly cadence: 'batch' | 'epoch';
}

/** What an evaluation is of: samples that could not be read are not in its values, and nothing takes their places. */
export interface Scored {
  readonly count: number;
  readonly of: number;
  /** Paths of the others. */
  readonly missing: readonly string[];
}
