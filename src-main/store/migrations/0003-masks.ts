import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/** Samples of segmentation have a mask beside their image, and their predictions scores. */
export const masks: Migration = {
  version: 3,
  up: (db: Database) => void db.exec(TABLES),
};

const TABLES = `
  -- A MaskRecord; null where images have classes.
  ALTER TABLE samples ADD COLUMN mask TEXT;

  -- How many samples without a fault show each number of the masks, by the side that the data name. Nothing is ''.
  CREATE TABLE mask_counts (
    dataset INTEGER NOT NULL,
    value INTEGER NOT NULL,
    side TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (dataset, value, side)
  ) WITHOUT ROWID, STRICT;

  -- What a case of segmentation scored, by name.
  ALTER TABLE predictions ADD COLUMN scores TEXT;
`;
