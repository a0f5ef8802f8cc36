import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import settings from '../../resources/demo.json' with { type: 'json' };
import { decode } from '../../src-main/files/decode.ts';
import { drawPhantom, writeDemo } from '../../src-main/files/demo.ts';
import { contentHash } from '../../src-main/files/hash.ts';
import { detect } from './detect.ts';
import { temporaryFolder } from './make-tree.ts';

describe('the demo data set', { timeout: 60_000 }, () => {
  it('is a folder per class, with as many different scans as the settings say, and the same each time', async () => {
    const folder = join(temporaryFolder(), 'demo');
    await writeDemo(folder);
    const { finding, records } = await detect(folder);
    expect(finding.reason).toBe('4 folders hold images: each is a class.');
    expect(Object.fromEntries(settings.classes.map((name) => [name, records.filter(({ label }) => label === name).length]))).toEqual({ disc: 200, ring: 200, square: 200, star: 200 });
    const hashes = records.map(({ path }) => contentHash(readFileSync(join(folder, path))));
    expect(new Set(hashes).size).toBe(800);
    const again = join(temporaryFolder(), 'demo');
    await writeDemo(again);
    expect(records.map(({ path }) => contentHash(readFileSync(join(again, path))))).toEqual(hashes);
  });

  it('appears whole, and never in place of a folder that is there', async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'mine'));
    writeFileSync(join(parent, 'mine/scan.png'), 'x');
    await writeDemo(join(parent, 'mine'));
    await writeDemo(join(parent, 'demo'));
    expect([readdirSync(parent).sort(), readdirSync(join(parent, 'mine'))]).toEqual([['demo', 'mine'], ['scan.png']]);
    expect(await decode(readFileSync(join(parent, 'demo/star/0001.png')))).toEqual({ data: drawPhantom('star', 0).data, shape: [64, 64, 1], dtype: 'uint8', geometry: null });
  });

  it('shows one bright lesion in a darker body on a dark ground', () => {
    for (const name of settings.classes) {
      const { data, width } = drawPhantom(name, 3);
      const mean = (top: number, left: number, size: number) => {
        let sum = 0;
        for (let y = top; y < top + size; y++) for (let x = left; x < left + size; x++) sum += data[y * width + x] ?? 0;
        return sum / size ** 2;
      };
      const [ground, body] = [mean(0, 0, 6), mean(52, 29, 4)];
      const brightest = [...data].sort((a, b) => b - a).slice(0, 80);
      expect([name, ground < 25, body > ground + 40, brightest.every((value) => value > body + 60)]).toEqual([name, true, true, true]);
    }
  });
});
