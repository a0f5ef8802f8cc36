import type { Page } from '../../src-shared/api/method.ts';
import type { DuplicateSet } from '../../src-shared/domain/dataset.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { requireDataset } from './datasets.ts';

interface SetRow {
  readonly by: DuplicateSet['by'];
  readonly name: Buffer;
  readonly sides: number;
}

/** More copies of one picture than anybody looks through. */
const SHOWN_COPIES = 50;

/** Contents that stand in the dataset more than once, and pixels that do although their files differ. */
const SETS = `
  SELECT 'bytes' AS by, hash AS name, count(DISTINCT coalesce(side, '')) AS sides FROM samples
    WHERE dataset = @dataset AND hash IS NOT NULL GROUP BY hash HAVING count(*) > 1
  UNION ALL
  SELECT 'pixels' AS by, pixels AS name, count(DISTINCT coalesce(side, '')) AS sides FROM samples
    WHERE dataset = @dataset AND pixels IS NOT NULL GROUP BY pixels HAVING count(DISTINCT hash) > 1`;

/** A page of the duplicates of a dataset, those that stand on several sides first. */
export function listDuplicates(db: Database, { datasetId, offset, limit }: { readonly datasetId: string; readonly offset: number; readonly limit: number }): Page<DuplicateSet> {
  const { key } = requireDataset(db, datasetId);
  const total = sql<{ count: number }>(db, `SELECT count(*) AS count FROM (${SETS})`).get({ dataset: key })?.count ?? 0;
  const sets = sql<SetRow>(db, `SELECT * FROM (${SETS}) ORDER BY sides DESC, by, name LIMIT @limit OFFSET @offset`).all({ dataset: key, limit, offset });
  return { total, rows: sets.map((set) => toSet(db, key, set)) };
}

function toSet(db: Database, dataset: number, { by, name, sides }: SetRow): DuplicateSet {
  const column = by === 'bytes' ? 'hash' : 'pixels';
  const samples = sql<DuplicateSet['samples'][number]>(
    db,
    `SELECT id, path, side, label, "group" FROM samples WHERE dataset = ? AND ${column} = ? ORDER BY id LIMIT ${SHOWN_COPIES}`,
  ).all(dataset, name);
  return { by, samples, acrossSides: sides > 1 };
}
