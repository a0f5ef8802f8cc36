import { existsSync } from 'node:fs';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { RunFile, UserFile } from '../../src-shared/schema/run-file.ts';
import { touch } from './changes.ts';
import { sql, transaction } from './database.ts';
import type { Database } from './database.ts';
import { NO_USER_FILE, readRunFile, readUserFile } from './run-files.ts';
import type { Stamped } from './run-files.ts';
import { deleteRun, findRun } from './run-rows.ts';
import type { RunRow } from './run-rows.ts';

/**
 * Puts a run folder into the list, or brings the list up to date with its
 * `run.json` and `user.json`. Its journal is read later.
 *
 * @throws BadInput if the same run lies in another folder too.
 */
export function registerRun(
  db: Database,
  folder: string,
  run: Stamped<RunFile>,
  user: Stamped<UserFile> | null,
  nowMs: number,
): { readonly key: number; readonly isNew: boolean } {
  return transaction(db, () => {
    const known = findRun(db, run.value.id);
    if (known !== null && known.folder !== folder) refuseCopy(known, folder);
    const replaced = sql<RunRow>(db, 'SELECT * FROM runs WHERE folder = ? AND id <> ?').get(folder, run.value.id);
    if (replaced) deleteRun(db, replaced);
    const key = known?.key ?? insertRun(db, folder, run.value, nowMs);
    updateRun(db, key, folder, run);
    applyUserFile(db, { key, id: run.value.id }, user);
    if (known === null) touch(db, 'runs', '');
    return { key, isNew: known === null };
  });
}

/**
 * Puts a run folder into the list, from wherever it lies.
 *
 * @throws BadInput if it is no run folder, or holds a copy of a run that is in the list.
 */
export async function registerFolder(db: Database, folder: string): Promise<{ readonly id: string }> {
  const file = await readRunFile(folder);
  if (file === null) {
    throw new BadInput(`expected a run folder at ${folder}, but found no ${RUN_FILES.run} in it`, { help: 'Choose the folder of one run: it holds run.json and journal.ndjson.' });
  }
  registerRun(db, folder, file, await readUserFile(folder), Date.now());
  return { id: file.value.id };
}

/** A folder that was moved is followed; one that was copied is not a second run. */
function refuseCopy(known: RunRow, folder: string): void {
  if (!existsSync(known.folder)) return;
  throw new BadInput(`expected a run of its own in ${folder}, but found a copy of "${known.name}" in ${known.folder}`, {
    help: 'Remove one of the two folders.',
  });
}

/** Until its journal says otherwise. Nothing that was merely found may begin to train by itself. */
const NOT_BEGUN = 'The run was made, but its training has not begun. Resume the run to begin it.';

function insertRun(db: Database, folder: string, file: RunFile, nowMs: number): number {
  const { lastInsertRowid } = sql(
    db,
    `INSERT INTO runs (id, folder, name, status, message, status_ms, dataset_name, model, created_ms, epochs, select_metric, select_mode)
     VALUES (@id, @folder, @name, 'interrupted', @message, @nowMs, @dataset, @model, @createdMs, @epochs, @metric, @mode)`,
  ).run({ ...columnsOf(file), id: file.id, folder, name: file.name, epochs: file.untold ? 1 : file.spec.training.epochs, message: NOT_BEGUN, nowMs });
  const key = Number(lastInsertRowid);
  sql(db, 'INSERT INTO run_reading (run) VALUES (?)').run(key);
  return key;
}

function updateRun(db: Database, key: number, folder: string, { value: file, stamp }: Stamped<RunFile>): void {
  sql(
    db,
    `UPDATE runs SET folder = @folder, dataset_id = @datasetId, dataset_name = @dataset, model = @model, created_ms = @createdMs,
       experiment_id = @experimentId, study_id = @studyId, study_member = @studyMember, study = @study, select_metric = @metric, select_mode = @mode WHERE key = @key`,
  ).run({ ...columnsOf(file), datasetId: file.dataset.id, folder, experimentId: file.experimentId ?? null, ...studyColumns(file), key });
  sql(
    db,
    `INSERT INTO run_details (run, name, spec, batch_size, classes, split, dataset_folder, fingerprint, app_version)
     VALUES (@key, @name, @spec, @batchSize, @classes, @split, @datasetFolder, @fingerprint, @appVersion)
     ON CONFLICT (run) DO UPDATE SET name = excluded.name, spec = excluded.spec, batch_size = excluded.batch_size, classes = excluded.classes,
       split = excluded.split, dataset_folder = excluded.dataset_folder, fingerprint = excluded.fingerprint, app_version = excluded.app_version`,
  ).run({
    key,
    name: file.name,
    spec: JSON.stringify(file.spec),
    batchSize: file.spec.loader.batchSize,
    classes: JSON.stringify(file.classes),
    split: JSON.stringify(file.split.counts),
    datasetFolder: file.dataset.folder,
    fingerprint: file.dataset.fingerprint,
    appVersion: file.appVersion,
  });
  sql(db, 'UPDATE run_reading SET run_stamp = ? WHERE run = ?').run(stamp, key);
}

/** In the place of a network that nobody has named. */
const SCRIPT = 'script';

function columnsOf({ dataset, spec, createdMs, untold }: RunFile) {
  const { metric, mode } = spec.training.select;
  return { dataset: dataset.name, model: untold ? SCRIPT : spec.model.kind, createdMs, metric, mode };
}

function studyColumns({ study }: RunFile) {
  return { studyId: study?.id ?? null, studyMember: study?.member ?? null, study: study === undefined ? null : JSON.stringify(study) };
}

/** Brings name, tags and bin of a run up to what its user file says. */
export function applyUserFile(db: Database, run: Pick<RunRow, 'key' | 'id'>, file: Stamped<UserFile> | null): void {
  const user = file?.value ?? NO_USER_FILE;
  const before = sql<{ binned_ms: number | null }>(db, 'SELECT binned_ms FROM runs WHERE key = ?').get(run.key);
  sql(
    db,
    'UPDATE runs SET name = coalesce(@name, (SELECT name FROM run_details WHERE run = @key)), binned_ms = @binnedMs WHERE key = @key',
  ).run({ key: run.key, name: user.name, binnedMs: user.binnedMs });
  sql(db, 'DELETE FROM tags WHERE run = ?').run(run.key);
  for (const tag of new Set(user.tags)) sql(db, 'INSERT INTO tags (run, tag) VALUES (?, ?)').run(run.key, tag);
  sql(db, 'UPDATE run_reading SET user_stamp = ? WHERE run = ?').run(file?.stamp ?? null, run.key);
  touch(db, 'runs', run.id);
  if ((before?.binned_ms ?? null) !== user.binnedMs) touch(db, 'runs', '');
}
