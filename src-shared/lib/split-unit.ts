/** Samples that must stay together: one, or all of a group or of equal content. */
export interface SplitUnit {
  /** By their place in the list that is split. */
  readonly members: readonly number[];
  readonly byClass: ByClass;
}

/** Labels and how many samples have each. */
export type ByClass = readonly (readonly [label: number, count: number])[];
