/** A bar of a histogram: values from `from` up to, but not with, `to` (the last bin has its end). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}
