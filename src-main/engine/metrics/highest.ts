/** The class of the highest of its logits for each pixel, the first of equal ones: [..., class] → [...]. */
export function highest(logits: Float32Array, classes: number): Uint8Array | Uint16Array {
  const count = logits.length / classes;
  const result = emptyLabels(count, classes);
  for (let pixel = 0, from = 0; pixel < count; pixel++, from += classes) {
    let best = 0;
    for (let label = 1; label < classes; label++) if ((logits[from + label] as number) > (logits[from + best] as number)) best = label;
    result[pixel] = best;
  }
  return result;
}

/** Room for class numbers, a byte each up to 256 classes. */
export function emptyLabels(count: number, classes: number): Uint8Array | Uint16Array {
  return classes > 256 ? new Uint16Array(count) : new Uint8Array(count);
}
