/** The samples of each class that has any, the largest class first; of two alike the one with the lower number. */
export function membersByClass(labels: Int32Array): readonly Int32Array[] {
  const members = new Map<number, number[]>();
  labels.forEach((label, sample) => {
    const known = members.get(label);
    if (known) known.push(sample);
    else members.set(label, [sample]);
  });
  return [...members]
    .sort(([a, of], [b, others]) => others.length - of.length || a - b)
    .map(([, samples]) => Int32Array.from(samples));
}
