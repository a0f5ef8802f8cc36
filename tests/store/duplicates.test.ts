import { expect, it } from 'vitest';
import { insertDataset } from '../../src-main/store/dataset-files.ts';
import { listDuplicates } from '../../src-main/store/duplicates.ts';
import { writeIndexEvents } from '../../src-main/store/index-run.ts';
import type { IndexedFile } from '../../src-shared/domain/index-event.ts';
import type { Side } from '../../src-shared/domain/sample.ts';
import { temporaryDatabase, temporaryFolder } from './fixtures.ts';

const record = (path: string, content: number, pixels: number | null, side: Side | null): IndexedFile => ({
  ...{ path, label: 'a', group: null, side, sizeBytes: 1, modifiedMs: 1, shape: [1, 1, 1], dtype: 'uint8', fault: null, mask: null },
  hash: String(content).padStart(32, '0'),
  ...(pixels !== null && { pixels: String(pixels).padStart(32, '0') }),
});

it('lists files with the same bytes, and with the same pixels in other files, those on several sides first', async () => {
  const db = temporaryDatabase();
  const { dataset } = await insertDataset(db, temporaryFolder(), { name: 'cats', folder: '/cats' });
  const records = [record('1.png', 1, 9, 'train'), record('2.png', 1, 9, 'train'), record('3.bmp', 2, 9, 'test'), record('4.png', 3, 8, null)];
  writeIndexEvents(db, { datasetId: dataset.id, events: [{ kind: 'records', records }] });
  const { total, rows } = listDuplicates(db, { datasetId: dataset.id, offset: 0, limit: 10 });
  expect(total).toBe(2);
  expect(rows.map(({ by, acrossSides, samples }) => [by, acrossSides, samples.map(({ path, side }) => `${path} ${side}`)])).toEqual([
    ['pixels', true, ['1.png train', '2.png train', '3.bmp test']],
    ['bytes', false, ['1.png train', '2.png train']],
  ]);
  expect(listDuplicates(db, { datasetId: dataset.id, offset: 1, limit: 1 }).rows).toHaveLength(1);
});
