import { pathPattern } from './group-pattern.ts';

/** A part of a dataset, as an experiment names it. */
export interface DatasetPart {
  readonly onlyPaths: string | null;
  readonly onlyClasses: readonly string[] | null;
}

export const WHOLE_DATASET: DatasetPart = { onlyPaths: null, onlyClasses: null };

/** Which samples a part of a dataset holds; masks show several classes, so that their images are told by their paths alone. */
export function partFilter({ onlyPaths, onlyClasses }: DatasetPart): (sample: { readonly path: string; readonly label: string | null }) => boolean {
  const fits = onlyPaths === null ? null : pathPattern(onlyPaths);
  return ({ path, label }) => (fits === null || fits(path)) && (onlyClasses === null || label === null || onlyClasses.includes(label));
}
