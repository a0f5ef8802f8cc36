/** What code may log beside numbers and pictures: shown as a card of its own, by tag and step. */
export type LoggedItem = LoggedText | LoggedTable | LoggedHistogram | LoggedMatrix | LoggedCurve | LoggedVolume;

export const LOGGED_TYPES = ['text', 'table', 'histogram', 'matrix', 'curve', 'volume'] as const;
export type LoggedType = (typeof LOGGED_TYPES)[number];

export interface LoggedText {
  readonly type: 'text';
  readonly text: string;
}

export interface LoggedTable {
  readonly type: 'table';
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export interface LoggedHistogram {
  readonly type: 'histogram';
  /** One more than counts, in rising order. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface LoggedMatrix {
  readonly type: 'matrix';
  readonly names: readonly string[];
  /** Row-major: truth × prediction. */
  readonly counts: readonly number[];
}

export interface LoggedCurve {
  readonly type: 'curve';
  readonly x: string;
  readonly y: string;
  readonly lines: readonly CurveLine[];
  /** Of curves over all thresholds. */
  readonly areas?: CurveAreas | undefined;
}

/** What lies below the lines of a ROC curve or of one of precision and recall. */
export interface CurveAreas {
  /** `AUC`, `average precision`. */
  readonly title: string;
  /** Of every class, also of those that have no line; null where nothing can be said. */
  readonly of: readonly { readonly name: string; readonly value: number | null }[];
  /** The plain mean of those that are known (macro). */
  readonly mean: number | null;
}

/** Voxels, in a NumPy file of their own below the run's folder. */
export interface LoggedVolume {
  readonly type: 'volume';
  readonly file: string;
  /** [z, y, x] */
  readonly shape: readonly number[];
  /** The smallest and the largest value, which are shown black and white. */
  readonly low: number;
  readonly high: number;
}

export interface CurveLine {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}
