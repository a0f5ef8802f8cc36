import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadImage } from '../../engine/data/lazy.ts';
import { decode } from '../../files/decode.ts';

/** Reads images below a folder. The thread waits for the disk: its batch is all that it has to do. */
export function readImages(folder: string): ReadImage {
  return async (path) => decode(readFileSync(join(folder, path)));
}
