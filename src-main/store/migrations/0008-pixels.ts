import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/** Samples may be known by their decoded pixels too. */
export const pixels: Migration = {
  version: 8,
  up: (db: Database) => void db.exec(COLUMNS),
};

const COLUMNS = `
  -- Null unless the user wants pixels to be compared.
  ALTER TABLE samples ADD COLUMN pixels BLOB;
  CREATE INDEX samples_by_pixels ON samples (dataset, pixels) WHERE pixels IS NOT NULL;
`;
