import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/** A look at a path that has not ended. */
interface Look {
  readonly there: Promise<boolean | null>;
  readonly untilMs: number;
}

type Stat = (path: string) => Promise<unknown>;

/**
 * Whether there is something at a path; null where its drive does not answer
 * in time, or not at all. A look at a drive that hangs never ends, and holds
 * one of the four threads that all files of the process share: there is at
 * most one look at a time into each folder of runs, and none more is begun
 * while one is late.
 */
export function createLooks(stat: Stat): (path: string) => Promise<boolean | null> {
  const looks = new Map<string, Look>();
  return async (path) => {
    const within = dirname(path);
    for (let before = looks.get(within); before; before = looks.get(within)) {
      if (await isLate(before)) return null;
    }
    const there = stat(path).then((found) => found !== null, () => null).finally(() => looks.delete(within));
    const look = { there, untilMs: Date.now() + PATIENCE_MS };
    looks.set(within, look);
    return (await isLate(look)) ? null : there;
  };
}

export const isThere = createLooks(statIfThere);

/** Waits for the end of a look, as long as there is patience with it. */
async function isLate({ there, untilMs }: Look): Promise<boolean> {
  const restMs = untilMs - Date.now();
  if (restMs <= 0) return true;
  const ended = there.then(() => false);
  return Promise.race([ended, new Promise<boolean>((resolve) => setTimeout(resolve, restMs, true).unref())]);
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
