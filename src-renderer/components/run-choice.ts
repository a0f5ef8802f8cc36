import { RUN_COLOURS } from '../charts/palette.ts';

/** Runs in the order that they were chosen in, each with its colour's place. */
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

/** The colours begin again after ten: then the strokes tell runs apart. */
export function strokeOf(place: number): 'solid' | 'dashed' | 'dotted' {
  return (['solid', 'dashed', 'dotted'] as const)[Math.floor(place / RUN_COLOURS) % 3] ?? 'solid';
}
