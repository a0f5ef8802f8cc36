import type { DatasetSummary } from '../../src-shared/domain/dataset.ts';
import type { IndexEvent, IndexOutcome } from '../../src-shared/domain/index-event.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { DatasetFile } from '../../src-shared/schema/dataset-file.ts';
import { identifyProcess, processState } from '../threads/process-identity.ts';
import type { ProcessIdentity } from '../threads/process-identity.ts';
import { touch } from './changes.ts';
import { sql, transaction } from './database.ts';
import type { Database } from './database.ts';
import { datasetSummary, requireDataset, toDatasetFile } from './datasets.ts';
import type { DatasetRow } from './datasets.ts';
import { SampleWriter } from './sample-writer.ts';

/** This process is about to index a dataset; see `beginIndex` in `datasets.request.ts`. */
export async function beginIndex(db: Database, { datasetId, join = false }: { readonly datasetId: string; readonly join?: boolean }): Promise<DatasetFile | null> {
  const row = requireDataset(db, datasetId);
  const self = await identifyProcess();
  const other = indexerOf(row);
  if (other !== null && !isSame(other, self) && (await processState(other)) !== 'gone') {
    if (join) return null;
    throw new BadInput(`expected nobody to index "${row.name}", but found process ${other.pid} of ${other.host} at it`, {
      help: 'Wait until it is ready, or cancel it there.',
    });
  }
  transaction(db, () => claimIndex(db, datasetId, self));
  return toDatasetFile(row);
}

/** Notes in the database who indexes a dataset: within a transaction. */
export function claimIndex(db: Database, datasetId: string, self: ProcessIdentity | null): void {
  sql(
    db,
    "UPDATE datasets SET status = 'indexing', message = NULL, progress = NULL, indexing_by = ?, wants_index = 1 WHERE id = ?",
  ).run(self === null ? null : JSON.stringify(self), datasetId);
  touch(db, 'datasets', datasetId);
}

/** Stores what an index tells, all of it or nothing. */
export function writeIndexEvents(db: Database, { datasetId, events }: { readonly datasetId: string; readonly events: readonly IndexEvent[] }): void {
  const { key } = requireDataset(db, datasetId);
  withoutFlush(db, () =>
    transaction(db, () => {
      const writer = new SampleWriter(db, key);
      for (const event of events) writeEvent(db, key, writer, event);
      writer.save();
      touch(db, 'datasets', datasetId);
    }),
  );
}

/**
 * Commits without waiting for the disk. A loss of power may take back the last
 * of it, never a part: the folder still says it all, and an index that was
 * interrupted is taken up again.
 */
function withoutFlush(db: Database, work: () => void): void {
  db.pragma('synchronous = NORMAL');
  try {
    work();
  } finally {
    db.pragma('synchronous = FULL');
  }
}

function writeEvent(db: Database, dataset: number, writer: SampleWriter, event: IndexEvent): void {
  switch (event.kind) {
    case 'layout':
      sql(db, 'UPDATE datasets SET finding = ? WHERE key = ?').run(JSON.stringify(event.finding), dataset);
      return;
    case 'records':
      for (const record of event.records) writer.put(record);
      return;
    case 'found':
      writer.putFound(event);
      return;
    case 'removed':
      for (const path of event.paths) writer.remove(path);
      return;
    case 'progress':
      sql(db, 'UPDATE datasets SET progress = ? WHERE key = ?').run(JSON.stringify(event.progress), dataset);
      return;
    default:
      assertNever(event);
  }
}

export interface IndexEnd {
  readonly datasetId: string;
  readonly outcome: IndexOutcome | 'failed';
  readonly message: string | null;
}

export function endIndex(db: Database, { datasetId, outcome, message }: IndexEnd): DatasetSummary {
  transaction(db, () => {
    sql(
      db,
      `UPDATE datasets SET status = @outcome, message = @message, progress = NULL, indexing_by = NULL, wants_index = 0,
         indexed_ms = iif(@outcome = 'ready', @nowMs, indexed_ms) WHERE id = @datasetId`,
    ).run({ datasetId, outcome, message, nowMs: Date.now() });
    touch(db, 'datasets', datasetId);
  });
  return datasetSummary(db, { datasetId });
}

export function listDatasetsToIndex(db: Database): readonly { readonly datasetId: string }[] {
  return sql<{ datasetId: string }>(
    db,
    "SELECT id AS datasetId FROM datasets WHERE wants_index = 1 AND status <> 'indexing' AND removed_ms IS NULL ORDER BY added_ms, key",
  ).all();
}

const INTERRUPTED = 'The app ended while it read this folder. What it had read is kept.';

/** Says of each index whose process is gone that it was interrupted: the owner's part. */
export async function interruptDeadIndexes(db: Database): Promise<void> {
  for (const row of sql<DatasetRow>(db, "SELECT * FROM datasets WHERE status = 'indexing'").all()) {
    const process = indexerOf(row);
    if (process !== null && (await processState(process)) !== 'gone') continue;
    transaction(db, () => {
      const { changes } = sql(
        db,
        `UPDATE datasets SET status = 'cancelled', message = ?, progress = NULL, indexing_by = NULL
         WHERE key = ? AND status = 'indexing' AND indexing_by IS ?`,
      ).run(INTERRUPTED, row.key, row.indexing_by);
      if (changes > 0) touch(db, 'datasets', row.id);
    });
  }
}

function indexerOf({ indexing_by }: DatasetRow): ProcessIdentity | null {
  return indexing_by === null ? null : (JSON.parse(indexing_by) as ProcessIdentity);
}

function isSame(a: ProcessIdentity, b: ProcessIdentity | null): boolean {
  return b !== null && a.pid === b.pid && a.startedAt === b.startedAt && a.bootId === b.bootId;
}
