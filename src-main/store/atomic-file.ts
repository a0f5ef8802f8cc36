import { open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a small file whole or not at all: beside it, to the disk, then in its place. */
export async function writeFileAtomic(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.partial`;
  try {
    const file = await open(partial, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await unlink(partial).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes a rename last through a power cut; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
