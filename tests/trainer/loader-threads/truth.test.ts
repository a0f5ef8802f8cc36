import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UnreadableSample, reasonOf } from '../../../src-main/engine/data/dataset.ts';
import { encodePng } from '../../../src-main/imaging/encode-png.ts';
import { contentHash } from '../../../src-main/files/hash.ts';
import { truthReader } from '../../../src-main/trainer/loader-threads/recipe.ts';
import { createSampleTable } from '../../../src-main/trainer/loader-threads/sample-table.ts';
import { makeTree } from '../../files/make-tree.ts';

it('the truth of a mask that went away is an unreadable sample, and no absolute path is in its reason', async () => {
  const mask = encodePng({ data: Uint8Array.of(0, 255), height: 1, width: 2, channels: 1 });
  const folder = makeTree({ 'images/1.png': null, 'masks/1.png': mask });
  const table = createSampleTable([{ key: 'k', path: 'images/1.png', label: 0, mask: { path: 'masks/1.png', key: contentHash(mask) } }]);
  const truth = truthReader({
    folder, table, maskValues: [0, 255], prepare: [], sampler: { kind: 'sequential' }, batchSize: 1, batchesPerEpoch: 'auto', dropLast: false, unreadable: 'leave-out', augment: [], seed: 1, cache: null,
  });
  const sample = { key: 'k', path: 'images/1.png' };
  expect((await truth(sample)).data).toEqual(Int32Array.of(0, 1));
  rmSync(join(folder, 'masks/1.png'));
  const error = await truth(sample).then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnreadableSample);
  expect(error instanceof UnreadableSample && reasonOf(error)).toBe('expected to read it, but it is not there');
});
