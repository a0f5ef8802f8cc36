import { SIDES } from '../domain/sample.ts';
import type { Side } from '../domain/sample.ts';

/** Names of cases by the side that they are on. */
export type SideLists = Readonly<Record<Side, readonly string[]>>;

/** Sides of paths as lists of names give them. */
export interface NamedSides {
  /** By the place of the path; null for one that no list names. */
  readonly sides: readonly (Side | null)[];
  /** Names that no path has. */
  readonly strange: readonly string[];
}

/**
 * The name that nnU-Net has for a file: without folders, extension and the
 * number of a channel.
 */
export function caseName(path: string): string {
  return stemOf(path.split('/').at(-1) ?? path).replace(/_\d{4}$/, '');
}

/**
 * The side of every path. A name may be a path, a path without its extension,
 * the name of a file with or without it, or that of a case.
 */
export function sidesByName(paths: readonly string[], lists: SideLists): NamedSides {
  const sideOf = new Map(SIDES.flatMap((side) => lists[side].map((name) => [name, side] as const)));
  const used = new Set<string>();
  const sides = paths.map((path) => {
    const file = path.split('/').at(-1) ?? path;
    const name = [path, stemOf(path), file, stemOf(file), caseName(path)].find((each) => sideOf.has(each));
    if (name === undefined) return null;
    used.add(name);
    return sideOf.get(name) ?? null;
  });
  return { sides, strange: [...sideOf.keys()].filter((name) => !used.has(name)) };
}

/** Names for paths: those of their cases, or the paths themselves where two would have one name. */
export function namesOf(paths: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(paths.map((path) => [path, caseName(path)]));
  const isUnique = new Set(names.values()).size === paths.length;
  return isUnique ? names : new Map(paths.map((path) => [path, stemOf(path)]));
}

function stemOf(path: string): string {
  return path.replace(/(\.nii|\.img|\.hdr)?\.gz$|\.[^./]+$/i, '');
}
