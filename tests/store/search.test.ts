import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src-main/store/database.ts';
import { setRunTags } from '../../src-main/store/edit-run.ts';
import { openAsOwner } from '../../src-main/store/open.ts';
import { listRuns } from '../../src-main/store/run-list.ts';
import { beginning, ending, epochsOf, ingest, journalText, runFile, runId, stampLines, writeRunFolder } from './fixtures.ts';

/** Four runs: 1 finished cnn, 2 finished resnet18 with tags, 3 torn away while it trained, 4 not begun. */
async function someRuns(folder: string): Promise<Database> {
  const { db } = openAsOwner(join(folder, 'delira.db'));
  const journal = (epochs: number, ends: boolean) =>
    journalText(stampLines([...beginning(epochs, 5), ...epochsOf({ epochs, stepsPerEpoch: 5 }), ...(ends ? [ending(epochs, epochs * 5 - 1)] : [])]));
  await ingest(db, writeRunFolder(folder, runFile(1, { name: 'small CNN', training: { epochs: 1 } }), journal(1, true)));
  await ingest(db, writeRunFolder(folder, runFile(2, { name: 'deep 100%', model: { kind: 'resnet18' }, loader: { batchSize: 64 }, training: { epochs: 5 } }), journal(5, true)));
  await ingest(db, writeRunFolder(folder, runFile(3, { name: 'torn', training: { epochs: 9 } }), journal(3, false)));
  await ingest(db, writeRunFolder(folder, runFile(4, { name: 'waits' })));
  await setRunTags(db, { runIds: [runId(2)], add: ['Paper', 'fold 2'], remove: [] });
  return db;
}

const folder = mkdtempSync(join(tmpdir(), 'delira-search-'));
const db = await someRuns(folder);
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

function found(query: string): number[] {
  const { rows, total } = listRuns(db, { filter: { query, binned: false }, sort: { by: 'created', descending: false }, offset: 0, limit: 100 });
  expect(total).toBe(rows.length);
  return rows.map(({ id }) => Number.parseInt(id.slice(-4), 16));
}

describe('the search', () => {
  test.each([
    ['', [1, 2, 3, 4]],
    ['cnn', [1, 3, 4]],
    ['CATS', [1, 2, 3, 4]],
    ['"deep 100%"', [2]],
    ['%', [2]],
    ['name:torn', [3]],
    ['-name:torn', [1, 2, 4]],
    ['model:resnet18', [2]],
    ['status:finished', [1, 2]],
    ['status:finished,running', [1, 2, 3]],
    ['-status:finished', [3, 4]],
    ['tag:paper', [2]],
    ['-tag:paper', [1, 3, 4]],
    ['paper', [2]],
    ['tag:"fold 2"', [2]],
    ['val_accuracy>0.52', [2, 3]],
    ['val_accuracy>=0.55', [2]],
    ['train_loss<0.1', [2, 3]],
    ['-val_accuracy>0.52', [1, 4]],
    ['epochs>5', [4]],
    ['epoch=3', [3]],
    ['loader.batchSize:64', [2]],
    ['loader.batchSize>=10', [1, 2, 3, 4]],
    ['training.optimizer.kind:adam', [1, 2, 3, 4]],
    ['status:finished val_accuracy>0.52 tag:paper', [2]],
    ['status:failed', []],
    ["'; DROP TABLE runs; --", []],
  ])('%s', (query, ids) => {
    expect(found(query)).toEqual(ids);
  });

  test.each([
    ['stauts:failed', 'did you mean "status"'],
    ['status:finishd', 'did you mean "finished"'],
    ['val_acuracy>0.5', 'did you mean "val_accuracy"'],
    ['val_accuracy>much', 'expected a number for val_accuracy, but found "much" at character 1'],
    ['cnn "torn', 'at character 5'],
    ['tag:', 'expected a value, but found "tag:"'],
    ['val_accuracy > 0.5', 'without spaces'],
  ])('%s is answered with where and what helps', (query, sentence) => {
    expect(() => found(query)).toThrow(sentence);
  });
});
