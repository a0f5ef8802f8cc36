import { join } from 'node:path';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { RunStatus } from '../../../src-shared/domain/run.ts';
import { touch } from '../changes.ts';
import { sql, transaction } from '../database.ts';
import type { Database } from '../database.ts';
import { insertMessage } from '../messages.ts';
import { registerRun } from '../register-run.ts';
import { fileStamp, readExitFile, readProcessFile, readRunFile, readUserFile, statIfThere } from '../run-files.ts';
import { changeStatus, forgetJournal } from '../run-rows.ts';
import type { RunRow } from '../run-rows.ts';
import { decideStatus } from './decide-status.ts';
import type { ProcessWatch } from './process-watch.ts';
import { readWholeLines } from './read-lines.ts';
import { storeLines } from './store-lines.ts';

/** Lets the thread answer questions between two transactions. */
export type Pause = () => Promise<void>;

/** Stores what has been added to a run's journal, to its end. */
export async function readJournal(db: Database, run: Pick<RunRow, 'key' | 'folder'>, pause: Pause): Promise<void> {
  const path = join(run.folder, RUN_FILES.journal);
  for (;;) {
    const offset = journalBytes(db, run.key);
    const { lines, fileBytes } = readWholeLines(path, offset);
    if (fileBytes < offset && (await statIfThere(run.folder)) !== null) readAnew(db, run.key);
    else if (lines.length === 0) return;
    else storeLines(db, run.key, lines);
    await pause();
  }
}

function journalBytes(db: Database, run: number): number {
  return sql<{ bytes: number }>(db, 'SELECT journal_bytes AS bytes FROM run_reading WHERE run = ?').get(run)?.bytes ?? 0;
}

/** A journal only ever grows, but for a torn line at its end, which has not been read: this is another one. */
function readAnew(db: Database, run: number): void {
  transaction(db, () => {
    forgetJournal(db, run);
    const text = `${RUN_FILES.journal} had become shorter than what had been read of it: it was read anew from its beginning`;
    insertMessage(db, run, { timeMs: 0, epoch: 0, step: 0, severity: 'warning', text, path: null });
  });
}

/** Takes over what has changed in `run.json` and `user.json`. */
export async function refreshFiles(db: Database, run: RunRow, nowMs: number): Promise<void> {
  const seen = sql<{ run_stamp: string | null; user_stamp: string | null }>(db, 'SELECT run_stamp, user_stamp FROM run_reading WHERE run = ?').get(run.key);
  const stamps = [await fileStamp(join(run.folder, RUN_FILES.run)), await fileStamp(join(run.folder, RUN_FILES.user))];
  if (stamps[0] === null || (stamps[0] === seen?.run_stamp && stamps[1] === seen?.user_stamp)) return;
  const file = await readRunFile(run.folder);
  if (file !== null) registerRun(db, run.folder, file, await readUserFile(run.folder), nowMs);
}

/** How long a run that has ended is still followed: someone may be about to start its trainer. */
const FOLLOWED_MS = 30_000;
const FOLLOWED_STATUSES: readonly RunStatus[] = ['queued', ...LIVE_STATUSES];

/**
 * Brings a run's status up to date: looks for its process, reads the journal
 * to its end, and only then decides. From then on the run is followed if it lives,
 * or no more if it does not.
 */
export async function refreshStatus(db: Database, run: RunRow, nowMs: number, processes: ProcessWatch, pause: Pause): Promise<void> {
  const attempt = attemptOf(db, run.key);
  const found = await readProcessFile(run.folder);
  const heartbeat = await statIfThere(join(run.folder, RUN_FILES.heartbeat));
  const state = found === null ? null : await processes.state(found.value, nowMs - (heartbeat?.mtimeMs ?? 0));
  const exit = await readExitFile(run.folder);
  await readJournal(db, run, pause);
  const row = sql<RunRow & { attempt: number; command: 'train' | 'test' | null }>(
    db,
    'SELECT r.*, j.attempt, j.command FROM runs r JOIN run_reading j ON j.run = r.key WHERE r.key = ?',
  ).get(run.key);
  if (!row) return;
  // The journal tells of a process that came after the look for one: its life is not to be judged by its forerunner's.
  if (row.attempt !== attempt) return refreshStatus(db, run, nowMs, processes, pause);
  const decision = decideStatus({
    status: row.status,
    statusMs: row.status_ms,
    attempt: row.attempt,
    command: row.command,
    process: found?.value ?? null,
    processMs: found?.modifiedMs ?? 0,
    processState: state,
    exit,
    heartbeatMs: heartbeat?.mtimeMs ?? null,
    nowMs,
  });
  if (decision !== null) changeStatus(db, row, decision);
  const isOver = !FOLLOWED_STATUSES.includes(decision?.status ?? row.status) && state !== 'alive';
  if (!isOver && row.active_ms === null) setFollowed(db, row, nowMs);
  if (isOver && row.active_ms !== null && nowMs - row.active_ms > FOLLOWED_MS) setFollowed(db, row, null);
}

/** The newest attempt that has been read of; 0 if none. */
function attemptOf(db: Database, run: number): number {
  return sql<{ attempt: number }>(db, 'SELECT attempt FROM run_reading WHERE run = ?').get(run)?.attempt ?? 0;
}

function setFollowed(db: Database, run: RunRow, activeMs: number | null): void {
  transaction(db, () => {
    sql(db, 'UPDATE runs SET active_ms = ? WHERE key = ? AND active_ms IS ?').run(activeMs, run.key, run.active_ms);
    touch(db, 'runs', run.id);
  });
}
