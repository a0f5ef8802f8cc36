import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/** Runs log texts, tables, histograms, matrices and curves beside numbers and pictures. */
export const logged: Migration = {
  version: 6,
  up: (db: Database) => void db.exec(TABLES),
};

const TABLES = `
  CREATE TABLE logged (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    tag TEXT NOT NULL,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    type TEXT NOT NULL,
    -- A LoggedItem.
    item TEXT NOT NULL,
    PRIMARY KEY (run, tag, step, epoch)
  ) WITHOUT ROWID, STRICT;
`;
