import BetterSqlite3 from 'better-sqlite3';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { isDamage, sql } from './database.ts';
import type { Database } from './database.ts';
import { databaseVersion, migrate, newestVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** "Dlra" in the file's header: tells our databases from any other. */
export const APPLICATION_ID = 0x446c7261;

/** Versions before it may lose commits where two connections use one WAL (sqlite.org/wal.html, "WAL-reset bug"). */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** Damage of a larger file is looked for only after an unclean end: reading it whole takes seconds. */
const ALWAYS_CHECKED_BYTES = 64 * 2 ** 20;
const BUSY_TIMEOUT_MS = 5000;

export interface Opened {
  readonly db: Database;
  /** `created` and `replaced` databases are empty: whoever opens one fills it from the run folders. */
  readonly state: 'opened' | 'created' | 'replaced';
  /** Where the damaged file was put, with state `replaced`. */
  readonly aside: string | null;
}

/** The owner's opening: makes what is missing, migrates what is older, puts aside what is damaged. */
export function openAsOwner(path: string, now: Date = new Date(), migrations: readonly Migration[] = MIGRATIONS): Opened {
  const existed = existsSync(path);
  try {
    return { db: openChecked(path, now, migrations), state: existed ? 'opened' : 'created', aside: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = asideOfDamaged(path, now);
    putAside(path, aside);
    return { db: openChecked(path, now, migrations), state: 'replaced', aside };
  }
}

export function asideOfDamaged(path: string, now: Date): string {
  return `${path}.damaged-${fileDate(now)}`;
}

/** Gives a database that nobody here has open, with all that belongs to it, another name; what had that name is lost. */
export function putAside(path: string, aside: string): void {
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    else rmSync(aside + suffix, { force: true });
  }
}

/** Any other host's opening: null until the owner has made or migrated the database. */
export function openBesideOwner(path: string): Database | null {
  if (!existsSync(path)) return null;
  const db = connect(path);
  try {
    if (ours(db, path) === newestVersion()) return db;
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return null;
}

function openChecked(path: string, now: Date, migrations: readonly Migration[]): Database {
  const unclean = existsSync(`${path}-wal`);
  const db = connect(path);
  try {
    const version = ours(db, path, migrations);
    if (version > 0 && (unclean || statSync(path).size <= ALWAYS_CHECKED_BYTES)) quickCheck(db);
    if (version === 0) db.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(db, `${path}.version-${version}-${fileDate(now)}`, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function connect(path: string): Database {
  const db = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    assertSqlite(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma(`journal_size_limit = ${64 * 2 ** 20}`);
    // Each time the journal is taken over, the disk is waited for: a million rows are 60 times at SQLite's own 4 MB.
    db.pragma(`wal_autocheckpoint = ${(32 * 2 ** 20) / 4096}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function assertSqlite(db: Database): void {
  const found = sql<{ version: string }>(db, 'SELECT sqlite_version() AS version').get()?.version ?? '0';
  const parts = found.split('.').map(Number);
  const place = OLDEST_SQLITE.findIndex((wanted, i) => parts[i] !== wanted);
  if (place === -1 || (parts[place] ?? 0) > (OLDEST_SQLITE[place] ?? 0)) return;
  throw new Error(`expected SQLite ${OLDEST_SQLITE.join('.')} or newer, but found ${found}`);
}

/** The version of a database that is ours and not newer than we are; 0 for an empty one. */
function ours(db: Database, path: string, migrations: readonly Migration[] = MIGRATIONS): number {
  const version = databaseVersion(db);
  const application = Number(db.pragma('application_id', { simple: true }));
  const tables = sql<{ count: number }>(db, 'SELECT count(*) AS count FROM sqlite_schema').get()?.count ?? 0;
  if (tables > 0 && application !== APPLICATION_ID) {
    throw new BadInput(`expected a database of Delira at ${path}, but found another program's`, {
      help: 'Move the file away or choose another data folder.',
    });
  }
  if (version > newestVersion(migrations)) {
    throw new BadInput(`expected a database of version ${newestVersion(migrations)} or older at ${path}, but found version ${version}`, {
      help: `Open it with the newer version of the app, or move ${basename(path)} away: a new one is made from the run folders.`,
    });
  }
  return version;
}

/** Damage is what SQLite itself cannot read, or what its own check names. */
function quickCheck(db: Database): void {
  const rows = db.pragma('quick_check(1)') as readonly { readonly quick_check: string }[];
  const found = rows[0]?.quick_check;
  if (found !== 'ok') throw new BetterSqlite3.SqliteError(`expected a sound database, but found: ${found}`, 'SQLITE_CORRUPT');
}

/** 2026-11-23T05-22-40-123Z: sorts by time and is a file name everywhere. */
function fileDate(now: Date): string {
  return now.toISOString().replaceAll(/[:.]/g, '-');
}
