import BetterSqlite3 from 'better-sqlite3';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { isDamage } from './database.ts';

/** Held by the owner of a data folder; the kernel lets go of it when the process ends, however it ends. */
export interface OwnerLock {
  release(): void;
}

/**
 * Locks a small database that never holds anything; null if another host has
 * it. A lock of SQLite's works on every system and file system that the
 * database itself works on.
 */
export function tryOwn(path: string): OwnerLock | null {
  const db = new BetterSqlite3(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => void db.close() };
  } catch (error) {
    db.close();
    if (isBusy(error)) return null;
    if (!isDamage(error)) throw error;
    throw new BadInput(`expected an empty database at ${path}, but found something else`, { help: 'Move the file away: a new one is made.', cause: error });
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY');
}
