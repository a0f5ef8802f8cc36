import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import { contentHash } from '../../src-main/files/hash.ts';

/** The numbers that stand for background, anterior and posterior. */
export const HIPPOCAMPUS_VALUES = [0, 1, 2];

/** The first volumes of the hippocampus with their masks, as a split names them. */
export function hippocampusSamples(folder: string, count: number): SplitSample[] {
  const hashOf = (path: string) => contentHash(readFileSync(join(folder, path)));
  return readdirSync(join(folder, 'imagesTr'))
    .sort()
    .slice(0, count)
    .map((name) => {
      const [path, mask] = [`imagesTr/${name}`, `labelsTr/${name}`];
      return { key: hashOf(path), path, label: 0, group: null, mask: { path: mask, key: hashOf(mask) } };
    });
}
