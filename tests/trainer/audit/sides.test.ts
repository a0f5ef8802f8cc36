import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunFile, SplitFile, SplitSample } from '../../../src-shared/schema/run-file.ts';
import { contentHash } from '../../../src-main/files/hash.ts';
import { encodePng } from '../../../src-main/imaging/encode-png.ts';
import { renderPicture } from '../../../src-main/imaging/native/sharp.ts';
import { checkSides } from '../../../src-main/trainer/audit/sides.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const picture = (grey: number) => ({ data: Uint8Array.from({ length: 64 }, (_, i) => (grey + i) % 256), height: 8, width: 8, channels: 1 as const });

/** A run on a folder in which each file has its own picture, unless others are written there. */
function runOn(folder: string): { readonly run: RunFile; sample(path: string, bytes: Uint8Array, group?: string): SplitSample } {
  return {
    run: { dataset: { folder } } as RunFile,
    sample: (path, bytes, group) => {
      writeFileSync(join(folder, path), bytes);
      return { key: contentHash(readFileSync(join(folder, path))), path, label: 0, group: group ?? null };
    },
  };
}

describe('an audit of sides', () => {
  it('passes where nothing stands on two of them', async () => {
    const { run, sample } = runOn(temporaryFolder());
    const split = { train: [sample('a.png', encodePng(picture(1)), 'anna'), sample('b.png', encodePng(picture(2)), 'anna')], val: [sample('c.png', encodePng(picture(3)), 'ben')], test: [sample('d.png', encodePng(picture(4)))] };
    expect(await checkSides(run, split as SplitFile, true)).toMatchObject({ passed: true, examples: [], numbers: { images: 4, groupsOnTwoSides: 0, imagesOnTwoSides: 0, unread: 0 } });
  });

  it('finds an image that was saved anew on another side, and a patient on two', async () => {
    const { run, sample } = runOn(temporaryFolder());
    const again = await renderPicture(picture(1), { maxSide: 8, format: 'png' });
    const train = [sample('a.png', encodePng(picture(1)), 'anna')];
    const val = [sample('again.png', again, 'ben')];
    const test = [sample('d.png', encodePng(picture(4)), 'anna')];
    expect(train[0]?.key).not.toBe(val[0]?.key);
    const found = await checkSides(run, { train, val, test } as unknown as SplitFile, true);
    expect(found).toMatchObject({ passed: false, numbers: { groupsOnTwoSides: 1, imagesOnTwoSides: 1 } });
    expect(found.examples).toEqual(['train: a.png = val: again.png', 'train: a.png = test: d.png']);
  });

  it('fails where the split is not the one that the run was created with', async () => {
    const { run, sample } = runOn(temporaryFolder());
    const split = { train: [sample('a.png', encodePng(picture(1)))], val: [], test: [] };
    expect(await checkSides(run, split as unknown as SplitFile, false)).toMatchObject({ passed: false, text: 'Sides: no group and no image on two sides, of 1 image; split.json is not the one that the run was created with.' });
  });
});
