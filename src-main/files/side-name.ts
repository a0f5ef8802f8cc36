import { posix } from 'node:path';
import { SIDES } from '../../src-shared/domain/sample.ts';
import type { Side } from '../../src-shared/domain/sample.ts';

const NAMES: ReadonlyMap<string, Side> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validation', 'val'],
  ['test', 'test'],
  ['testing', 'test'],
]);

/** The side that a folder's name or a manifest's word means, whatever its case; null if it means none. */
export function sideNamed(name: string): Side | null {
  return NAMES.get(name.toLowerCase()) ?? null;
}

/** The side that one of the folders of a path names. */
export function sideOf(path: string): Side | null {
  const named = posix.dirname(path).split('/').map(sideNamed);
  return SIDES.find((side) => named.includes(side)) ?? null;
}
