import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flattenError } from '../../src-shared/lib/bad-input.ts';
import { UnreadableSample } from '../../src-main/engine/data/dataset.ts';
import { contentHash } from '../../src-main/files/hash.ts';
import { openDataset } from '../../src-main/files/open-dataset.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { grey, makeTree } from './make-tree.ts';

const mnist = realData('mnist-png');

const sampleOf = (path: string, bytes: Uint8Array, label = 0) => ({ key: contentHash(bytes), path, label, group: null });
const reading = (folder: string, path: string, bytes: Uint8Array) =>
  openDataset(folder, [sampleOf(path, bytes)])
    .read(0)
    .then(() => 'read', (error: unknown) => `${error instanceof UnreadableSample ? '' : 'not an UnreadableSample: '}${flattenError(error).message}`);

describe('openDataset', () => {
  it('knows labels without reading, and reads image and label of a place', async () => {
    const folder = makeTree({ 'a/1.png': grey(2, 3, 10), 'b/2.png': grey(1, 1) });
    const dataset = openDataset(folder, [sampleOf('b/2.png', grey(1, 1), 1), sampleOf('a/1.png', grey(2, 3, 10), 0)]);
    expect([dataset.length, dataset.labels]).toEqual([2, Int32Array.of(1, 0)]);
    expect(await dataset.read(1)).toEqual({
      key: contentHash(grey(2, 3, 10)),
      path: 'a/1.png',
      arrays: {
        image: { data: Uint8Array.of(10, 11, 12, 13, 14, 15), shape: [2, 3, 1], dtype: 'uint8', geometry: null },
        label: { data: Int32Array.of(0), shape: [], dtype: 'int32' },
      },
    });
  });

  it('gives samples memory of their own', async () => {
    const folder = makeTree({ 'a/1.png': grey(2, 2) });
    const dataset = openDataset(folder, [sampleOf('a/1.png', grey(2, 2))]);
    const first = await dataset.read(0);
    first.arrays['image']?.data.fill(9);
    expect([...((await dataset.read(0)).arrays['image']?.data ?? [])]).toEqual([0, 1, 2, 3]);
  });

  it('says why a sample cannot be read', async () => {
    const folder = makeTree({ 'a/1.png': grey(2, 2), 'a/changed.png': grey(2, 2, 5), 'a/broken.png': grey(9, 9).subarray(0, 50), 'a/sub/x': '' });
    expect({
      gone: await reading(folder, 'a/2.png', grey(2, 2)),
      changed: await reading(folder, 'a/changed.png', grey(2, 2)),
      broken: await reading(folder, 'a/broken.png', grey(9, 9).subarray(0, 50)),
      folder: await reading(folder, 'a/sub', grey(2, 2)),
      outside: await reading(folder, '../secret.png', grey(2, 2)),
      absolute: await reading(folder, '/etc/hostname', grey(2, 2)),
    }).toEqual({
      gone: 'expected a readable image at a/2.png: expected to read it, but it is not there',
      changed: 'expected a readable image at a/changed.png: expected a/changed.png as it was indexed, but it has changed since: index the dataset again',
      broken: expect.stringMatching(/^expected a readable image at a\/broken.png: expected \d+ bytes of PNG chunk IDAT at byte 41, but the file ends after 50 bytes$/) as string,
      folder: 'expected a readable image at a/sub: expected a regular file, but found something else',
      outside: "expected a readable image at ../secret.png: expected a path below the dataset's folder, but found ../secret.png",
      absolute: "expected a readable image at /etc/hostname: expected a path below the dataset's folder, but found /etc/hostname",
    });
  });

  it('reads through links that the user made, and again once a file is back', async () => {
    const elsewhere = makeTree({ 'x.png': grey(2, 2) });
    const folder = makeTree({ 'a/y.png': grey(2, 2) });
    symlinkSync(join(elsewhere, 'x.png'), join(folder, 'a/x.png'));
    expect(await reading(folder, 'a/x.png', grey(2, 2))).toBe('read');
    renameSync(join(folder, 'a/y.png'), join(folder, 'a/z.png'));
    expect(await reading(folder, 'a/y.png', grey(2, 2))).toContain('it is not there');
    writeFileSync(join(folder, 'a/y.png'), grey(2, 2));
    expect(await reading(folder, 'a/y.png', grey(2, 2))).toBe('read');
    rmSync(join(folder, 'a/x.png'));
    expect(existsSync(join(elsewhere, 'x.png'))).toBe(true);
  });

  it('reads MNIST as 28 x 28 grey images', { timeout: 60_000 }, async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const folder = join(mnist ?? '', 'test/7');
    const names = readdirSync(folder);
    const dataset = openDataset(folder, names.map((name) => sampleOf(name, readFileSync(join(folder, name)), 7)));
    expect(dataset.length).toBe(1028);
    let sum = 0;
    for (let i = 0; i < dataset.length; i++) {
      const { image } = (await dataset.read(i)).arrays;
      expect(image?.shape).toEqual([28, 28, 1]);
      for (const value of image?.data ?? []) sum += value;
    }
    // By Pillow and NumPy.
    expect(sum / (1028 * 784)).toBeCloseTo(29.29980073254983, 10);
  });
});
