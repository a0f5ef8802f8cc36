/** Eight-bit pixels for looking at: [height, width, channel] with 1 (grey), 3 (RGB) or 4 (RGBA) channels. */
export interface Picture {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3 | 4;
}

/** What the network gets under one name, after `prepare` and `augment`. */
export interface ArrayReport {
  readonly name: string;
  /** With the batch axis: [batch, height, width, channel]. */
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}
