/** A cell of a confusion matrix, by class numbers. */
export interface MatrixCell {
  readonly truth: number;
  readonly predicted: number;
}

/** What a matrix counts; a network of the user's may tell of both pixels and voxels. */
export type Counted = 'samples' | 'pixels' | 'voxels' | 'pixels or voxels';
