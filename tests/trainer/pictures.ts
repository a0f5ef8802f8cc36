import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LazyEntry } from '../../src-main/engine/data/lazy.ts';
import { encodePng } from '../../src-main/imaging/encode-png.ts';
import { random } from '../../src-shared/lib/random.ts';

/** Grey PNG files of two classes, bright and dark, with noise: enough to learn from in a few steps. */
export function writePictures(folder: string, count: number, side = 12): LazyEntry[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, i) => {
    const next = random(5, 'demo', 0, i);
    const label = i % 2;
    const data = Uint8Array.from({ length: side * side }, () => (label === 0 ? 40 : 160) + Math.floor(next() * 60));
    const path = `${String(i).padStart(4, '0')}.png`;
    writeFileSync(join(folder, path), encodePng({ data, height: side, width: side, channels: 1 }));
    return { key: i.toString(16).padStart(32, '0'), path, label };
  });
}
