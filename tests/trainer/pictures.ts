import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../../src-main/files/hash.ts';
import { encodePng } from '../../src-main/imaging/encode-png.ts';
import { random } from '../../src-shared/lib/random.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';

/** Grey PNG files of two classes, bright and dark, with noise: enough to learn from in a few steps. */
export function writePictures(folder: string, count: number, side = 12): SplitSample[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, i) => {
    const next = random(5, 'demo', 0, i);
    const label = i % 2;
    const data = Uint8Array.from({ length: side * side }, () => (label === 0 ? 40 : 160) + Math.floor(next() * 60));
    const path = `${String(i).padStart(4, '0')}.png`;
    const bytes = encodePng({ data, height: side, width: side, channels: 1 });
    writeFileSync(join(folder, path), bytes);
    return { key: contentHash(bytes), path, label, group: null };
  });
}
