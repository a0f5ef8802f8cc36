/** Red, green and blue from 0 to 255. */
export type Colour = readonly [number, number, number];

/** Paul Tol's "bright" scheme, which those who see no red and green can tell apart; the background has none. */
const COLOURS: readonly Colour[] = [
  [238, 102, 119],
  [34, 136, 51],
  [68, 119, 170],
  [204, 187, 68],
  [102, 204, 238],
  [170, 51, 119],
  [255, 255, 255],
];

/** Which those who see no red and green can tell apart too: of errors by their number from 1, as `errorOf` gives it: missed, a false alarm, one class taken for another. */
export const ERROR_COLOURS: readonly Colour[] = [
  [0, 114, 240],
  [240, 140, 0],
  [220, 60, 200],
];

/** The kind of error that a label is; 0 where it is right, and where the truth is not known. */
export function errorOf(truth: number, predicted: number): number {
  if (truth < 0 || truth === predicted) return 0;
  return predicted === 0 ? 1 : truth === 0 ? 2 : 3;
}

/** The colour that a class has in every picture, by its number from 1; the eighth has the first one's again. */
export function classColour(label: number): Colour {
  return COLOURS[(label - 1) % COLOURS.length] as Colour;
}
