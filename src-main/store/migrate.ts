import { sql, transaction } from './database.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** The newest version among some migrations; without any given, the one that this app knows. */
export function newestVersion(migrations: readonly Migration[] = MIGRATIONS): number {
  return migrations.at(-1)?.version ?? 0;
}

export function databaseVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/**
 * Brings a database to the newest version, one migration per transaction.
 * A database that is older, not new, is first copied whole to `backup`.
 */
export function migrate(db: Database, backup: string, migrations: readonly Migration[] = MIGRATIONS): void {
  const before = databaseVersion(db);
  if (before >= newestVersion(migrations)) return;
  if (before > 0) sql(db, 'VACUUM INTO ?').run(backup);
  db.pragma('foreign_keys = OFF');
  try {
    for (const migration of migrations) if (migration.version > before) apply(db, migration);
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function apply(db: Database, migration: Migration): void {
  transaction(db, () => {
    migration.up(db);
    const [broken] = db.pragma('foreign_key_check') as readonly { readonly table: string }[];
    if (broken) throw new Error(`expected migration ${migration.version} to keep every reference, but found a broken one in ${broken.table}`);
    db.pragma(`user_version = ${migration.version}`);
  });
}
