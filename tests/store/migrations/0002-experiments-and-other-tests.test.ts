import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { listLooks } from '../../../src-main/store/looks.ts';
import { databaseVersion, migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';
import { experimentsAndOtherTests } from '../../../src-main/store/migrations/0002-experiments-and-other-tests.ts';

test('looks so far were at the own test side, and each run.json is to be read again for its draft', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', [initial]);
  db.exec(`
    INSERT INTO runs (key, id, folder, name, status, status_ms, dataset_name, model, created_ms, epochs, select_metric, select_mode, test_looks)
      VALUES (1, 'r', '/runs/r', 'r', 'finished', 0, 'cats', 'cnn', 0, 1, 'val_loss', 'min', 1);
    INSERT INTO run_reading (run, journal_bytes, run_stamp, user_stamp) VALUES (1, 77, 'as it was read', 'and this');
    INSERT INTO test_looks (run, n, time_ms, epoch, checkpoint, "values") VALUES (1, 0, 5, 1, 'epoch-0001', '{"test_loss":0.5}');
  `);
  experimentsAndOtherTests.up(db);
  expect(listLooks(db, 1)).toEqual([{ timeMs: 5, epoch: 1, values: { test_loss: 0.5 }, elsewhere: null }]);
  expect(db.prepare('SELECT experiment_id, test_looks FROM runs').get()).toEqual({ experiment_id: null, test_looks: 1 });
  expect(db.prepare('SELECT journal_bytes, run_stamp, user_stamp FROM run_reading').get()).toEqual({ journal_bytes: 77, run_stamp: null, user_stamp: 'and this' });
});

test('comes after the first, and leaves every reference whole', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', [initial, experimentsAndOtherTests]);
  expect(databaseVersion(db)).toBe(2);
});
