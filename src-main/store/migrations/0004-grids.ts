import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/** Samples know where their voxels lie and may be series of slices; whoever is in a DICOM file is a group. */
export const grids: Migration = {
  version: 4,
  up: (db: Database) => void db.exec(TABLES),
};

const TABLES = `
  -- [z, y, x] in mm; the letters of columns, rows and slices; the paths of slices. Null where a file does not say, or is no series.
  ALTER TABLE samples ADD COLUMN spacing TEXT;
  ALTER TABLE samples ADD COLUMN orientation TEXT;
  ALTER TABLE samples ADD COLUMN files TEXT;

  CREATE TABLE sample_grids (
    dataset INTEGER NOT NULL,
    spacing TEXT NOT NULL,
    orientation TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (dataset, spacing, orientation)
  ) WITHOUT ROWID, STRICT;

  -- What was read before these were asked for is read again at the next index, which is due.
  UPDATE samples SET modified_ms = 0 WHERE path LIKE '%.dcm' OR path LIKE '%.nii' OR path LIKE '%.gz' OR path LIKE '%.hdr'
    OR path LIKE '%.mh_' OR path LIKE '%.nrrd' OR path LIKE '%.nhdr';
  UPDATE datasets SET wants_index = 1 WHERE key IN (SELECT dataset FROM samples WHERE modified_ms = 0);
`;
