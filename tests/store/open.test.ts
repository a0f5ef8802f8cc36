import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { databaseVersion, newestVersion } from '../../src-main/store/migrate.ts';
import { MIGRATIONS } from '../../src-main/store/migrations/index.ts';
import type { Migration } from '../../src-main/store/migrations/migration.ts';
import { openAsOwner, openBesideOwner } from '../../src-main/store/open.ts';
import { temporaryFolder } from './fixtures.ts';

const NOW = new Date('2026-11-23T05:22:40.123Z');
const next: Migration = { version: newestVersion() + 1, up: (db) => db.exec('CREATE TABLE extra (a INTEGER) STRICT') };
const failing: Migration = {
  version: newestVersion() + 1,
  up: (db) => {
    db.exec('CREATE TABLE half (a INTEGER) STRICT');
    throw new Error('no');
  },
};

function withRow(path: string): void {
  const { db } = openAsOwner(path);
  db.prepare("INSERT INTO drafts (id, name, yaml, updated_ms) VALUES ('d', 'kept', '', 0)").run();
  db.close();
}

describe('opening a database', () => {
  test('makes a new one in WAL mode with every commit on the disk', () => {
    const path = join(temporaryFolder(), 'delira.db');
    const { db, state } = openAsOwner(path);
    expect(state).toBe('created');
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'user_version'].map((name) => db.pragma(name, { simple: true }))).toEqual(['wal', 2, 1, 5000, newestVersion()]);
    db.close();
    const again = openAsOwner(path);
    expect(again.state).toBe('opened');
    again.db.close();
  });

  test('copies an older one whole before it is migrated', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'delira.db');
    withRow(path);
    const { db } = openAsOwner(path, NOW, [...MIGRATIONS, next]);
    expect(databaseVersion(db)).toBe(next.version);
    expect(db.prepare('SELECT name FROM drafts').get()).toEqual({ name: 'kept' });
    db.close();
    const backup = new BetterSqlite3(`${path}.version-${newestVersion()}-2026-11-23T05-22-40-123Z`, { readonly: true });
    expect(databaseVersion(backup)).toBe(newestVersion());
    expect(backup.prepare('SELECT name FROM drafts').get()).toEqual({ name: 'kept' });
    backup.close();
  });

  test('leaves the database as it was if a migration fails', () => {
    const path = join(temporaryFolder(), 'delira.db');
    withRow(path);
    expect(() => openAsOwner(path, NOW, [...MIGRATIONS, failing])).toThrow('no');
    const { db } = openAsOwner(path);
    expect(databaseVersion(db)).toBe(newestVersion());
    expect(db.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ count: 0 });
    db.close();
  });

  test("refuses a newer version's, and leaves it alone", () => {
    const path = join(temporaryFolder(), 'delira.db');
    openAsOwner(path, NOW, [...MIGRATIONS, next]).db.close();
    const before = readFileSync(path);
    expect(() => openAsOwner(path)).toThrow(`expected a database of version ${newestVersion()} or older at ${path}, but found version ${newestVersion() + 1}`);
    expect(readFileSync(path)).toEqual(before);
  });

  test("refuses another program's, and leaves it alone", () => {
    const path = join(temporaryFolder(), 'delira.db');
    const other = new BetterSqlite3(path);
    other.exec('CREATE TABLE theirs (a)');
    other.close();
    expect(() => openAsOwner(path)).toThrow(/expected a database of Delira .* another program/);
    expect(new BetterSqlite3(path).prepare('SELECT count(*) AS count FROM theirs').get()).toEqual({ count: 0 });
  });

  test('beside the owner waits until there is one of the newest version', () => {
    const path = join(temporaryFolder(), 'delira.db');
    expect(openBesideOwner(path)).toBeNull();
    const empty = new BetterSqlite3(path);
    empty.close();
    expect(openBesideOwner(path)).toBeNull();
    openAsOwner(path).db.close();
    const db = openBesideOwner(path);
    expect(db).not.toBeNull();
    db?.close();
  });
});

describe('a damaged database', () => {
  const DAMAGE: Readonly<Record<string, (path: string) => void>> = {
    'that is no database at all': (path) => writeFileSync(path, 'no database at all, but long enough to look at'.repeat(100)),
    'whose pages were overwritten': (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0x5a, 4096, bytes.length - 4096);
      writeFileSync(path, bytes);
    },
    'that was cut short': (path) => truncateSync(path, 8192),
  };

  test.each(Object.keys(DAMAGE))('%s is put aside whole, and a new one made', (how) => {
    const folder = temporaryFolder();
    const path = join(folder, 'delira.db');
    withRow(path);
    DAMAGE[how]?.(path);
    const damaged = readFileSync(path);
    const { db, state, aside } = openAsOwner(path, NOW);
    expect(state).toBe('replaced');
    expect(db.prepare('SELECT count(*) AS count FROM drafts').get()).toEqual({ count: 0 });
    db.close();
    expect(aside).toBe(`${path}.damaged-2026-11-23T05-22-40-123Z`);
    expect(existsSync(aside ?? '') && readFileSync(aside ?? '').equals(damaged)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('wal'))).toEqual([]);
  });
});
