import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/** Samples may have numbers to be learnt and be made of several files, and datasets keep how the user wants them to be read. */
export const targetsAndParts: Migration = {
  version: 5,
  up: (db: Database) => void db.exec(COLUMNS),
};

const COLUMNS = `
  -- A list of numbers, and a list of PartRecord; null where a sample has none.
  ALTER TABLE samples ADD COLUMN targets TEXT;
  ALTER TABLE samples ADD COLUMN parts TEXT;

  -- A Reading: what the user said beside the layout; null where nothing.
  ALTER TABLE datasets ADD COLUMN reading TEXT;
`;
