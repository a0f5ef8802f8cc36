import { expect, test } from 'vitest';
import { insertDataset } from '../../src-main/store/dataset-files.ts';
import { writeIndexEvents } from '../../src-main/store/index-run.ts';
import { listPredictions } from '../../src-main/store/predictions.ts';
import type { JournalEntry } from '../../src-shared/domain/journal.ts';
import type { IndexedFile } from '../../src-shared/domain/index-event.ts';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { beginning, epochsOf, ingest, journalText, runFile, stampLines, temporaryDatabase, temporaryFolder, writeRunFolder } from './fixtures.ts';

const HASH = 'ab'.repeat(16);

/** A file that holds the same as all others here. */
const twin = (path: string, label: string | null, more: Partial<IndexedFile> = {}): IndexedFile => ({ path, label, group: null, side: null, sizeBytes: 1, modifiedMs: 1, shape: [1, 1, 1], dtype: 'uint8', hash: HASH, fault: null, mask: null, ...more });

const predicted = (path: string, loss: number): JournalEntry => ({ kind: 'prediction', epoch: 1, step: 4, side: 'val', key: HASH, path, truth: 0, predicted: 0, confidence: 0.9, loss });

/** Where the index says that the predictions of a run lie, by the names that the run gives them. */
async function placesOf(names: readonly string[], dataset: Partial<ExperimentInput['dataset']>, rows: readonly IndexedFile[]): Promise<readonly string[]> {
  const db = temporaryDatabase();
  const { dataset: added } = await insertDataset(db, temporaryFolder(), { name: 'cats', folder: '/images' });
  writeIndexEvents(db, { datasetId: added.id, events: [{ kind: 'records', records: [...rows] }] });
  const file = runFile(1, { dataset: { folder: '/images', ...dataset } });
  const journal = journalText(stampLines([...beginning(1, 5), ...epochsOf({ epochs: 1, stepsPerEpoch: 5 }), ...names.map((name, i): [number, JournalEntry] => [1, predicted(name, -i)])]));
  const runId = await ingest(db, writeRunFolder(temporaryFolder(), { ...file, dataset: { ...file.dataset, id: added.id } }, journal));
  // The first is the worst.
  return listPredictions(db, { runId, side: 'val', offset: 0, limit: 10 }).rows.map(({ path }) => path);
}

const [first, second] = [`sample-${HASH.slice(0, 16)}`, `sample-${HASH.slice(0, 16)}-2`];

test('equal contents are numbered among what a run could be trained on, not among all that lies in the folder', async () => {
  const rows = [twin('a.png', null), twin('b.png', 'cat', { fault: 'torn' }), twin('c.png', 'cat'), twin('d.png', 'dog')];
  expect(await placesOf([first, second], {}, rows)).toEqual(['c.png', 'd.png']);
});

test('equal contents outside of the part of a dataset that a run was narrowed to are not counted', async () => {
  const rows = [twin('a/1.png', 'cat'), twin('b/1.png', 'dog'), twin('b/2.png', 'cat'), twin('b/3.png', 'cat')];
  expect(await placesOf([first, second], { onlyPaths: 'b/**', onlyClasses: ['cat'] }, rows)).toEqual(['b/2.png', 'b/3.png']);
});

test('a run that tells its paths finds the sample of the same path', async () => {
  expect(await placesOf(['b.png'], {}, [twin('a.png', 'cat'), twin('b.png', 'cat'), twin('c.png', 'cat')])).toEqual(['b.png']);
});
