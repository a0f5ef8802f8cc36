/** What limits a gradient before it is used. */
export interface ClipOptions {
  /** The largest norm of the whole gradient, 0 for no limit. */
  readonly clipNorm?: number;
  /** The largest size of a single value, 0 for no limit; before the norm is looked at. */
  readonly clipValue?: number;
}
