import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DatasetSummary } from '../../src-shared/domain/dataset.ts';
import { DATASET_FORMAT_VERSION, parseDatasetFile } from '../../src-shared/schema/dataset-file.ts';
import type { DatasetFile } from '../../src-shared/schema/dataset-file.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { identifyProcess } from '../threads/process-identity.ts';
import { touch } from './changes.ts';
import { sql, transaction } from './database.ts';
import type { Database } from './database.ts';
import { datasetSummary, requireDataset, toDatasetFile } from './datasets.ts';
import type { DatasetRow } from './datasets.ts';
import { inTurn } from './in-turn.ts';
import { claimIndex } from './index-run.ts';
import { listJson, writeJson } from './json-folder.ts';
import { readIfThere } from './run-files.ts';

export interface InsertedDataset {
  readonly dataset: DatasetSummary;
  readonly isNew: boolean;
}

/** Registers a folder, for this process to index, or answers the dataset that it is already. */
export function insertDataset(
  db: Database,
  folderOfFiles: string,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<InsertedDataset> {
  return inTurn(`dataset ${folder}`, async () => {
    const known = sql<DatasetRow>(db, 'SELECT * FROM datasets WHERE folder = ? ORDER BY removed_ms IS NULL DESC, added_ms DESC').get(folder);
    if (typeof known?.removed_ms === 'number') await editDataset(db, folderOfFiles, known.id, (file) => ({ ...file, removedMs: null }));
    if (known) return { dataset: datasetSummary(db, { datasetId: known.id }), isNew: false };
    const file: DatasetFile = {
      formatVersion: DATASET_FORMAT_VERSION,
      id: randomUUID(),
      name,
      folder,
      layout: 'auto',
      manifest: null,
      addedMs: Date.now(),
      removedMs: null,
    };
    await writeDatasetFile(folderOfFiles, file);
    const self = await identifyProcess();
    transaction(db, () => {
      applyDatasetFile(db, file);
      claimIndex(db, file.id, self);
    });
    return { dataset: datasetSummary(db, { datasetId: file.id }), isNew: true };
  });
}

/** Changes what the user said of a dataset: first in its file, then in the database. */
export function editDataset(db: Database, folderOfFiles: string, datasetId: string, edit: (file: DatasetFile) => DatasetFile): Promise<void> {
  return inTurn(datasetId, async () => {
    const row = requireDataset(db, datasetId);
    const file = edit((await readDatasetFile(folderOfFiles, datasetId)) ?? toDatasetFile(row));
    await writeDatasetFile(folderOfFiles, file);
    transaction(db, () => applyDatasetFile(db, file));
  });
}

/** @throws BadInput if another dataset is in that folder. */
export async function moveDataset(db: Database, folderOfFiles: string, { datasetId, folder }: { readonly datasetId: string; readonly folder: string }): Promise<void> {
  const other = sql<DatasetRow>(db, 'SELECT * FROM datasets WHERE folder = ? AND id <> ? AND removed_ms IS NULL').get(folder, datasetId);
  if (other) throw new BadInput(`expected a folder of no other dataset, but found that of "${other.name}" in ${folder}`, { help: 'Remove that dataset first if both are the same images.' });
  await editDataset(db, folderOfFiles, datasetId, (file) => ({ ...file, folder }));
}

/**
 * Brings the database up to what the dataset files say: after a crash between
 * the two, and in a new database. A dataset without a file gets its file back.
 *
 * @returns what is wrong with files that cannot be read, in sentences.
 */
export async function syncDatasets(db: Database, folderOfFiles: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const found = new Set<string>();
  for (const name of await listJson(folderOfFiles)) {
    found.add(name);
    try {
      const file = await readDatasetFile(folderOfFiles, name);
      if (file !== null) transaction(db, () => applyDatasetFile(db, file));
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  for (const row of sql<DatasetRow>(db, 'SELECT * FROM datasets').all()) {
    if (!found.has(row.id)) await writeDatasetFile(folderOfFiles, toDatasetFile(row));
  }
  return problems;
}

async function readDatasetFile(folderOfFiles: string, id: string): Promise<DatasetFile | null> {
  const path = join(folderOfFiles, `${id}.json`);
  const text = await readIfThere(path);
  return text === null ? null : parseDatasetFile(text, path);
}

function writeDatasetFile(folderOfFiles: string, file: DatasetFile): Promise<void> {
  return writeJson(folderOfFiles, file.id, file);
}

const UNREAD = 'The folder has not been read since the database was made anew.';

/** Says in the database what a dataset file says; one that is new there is to be indexed. */
function applyDatasetFile(db: Database, file: DatasetFile): void {
  const known = sql<DatasetRow>(db, 'SELECT * FROM datasets WHERE id = ?').get(file.id);
  if (known && JSON.stringify(toDatasetFile(known)) === JSON.stringify(inOrder(file))) return;
  sql(
    db,
    `INSERT INTO datasets (id, name, folder, layout_choice, manifest_choice, reading, status, message, wants_index, added_ms, removed_ms)
     VALUES (@id, @name, @folder, @layout, @manifest, @reading, 'cancelled', @unread, 1, @addedMs, @removedMs)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, folder = excluded.folder, layout_choice = excluded.layout_choice,
       manifest_choice = excluded.manifest_choice, reading = excluded.reading, removed_ms = excluded.removed_ms`,
  ).run({ ...inOrder(file), reading: file.reading === undefined ? null : JSON.stringify(file.reading), unread: UNREAD });
  touch(db, 'datasets', file.id);
  if (!known || known.removed_ms !== file.removedMs) touch(db, 'datasets', '');
}

/** With the fields in the order of `toDatasetFile`, so that equal files have equal texts. */
function inOrder({ formatVersion, id, name, folder, layout, manifest, reading, addedMs, removedMs }: DatasetFile): DatasetFile {
  return { formatVersion, id, name, folder, layout, manifest, ...(reading && { reading }), addedMs, removedMs };
}
