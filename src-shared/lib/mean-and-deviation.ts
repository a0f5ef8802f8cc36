/** The mean of values and their sample standard deviation (n − 1), null for a single value. */
export function meanAndDeviation(values: readonly number[]): { readonly mean: number; readonly standardDeviation: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, standardDeviation: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: Math.sqrt(squares / (values.length - 1)) };
}
