import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { databaseVersion, migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';
import { experimentsAndOtherTests } from '../../../src-main/store/migrations/0002-experiments-and-other-tests.ts';
import { masks } from '../../../src-main/store/migrations/0003-masks.ts';
import { grids } from '../../../src-main/store/migrations/0004-grids.ts';
import { targetsAndParts } from '../../../src-main/store/migrations/0005-targets-and-parts.ts';
import { logged } from '../../../src-main/store/migrations/0006-logged.ts';
import { studies } from '../../../src-main/store/migrations/0007-studies.ts';

test('runs so far are no part of a k-fold or repeat', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', [initial, experimentsAndOtherTests, masks, grids, targetsAndParts, logged]);
  db.exec(`
    INSERT INTO runs (key, id, folder, name, status, status_ms, dataset_name, model, created_ms, epochs, select_metric, select_mode)
      VALUES (1, 'r', '/runs/r', 'r', 'finished', 0, 'cats', 'cnn', 0, 1, 'val_loss', 'min');
  `);
  migrate(db, '', [initial, experimentsAndOtherTests, masks, grids, targetsAndParts, logged, studies]);
  expect(databaseVersion(db)).toBe(7);
  expect(db.prepare('SELECT id, study_id, study_member, study FROM runs').all()).toEqual([{ id: 'r', study_id: null, study_member: null, study: null }]);
});
