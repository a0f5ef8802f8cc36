/** Runs in the order that they were chosen in, each with its place among the colours. */
export type RunPlaces = ReadonlyMap<string, number>;

/**
 * Gives each run a place among the colours. Those that have one keep it, so
 * that taking a run away does not change the colours of the others; a new one
 * gets the lowest that is free.
 */
export function placeRuns(runIds: readonly string[], before: RunPlaces): RunPlaces {
  const kept = new Map(runIds.flatMap((id) => (before.has(id) ? [[id, before.get(id) ?? 0] as const] : [])));
  const taken = new Set(kept.values());
  return new Map(
    runIds.map((id) => {
      const place = kept.get(id) ?? lowestFree(taken);
      taken.add(place);
      return [id, place];
    }),
  );
}

function lowestFree(taken: ReadonlySet<number>): number {
  for (let place = 0; ; place++) if (!taken.has(place)) return place;
}
