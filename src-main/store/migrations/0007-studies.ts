import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/** Runs know the k-fold or repeat that they are a part of, and what a study came to is kept until a run of it is tested again. */
export const studies: Migration = {
  version: 7,
  up: (db: Database) => void db.exec(TABLES),
};

const TABLES = `
  ALTER TABLE runs ADD COLUMN study_id TEXT;
  -- Its fold, or the place of its seed, from 1.
  ALTER TABLE runs ADD COLUMN study_member INTEGER;
  -- A RunStudy; null for a run that is no part of one.
  ALTER TABLE runs ADD COLUMN study TEXT;
  CREATE INDEX runs_by_study ON runs (study_id, study_member) WHERE study_id IS NOT NULL;

  -- No reference to runs: what was computed of a study whose folders come back is still right.
  CREATE TABLE study_results (
    study_id TEXT PRIMARY KEY,
    -- Of which looks it was made: see studyStamp.
    stamp TEXT NOT NULL,
    results TEXT NOT NULL
  ) WITHOUT ROWID, STRICT;
`;
