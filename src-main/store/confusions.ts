import type { Confusion } from '../../src-shared/domain/run.ts';
import type { Side } from '../../src-shared/domain/sample.ts';
import type { ConfusionCounted } from '../../src-shared/domain/train-event.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { requireRun } from './run-rows.ts';

export function insertConfusion(db: Database, run: number, attempt: number, line: ConfusionCounted): void {
  sql(db, 'INSERT OR REPLACE INTO confusions (run, side, attempt, epoch, step, classes, counts) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    run,
    line.side,
    attempt,
    line.epoch,
    line.step,
    JSON.stringify(line.classes),
    JSON.stringify(line.counts),
  );
}

export interface ConfusionQuestion {
  readonly runId: string;
  readonly side: Side;
  readonly epoch?: number | undefined;
}

/** The confusion matrix of an epoch, of the newest that has one if none is named. */
export function findConfusion(db: Database, { runId, side, epoch }: ConfusionQuestion): Confusion | null {
  const run = requireRun(db, runId).key;
  const row = sql<{ epoch: number; classes: string; counts: string }>(
    db,
    `SELECT epoch, classes, counts FROM confusions WHERE run = ? AND side = ? AND epoch = coalesce(?, epoch) ORDER BY attempt DESC, epoch DESC LIMIT 1`,
  ).get(run, side, epoch ?? null);
  if (!row) return null;
  return { epoch: row.epoch, side, classes: JSON.parse(row.classes) as string[], counts: JSON.parse(row.counts) as number[] };
}
