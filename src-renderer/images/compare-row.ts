/** A run in a comparison of images. */
export interface CompareRow {
  readonly key: string;
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  /** Steps at which this run logged images of the tag, rising. */
  readonly steps: readonly number[];
}

/** One picture of a comparison. */
export interface ComparePicture {
  readonly key: string;
  readonly step: number;
  readonly column: number;
}
