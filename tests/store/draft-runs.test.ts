import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listDraftRuns } from '../../src-main/store/draft-runs.ts';
import { saveDraft } from '../../src-main/store/drafts.ts';
import { setRunsBinned } from '../../src-main/store/edit-run.ts';
import { listRuns } from '../../src-main/store/run-list.ts';
import { beginning, ending, ingest, journalText, runFile, runId, stampLines, temporaryDatabase, temporaryFolder, writeRunFolder } from './fixtures.ts';

test('a draft knows how many runs were started from it, and the newest; not those in the bin, and not those of a draft that is gone', async () => {
  const folder = temporaryFolder();
  const db = temporaryDatabase();
  const [a, b] = [await saveDraft(db, join(folder, 'drafts'), { name: 'a', yaml: '' }), await saveDraft(db, join(folder, 'drafts'), { name: 'b', yaml: '' })];
  const finished = journalText(stampLines([...beginning(1, 5), ending(1, 4)]));
  await ingest(db, writeRunFolder(folder, { ...runFile(1), experimentId: a.id }));
  await ingest(db, writeRunFolder(folder, { ...runFile(2), experimentId: a.id }, finished));
  await ingest(db, writeRunFolder(folder, { ...runFile(3), experimentId: a.id }));
  await ingest(db, writeRunFolder(folder, { ...runFile(4), experimentId: 'gone' }));
  await ingest(db, writeRunFolder(folder, runFile(5)));
  await setRunsBinned(db, [runId(3)], 1);
  expect(listDraftRuns(db)).toMatchObject([{ draftId: a.id, count: 2, latest: { id: runId(2), status: 'finished', experimentId: a.id } }]);
  const found = (query: string) => listRuns(db, { filter: { query, binned: false }, sort: { by: 'created', descending: false }, offset: 0, limit: 10 }).rows.map(({ id, experimentId }) => [id, experimentId]);
  expect(found(`experiment:${a.id}`)).toEqual([[runId(1), a.id], [runId(2), a.id]]);
  expect(found(`experiment:${b.id}`)).toEqual([]);
  expect(found('-experiment:gone').length).toBe(3);
});
