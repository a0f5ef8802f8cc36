import { RUN_COLOURS } from '../charts/palette.ts';

/** The colours begin again after ten: then the strokes tell runs apart. */
export function runStroke(place: number): 'solid' | 'dashed' | 'dotted' {
  return (['solid', 'dashed', 'dotted'] as const)[Math.floor(place / RUN_COLOURS) % 3] ?? 'solid';
}
