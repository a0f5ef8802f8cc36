import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The bundles that processes and threads start from; `vite.main.config.ts` builds one file for each. */
export const ENTRIES = ['cli', 'trainer', 'delira', 'delira-register', 'indexer', 'store-thread', 'split-thread', 'loader-thread', 'heartbeat-thread', 'simd-thread'] as const;
export type Entry = (typeof ENTRIES)[number];

/**
 * Where the built main side lies: beside the running bundle in the app, in
 * `dist/main` when a test runs from the sources.
 */
export function builtFolder(): string {
  const here = outside(dirname(fileURLToPath(import.meta.url)));
  if (existsSync(join(here, 'build.json'))) return here;
  const parent = dirname(here);
  if (existsSync(join(parent, 'build.json'))) return parent;
  return join(here, '..', '..', 'dist', 'main');
}

/** In an installed app, beside the archive: only Electron itself can look into that, plain Node and its threads cannot. */
const outside = (folder: string) => folder.replace(/app[.]asar(?=[\\/]|$)/, 'app.asar.unpacked');

export function entryFile(entry: Entry): string {
  return join(builtFolder(), `${entry}.js`);
}

export function entryUrl(entry: Entry): URL {
  return pathToFileURL(entryFile(entry));
}
