import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { findLogged, insertLogged, listLogged } from '../../../src-main/store/logged.ts';
import { databaseVersion, migrate } from '../../../src-main/store/migrate.ts';
import { MIGRATIONS } from '../../../src-main/store/migrations/index.ts';

test('runs have logged nothing so far; what they log from then on is found by tag and step', () => {
  const db = new BetterSqlite3(':memory:');
  migrate(db, '', MIGRATIONS.slice(0, 5));
  db.exec(`
    INSERT INTO runs (key, id, folder, name, status, status_ms, dataset_name, model, created_ms, epochs, select_metric, select_mode)
      VALUES (1, 'r', '/runs/r', 'r', 'running', 0, 'cats', 'cnn', 0, 1, 'val_loss', 'min');
  `);
  migrate(db, '', MIGRATIONS.slice(0, 6));
  expect(databaseVersion(db)).toBe(6);
  expect(listLogged(db, { runId: 'r' })).toEqual([]);
  const text = (epoch: number, step: number) => ({ kind: 'logged', epoch, step, tag: 'plan', item: { type: 'text', text: `after ${step}` } }) as const;
  for (const line of [text(1, 10), text(2, 20)]) insertLogged(db, 1, line);
  expect(listLogged(db, { runId: 'r' })).toEqual([{ tag: 'plan', type: 'text', steps: [10, 20], epochs: [1, 2] }]);
  expect(findLogged(db, { runId: 'r', tag: 'plan' })).toEqual({ tag: 'plan', step: 20, epoch: 2, item: { type: 'text', text: 'after 20' } });
  expect(findLogged(db, { runId: 'r', tag: 'plan', step: 10 })?.item).toEqual({ type: 'text', text: 'after 10' });
  expect(findLogged(db, { runId: 'r', tag: 'none' })).toBeNull();
});
