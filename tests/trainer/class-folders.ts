import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../../src-main/files/hash.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';

export interface ClassFolders {
  readonly classes: readonly string[];
  /** The classes in turn, so that any stretch of samples has some of each. */
  readonly samples: readonly SplitSample[];
}

/** The first images of each folder, the folders being classes. */
export function classFolders(folder: string, perClass: number): ClassFolders {
  const classes = readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map((each) => each.name)
    .sort();
  const names = classes.map((name) => readdirSync(join(folder, name)).sort().slice(0, perClass));
  const samples = Array.from({ length: perClass }, (_, i) =>
    classes.map((name, label): SplitSample => {
      const path = `${name}/${names[label]?.[i] ?? ''}`;
      return { key: contentHash(readFileSync(join(folder, path))), path, label, group: null };
    }),
  ).flat();
  return { classes, samples };
}
