import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Database } from '../../src-main/store/database.ts';
import { readJournal } from '../../src-main/store/ingest/follow-run.ts';
import { openAsOwner } from '../../src-main/store/open.ts';
import { registerFolder } from '../../src-main/store/register-run.ts';
import { requireRun } from '../../src-main/store/run-rows.ts';

export * from './made-up-runs.ts';

/** A folder that is removed when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'delira-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real database in a folder that goes with the test. */
export function temporaryDatabase(folder: string = temporaryFolder()): Database {
  const { db } = openAsOwner(join(folder, 'delira.db'));
  onTestFinished(() => void db.close());
  return db;
}

/** Registers a run folder and reads its journal to the end, as the ingester does. */
export async function ingest(db: Database, folder: string): Promise<string> {
  const { id } = await registerFolder(db, folder);
  await readJournal(db, requireRun(db, id), () => Promise.resolve());
  return id;
}

/** Everything in a database that was made of run folders, but for when and from where. */
export function contents(db: Database): readonly (readonly string[])[] {
  const tables = ['runs', 'run_details', 'run_reading', 'tags', 'series', 'points', 'buckets', 'epoch_values', 'images', 'checkpoints', 'confusions', 'predictions', 'messages', 'test_looks'];
  const volatile = ['folder', 'status_ms', 'active_ms', 'run_stamp', 'user_stamp'];
  return tables.map((table) =>
    (db.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[])
      .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !volatile.includes(name)))))
      .sort(),
  );
}
