import type { ClassOutcome } from './outcome.ts';

/** A number that a whole epoch's predictions come to; null where nothing it could be made of was seen. */
export interface EpochMetric {
  /** Whether it looks at probabilities, or only at which class was taken for which. */
  readonly needsScores: boolean;
  value(outcome: ClassOutcome): number | null;
}

/** A number that each class has, against all others. */
export interface ClassScore {
  readonly needsScores: boolean;
  /** Null where the class has no value, which leaves it out of every mean. */
  of(outcome: ClassOutcome, label: number): number | null;
  /** Of all decisions "is it this class?", of all samples and classes, taken together. */
  micro(outcome: ClassOutcome): number | null;
}
