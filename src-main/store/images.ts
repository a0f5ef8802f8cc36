import type { Page } from '../../src-shared/api/method.ts';
import type { LoggedImage } from '../../src-shared/domain/run.ts';
import type { ImageLine } from '../../src-shared/domain/journal.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';

export function insertImage(db: Database, run: number, line: ImageLine): void {
  sql(
    db,
    `INSERT INTO images (run, tag, step, place, epoch, caption, file) VALUES (@run, @tag, @step, @index, @epoch, @caption, @file)
     ON CONFLICT (run, tag, step, place) DO UPDATE SET epoch = excluded.epoch, caption = excluded.caption, file = excluded.file`,
  ).run({ run, tag: line.tag, step: line.step, index: line.index, epoch: line.epoch, caption: line.caption, file: line.file });
}

export interface ImageQuestion {
  readonly runIds: readonly string[];
  readonly tag?: string | undefined;
  readonly step?: number | undefined;
  readonly offset: number;
  readonly limit: number;
}

const OF_RUNS = 'r.id IN (SELECT value FROM json_each(@runIds))';

/** Logged images of some runs, newest step first. */
export function listImages(db: Database, { runIds, tag, step, offset, limit }: ImageQuestion): Page<LoggedImage> {
  const where = `${OF_RUNS}${tag === undefined ? '' : ' AND i.tag = @tag'}${step === undefined ? '' : ' AND i.step = @step'}`;
  const from = `FROM runs r JOIN images i ON i.run = r.key WHERE ${where}`;
  const values = { runIds: JSON.stringify(runIds), ...(tag === undefined ? {} : { tag }), ...(step === undefined ? {} : { step }) };
  const rows = sql<LoggedImage>(
    db,
    `SELECT i.key AS id, r.id AS runId, i.tag, i.epoch, i.step, i.place AS "index", i.caption ${from}
     ORDER BY i.step DESC, i.tag, i.place, i.key LIMIT @limit OFFSET @offset`,
  ).all({ ...values, offset, limit });
  return { total: sql<{ total: number }>(db, `SELECT count(*) AS total ${from}`).get(values)?.total ?? 0, rows };
}

export interface ImageTag {
  readonly runId: string;
  readonly tag: string;
  /** In rising order, and the epoch of each. */
  readonly steps: readonly number[];
  readonly epochs: readonly number[];
}

/** The tags of some runs and the steps at which each was logged. */
export function listImageTags(db: Database, { runIds }: { readonly runIds: readonly string[] }): readonly ImageTag[] {
  const rows = sql<{ runId: string; tag: string; step: number; epoch: number }>(
    db,
    `SELECT DISTINCT r.id AS runId, i.tag, i.step, i.epoch FROM runs r JOIN images i ON i.run = r.key WHERE ${OF_RUNS} ORDER BY r.id, i.tag, i.step`,
  ).all({ runIds: JSON.stringify(runIds) });
  const tags: { runId: string; tag: string; steps: number[]; epochs: number[] }[] = [];
  for (const { runId, tag, step, epoch } of rows) {
    let entry = tags.at(-1);
    if (entry?.runId !== runId || entry.tag !== tag) tags.push((entry = { runId, tag, steps: [], epochs: [] }));
    entry.steps.push(step);
    entry.epochs.push(epoch);
  }
  return tags;
}

/** Where a logged image lies, or null if there is none of that number in that run. */
export function findImage(
  db: Database,
  { runId, imageId }: { readonly runId: string; readonly imageId: number },
): { readonly folder: string; readonly file: string } | null {
  return (
    sql<{ folder: string; file: string }>(
      db,
      'SELECT r.folder, i.file FROM images i JOIN runs r ON r.key = i.run WHERE i.key = ? AND r.id = ?',
    ).get(imageId, runId) ?? null
  );
}
