/** Colours for runs in `theme.css`: told apart by people who see two of the three primaries. */
export const RUN_COLOURS = 10;

/**
 * The colour of a run by the place that its owner gave it, in both themes.
 *
 * A run keeps its place while it is shown, so that removing another does not
 * change its colour. After ten the colours begin again: then use the strokes.
 */
export function runColour(place: number): string {
  return `var(--chart-run-${((place % RUN_COLOURS) + RUN_COLOURS) % RUN_COLOURS})`;
}
