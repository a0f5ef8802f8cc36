import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { statIfThere } from './run-files.ts';

/** A size is measured anew when it is asked for after this time. */
const FRESH_MS = 10_000;
/** A folder of a hundred thousand images takes seconds: its size is told the next time. */
const PATIENCE_MS = 200;

interface Measured {
  bytes: number | null;
  atMs: number;
  running: Promise<void> | null;
}

const measured = new Map<string, Measured>();

/** The bytes of all files below a folder; null until they have been counted, and where they cannot be. */
export async function folderSizeBytes(folder: string): Promise<number | null> {
  let size = measured.get(folder);
  if (!size) measured.set(folder, (size = { bytes: null, atMs: 0, running: null }));
  if (size.running === null && Date.now() - size.atMs > FRESH_MS) size.running = measure(folder, size);
  if (size.running !== null) await Promise.race([size.running, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  return size.bytes;
}

/** Whether there is something at a path; a drive that does not answer in time is taken to have it. */
export async function isThere(path: string): Promise<boolean> {
  const looked = statIfThere(path).then((found) => found !== null, () => true);
  return Promise.race([looked, new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, true).unref())]);
}

async function measure(folder: string, size: Measured): Promise<void> {
  size.bytes = await bytesBelow(folder).catch(() => null);
  size.atMs = Date.now();
  size.running = null;
}

/** What goes while it is counted does not count. */
async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesBelow(path);
    else if (entry.isFile()) bytes += (await statIfThere(path))?.size ?? 0;
  }
  return bytes;
}
