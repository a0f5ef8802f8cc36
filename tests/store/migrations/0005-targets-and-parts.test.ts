import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { databaseVersion, migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';
import { experimentsAndOtherTests } from '../../../src-main/store/migrations/0002-experiments-and-other-tests.ts';
import { masks } from '../../../src-main/store/migrations/0003-masks.ts';
import { grids } from '../../../src-main/store/migrations/0004-grids.ts';
import { targetsAndParts } from '../../../src-main/store/migrations/0005-targets-and-parts.ts';

test('samples so far have no numbers to be learnt and no further files, and of datasets nothing was said beside the layout', () => {
  const db = new BetterSqlite3(':memory:');
  const before = [initial, experimentsAndOtherTests, masks, grids];
  migrate(db, '', before);
  db.exec(`
    INSERT INTO samples (dataset, id, path, size_bytes, modified_ms) VALUES (1, 1, 'a.png', 3, 5);
    INSERT INTO datasets (id, name, folder, layout_choice, status, added_ms) VALUES ('d', 'cats', '/cats', 'auto', 'ready', 0);
  `);
  migrate(db, '', [...before, targetsAndParts]);
  expect(databaseVersion(db)).toBe(5);
  expect(db.prepare('SELECT path, targets, parts FROM samples').all()).toEqual([{ path: 'a.png', targets: null, parts: null }]);
  expect(db.prepare('SELECT id, reading FROM datasets').all()).toEqual([{ id: 'd', reading: null }]);
});
