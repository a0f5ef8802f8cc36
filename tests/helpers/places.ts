/** All index tuples of a shape, in row-major order. */
export function* places(shape: readonly number[]): Generator<number[]> {
  const place = shape.map(() => 0);
  if (shape.some((length) => length === 0)) return;
  for (;;) {
    yield [...place];
    let axis = shape.length - 1;
    while (axis >= 0 && ++(place[axis] as number) === shape[axis]) place[axis--] = 0;
    if (axis < 0) return;
  }
}

/** Where a place lies in a row-major array; null outside it. */
export function offset(shape: readonly number[], place: readonly number[]): number | null {
  let at = 0;
  for (const [axis, length] of shape.entries()) {
    const index = place[axis] as number;
    if (index < 0 || index >= length) return null;
    at = at * length + index;
  }
  return at;
}
