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
