import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';
import { experimentsAndOtherTests } from '../../../src-main/store/migrations/0002-experiments-and-other-tests.ts';
import { masks } from '../../../src-main/store/migrations/0003-masks.ts';
import { grids } from '../../../src-main/store/migrations/0004-grids.ts';

test('what may say where its voxels lie is read again, pictures are not', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', [initial, experimentsAndOtherTests, masks]);
  db.exec(`
    INSERT INTO datasets (key, id, name, folder, layout_choice, status, added_ms) VALUES (1, 'a', 'a', '/a', 'auto', 'ready', 0), (2, 'b', 'b', '/b', 'auto', 'ready', 0);
    INSERT INTO samples (dataset, id, path, size_bytes, modified_ms) VALUES (1, 1, 'x/1.DCM', 1, 5), (1, 2, 'x/2.nii.gz', 1, 5), (2, 1, 'x/3.png', 1, 5);
  `);
  migrate(db, '', [initial, experimentsAndOtherTests, masks, grids]);
  expect(db.prepare('SELECT path, modified_ms AS at, spacing, orientation, files FROM samples ORDER BY path').all()).toEqual([
    { path: 'x/1.DCM', at: 0, spacing: null, orientation: null, files: null },
    { path: 'x/2.nii.gz', at: 0, spacing: null, orientation: null, files: null },
    { path: 'x/3.png', at: 5, spacing: null, orientation: null, files: null },
  ]);
  expect(db.prepare('SELECT id, wants_index FROM datasets ORDER BY id').all()).toEqual([{ id: 'a', wants_index: 1 }, { id: 'b', wants_index: 0 }]);
});
