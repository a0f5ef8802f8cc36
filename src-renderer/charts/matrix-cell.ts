/** A cell of a confusion matrix, by class numbers. */
export interface MatrixCell {
  readonly truth: number;
  readonly predicted: number;
}
