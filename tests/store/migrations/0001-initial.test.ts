import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate, databaseVersion } from '../../../src-main/store/migrate.ts';
import { MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';

test('makes every table, each STRICT, in an empty database', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', [initial]);
  expect(databaseVersion(db)).toBe(1);
  const tables = db.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' ORDER BY name").all();
  expect(tables).toEqual(
    [
      ...['buckets', 'changes', 'checkpoints', 'confusions', 'datasets', 'drafts', 'epoch_values', 'images', 'messages', 'points', 'predictions'],
      ...['run_details', 'run_reading', 'runs', 'sample_counts', 'sample_kinds', 'samples', 'series', 'tags', 'test_looks'],
    ].map((name) => ({ name, strict: 1 })),
  );
});

test('removing a run removes all that hangs on it', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', [initial]);
  db.pragma('foreign_keys = ON');
  const references = db.prepare(
    `SELECT t.name AS "table", f."table" AS parent, f.on_delete FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' ORDER BY t.name`,
  );
  const rows = references.all() as { table: string; parent: string; on_delete: string }[];
  expect(new Set(rows.map(({ on_delete }) => on_delete))).toEqual(new Set(['CASCADE']));
  expect(rows.filter(({ parent }) => parent === 'runs').map(({ table }) => table)).toEqual(
    ['checkpoints', 'confusions', 'images', 'messages', 'predictions', 'run_details', 'run_reading', 'series', 'tags', 'test_looks'],
  );
});

test('every migration has its number, without a gap, and a test of its own', async () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  const { readdirSync } = await import('node:fs');
  const numbered = (folder: URL, ending: string) =>
    readdirSync(folder).filter((name) => /^\d{4}-/.test(name) && name.endsWith(ending)).map((name) => name.slice(0, 4));
  const sources = numbered(new URL('../../../src-main/store/migrations/', import.meta.url), '.ts');
  expect(numbered(new URL('./', import.meta.url), '.test.ts')).toEqual(sources);
  expect(sources).toHaveLength(MIGRATIONS.length);
});
