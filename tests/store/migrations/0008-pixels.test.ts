import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { databaseVersion, migrate } from '../../../src-main/store/migrate.ts';
import { MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { pixels } from '../../../src-main/store/migrations/0008-pixels.ts';

test('the pixels of samples so far have not been compared', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', MIGRATIONS.filter(({ version }) => version < pixels.version));
  db.exec("INSERT INTO samples (dataset, id, path, size_bytes, modified_ms) VALUES (1, 1, 'a.png', 3, 5)");
  migrate(db, '', MIGRATIONS.filter(({ version }) => version <= pixels.version));
  expect(databaseVersion(db)).toBe(pixels.version);
  expect(db.prepare('SELECT path, pixels FROM samples').all()).toEqual([{ path: 'a.png', pixels: null }]);
});
