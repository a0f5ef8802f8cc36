import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { encodePng } from '../../src-main/imaging/encode-png.ts';

/** A folder of its own for a test, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'delira-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with these files: their contents by path; null stands for a small image of its own. */
export function makeTree(files: Readonly<Record<string, string | Uint8Array | null>>): string {
  const folder = temporaryFolder();
  for (const [i, [path, content]] of Object.entries(files).entries()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content ?? grey(4, 5, i));
  }
  return folder;
}

/** A grey PNG file whose pixels rise from a value on. */
export function grey(height: number, width: number, first = 0): Uint8Array {
  return encodePng({ data: Uint8Array.from({ length: height * width }, (_, i) => first + i), height, width, channels: 1 });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
