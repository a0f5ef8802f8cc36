const WHOLE = new Intl.NumberFormat('en');

/** A step with the epoch that it was in, where that is known: "epoch 3 · step 1,876". */
export function stepInWords(step: number, epochs: ReadonlyMap<number, number>): string {
  const epoch = epochs.get(step);
  return epoch === undefined ? `step ${WHOLE.format(step)}` : `epoch ${epoch} · step ${WHOLE.format(step)}`;
}

/** The epoch of each step, of lists that stand side by side. */
export function epochsByStep(logged: readonly { readonly steps: readonly number[]; readonly epochs: readonly number[] }[]): ReadonlyMap<number, number> {
  return new Map(logged.flatMap(({ steps, epochs }) => steps.map((step, i) => [step, epochs[i] ?? 0] as const)));
}
