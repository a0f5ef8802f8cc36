import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { databaseVersion, migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';
import { experimentsAndOtherTests } from '../../../src-main/store/migrations/0002-experiments-and-other-tests.ts';
import { masks } from '../../../src-main/store/migrations/0003-masks.ts';

test('samples so far have no mask, and predictions no scores', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', [initial, experimentsAndOtherTests]);
  db.exec(`
    INSERT INTO samples (dataset, id, path, size_bytes, modified_ms) VALUES (1, 1, 'a.png', 3, 5);
    INSERT INTO runs (key, id, folder, name, status, status_ms, dataset_name, model, created_ms, epochs, select_metric, select_mode)
      VALUES (1, 'r', '/runs/r', 'r', 'finished', 0, 'cats', 'cnn', 0, 1, 'val_loss', 'min');
    INSERT INTO predictions (run, side, attempt, epoch, path, hash, step, truth, predicted) VALUES (1, 'val', 1, 1, 'a.png', 'aa', 3, 0, 1);
  `);
  migrate(db, '', [initial, experimentsAndOtherTests, masks]);
  expect(databaseVersion(db)).toBe(3);
  expect(db.prepare('SELECT path, mask FROM samples').all()).toEqual([{ path: 'a.png', mask: null }]);
  expect(db.prepare('SELECT path, scores FROM predictions').all()).toEqual([{ path: 'a.png', scores: null }]);
});
