import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { DataFolder } from '../data-folder.ts';
import { touch } from '../changes.ts';
import { sql, transaction } from '../database.ts';
import type { Database } from '../database.ts';
import { insertMessage } from '../messages.ts';
import { isNotResponding } from '../not-responding.ts';
import { stampOf } from '../run-files.ts';
import type { RunRow } from '../run-rows.ts';
import { discoverRuns, foldersStamp } from './discover.ts';
import type { Discovery } from './discover.ts';
import { readJournal, refreshFiles, refreshStatus } from './follow-run.ts';
import { ProcessWatch } from './process-watch.ts';

/** Journals are looked at so often where the system does not tell of changes. */
const POLL_MS = 250;
/** And not more often, however many changes it tells of: each look costs a commit. */
const REST_MS = 100;
/** Processes, small files and new folders are looked at less often. */
const REFRESH_MS = 1000;
/** Folders that were no runs yet, or could not be read, are tried again. */
const RETRY_MS = 5000;
/** Of a run's first look, half is waiting for small files. */
const SWEPT_AT_ONCE = 8;
/** Watches cost the system memory; runs beyond are polled only. */
const MOST_WATCHERS = 64;

/**
 * Follows the run folders of a data folder and keeps the database up to date
 * with them: the owner's part. At its start it looks at every run once.
 */
export class Ingester {
  readonly #db: Database;
  readonly #folder: DataFolder;
  readonly #onError: (error: unknown) => void;
  readonly #stopping = new AbortController();
  readonly #processes = new ProcessWatch();
  readonly #watchers = new Map<string, FSWatcher>();
  /** Keys of the followed runs that did not respond when they were looked at last. */
  readonly #silent = new Set<number>();
  readonly #swept: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #ended: Promise<void>;
  #wake: () => void = () => undefined;
  #folders: Discovery = { found: [], problems: [], incomplete: false };
  #foldersStamp = '';
  #discoveredMs = 0;
  #refreshedMs = 0;
  #problem: string | null = null;

  /** @param onError is told of what keeps it from going on; it tries again by itself. */
  constructor(db: Database, folder: DataFolder, onError: (error: unknown) => void = () => undefined) {
    this.#db = db;
    this.#folder = folder;
    this.#onError = onError;
    this.#ended = this.#run();
  }

  /** What cannot be read or stored at present, in sentences. */
  get problems(): readonly string[] {
    return this.#problem === null ? this.#folders.problems : [this.#problem, ...this.#folders.problems];
  }

  /** Resolves once every run has been looked at since the start. */
  settled(): Promise<void> {
    return this.#swept.promise;
  }

  /** Ends between two transactions. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#ended;
  }

  async #run(): Promise<void> {
    try {
      // What a power cut takes of the first look is read again from the folders: no need to wait for the disk each time.
      this.#db.pragma('synchronous = NORMAL');
      while (!(await this.#guarded(() => this.#sweep())));
      this.#db.pragma('synchronous = FULL');
      this.#swept.resolve();
      while (!this.#stopping.signal.aborted) {
        await this.#guarded(() => this.#look());
        await this.#rest();
      }
    } finally {
      this.#swept.resolve();
      for (const watcher of this.#watchers.values()) watcher.close();
    }
  }

  /** Carries on whatever happens, and tells of it: a full disk may be emptied, a folder may come back. False if it should be tried again. */
  async #guarded(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#problem = null;
      return true;
    } catch (error) {
      if (this.#stopping.signal.aborted) return true;
      this.#problem = error instanceof Error ? error.message : String(error);
      this.#onError(error);
      await this.#rest();
      return false;
    }
  }

  /** Looks at every run once, at those first that a user waits for. */
  async #sweep(): Promise<void> {
    await this.#discover();
    const live = LIVE_STATUSES.map((status) => `'${status}'`).join(', ');
    const runs = sql<RunRow>(this.#db, `SELECT * FROM runs ORDER BY status IN (${live}) DESC, created_ms DESC`).all();
    for (let i = 0; i < runs.length; i += SWEPT_AT_ONCE) {
      const due = runs.slice(i, i + SWEPT_AT_ONCE).filter((run) => LIVE_STATUSES.includes(run.status) || this.#hasChanged(run));
      const results = await Promise.allSettled(due.map((run) => this.#refresh(run)));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      await this.#pause();
    }
  }

  async #discover(): Promise<void> {
    const stamp = await foldersStamp(this.#folder);
    const isDue = Date.now() - this.#discoveredMs >= RETRY_MS && (this.#folders.incomplete || this.#folders.problems.length > 0);
    if (stamp === this.#foldersStamp && !isDue) return;
    this.#folders = await discoverRuns(this.#db, this.#folder, Date.now(), this.#pause);
    this.#foldersStamp = stamp;
    this.#discoveredMs = Date.now();
  }

  /** By sizes and times alone: ten thousand runs are looked at in a fraction of a second. */
  #hasChanged(run: RunRow): boolean {
    const seen = sql<{ journal_bytes: number; run_stamp: string | null; user_stamp: string | null }>(
      this.#db,
      'SELECT journal_bytes, run_stamp, user_stamp FROM run_reading WHERE run = ?',
    ).get(run.key);
    const find = (name: string) => statSync(join(run.folder, name), { throwIfNoEntry: false });
    return (
      (find(RUN_FILES.journal)?.size ?? 0) !== seen?.journal_bytes ||
      stampOf(find(RUN_FILES.run)) !== seen.run_stamp ||
      stampOf(find(RUN_FILES.user)) !== seen.user_stamp ||
      (find(RUN_FILES.process)?.mtimeMs ?? 0) > run.status_ms
    );
  }

  /** One look at the runs that are followed. */
  async #look(): Promise<void> {
    const isFull = Date.now() - this.#refreshedMs >= REFRESH_MS;
    if (isFull) {
      this.#refreshedMs = Date.now();
      await this.#lookForNew();
    }
    const runs = sql<RunRow>(this.#db, 'SELECT * FROM runs WHERE active_ms IS NOT NULL').all();
    this.#watch(runs);
    for (const run of runs) {
      if (isFull) {
        await this.#refresh(run);
        this.#tellSilence(run);
      } else await readJournal(this.#db, run, this.#pause);
    }
  }

  /** Runs that were made since, and those made earlier that someone has begun without telling, as on a cluster. */
  async #lookForNew(): Promise<void> {
    const before = this.#discoveredMs;
    await this.#discover();
    const found = this.#discoveredMs === before ? [] : this.#folders.found;
    const runs = sql<RunRow>(
      this.#db,
      `SELECT r.* FROM runs r JOIN run_reading j ON j.run = r.key WHERE r.active_ms IS NULL AND r.binned_ms IS NULL AND j.attempt = 0
       ORDER BY r.created_ms DESC LIMIT ${MOST_WATCHERS}`,
    ).all();
    for (const run of runs) if (found.includes(run.key) || this.#hasChanged(run)) await this.#refresh(run);
  }

  /** What is wrong with one run is told in its messages and keeps no other run waiting. */
  async #refresh(run: RunRow): Promise<void> {
    try {
      await refreshFiles(this.#db, run, Date.now());
      await refreshStatus(this.#db, run, Date.now(), this.#processes, this.#pause);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'BadInput') throw error;
      tellOnce(this.#db, run, error.message);
    }
  }

  /** Whether a run responds is computed when it is asked for: who shows it must be told to ask. */
  #tellSilence(run: RunRow): void {
    const isSilent = isNotResponding(run, Date.now());
    if (isSilent === this.#silent.has(run.key)) return;
    transaction(this.#db, () => touch(this.#db, 'runs', run.id));
    if (isSilent) this.#silent.add(run.key);
    else this.#silent.delete(run.key);
  }

  #watch(runs: readonly RunRow[]): void {
    const wanted = new Set(runs.slice(0, MOST_WATCHERS).map(({ folder }) => folder));
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#watchFolder(folder);
  }

  /** A folder that cannot be watched, because it is gone or lies on a network disk, is polled. */
  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#wake());
      watcher.on('error', () => watcher.close());
      this.#watchers.set(folder, watcher);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
    }
  }

  async #rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    if (this.#stopping.signal.aborted) return;
    await Promise.race([promise, setTimeout(POLL_MS - REST_MS)]);
    if (!this.#stopping.signal.aborted) await setTimeout(REST_MS);
  }

  readonly #pause = async (): Promise<void> => {
    await setImmediate();
    this.#stopping.signal.throwIfAborted();
  };
}

function tellOnce(db: Database, run: RunRow, text: string): void {
  const told = sql(db, 'SELECT 1 FROM messages WHERE run = ? AND text = ?').get(run.key, text);
  if (told) return;
  insertMessage(db, run.key, { timeMs: Date.now(), epoch: run.epoch, step: run.step, severity: 'warning', text, path: null });
}
