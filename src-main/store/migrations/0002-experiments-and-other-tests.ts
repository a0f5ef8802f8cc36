import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/**
 * Runs keep the draft that they were started from, and looks where they were
 * taken. Looks so far were all at the run's own test side; drafts are told by
 * `run.json`, so each is read again.
 */
export const experimentsAndOtherTests: Migration = {
  version: 2,
  up: (db: Database) => void db.exec(COLUMNS),
};

const COLUMNS = `
  ALTER TABLE runs ADD COLUMN experiment_id TEXT;
  CREATE INDEX runs_by_experiment ON runs (experiment_id) WHERE experiment_id IS NOT NULL;
  UPDATE run_reading SET run_stamp = NULL;

  -- A TestedElsewhere; null for a look at the run's own test side.
  ALTER TABLE test_looks ADD COLUMN elsewhere TEXT;
`;
