import type { Notice } from '../../src-shared/api/index.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';

type Topic = Exclude<Notice['topic'], 'system' | 'predictions'>;

/**
 * Says that a dataset, run or draft has changed, or with '' that the list of
 * them has: in the transaction of the change itself. Each host tells its
 * clients of what came after the revision that it saw last.
 */
export function touch(db: Database, topic: Topic, id: string): void {
  sql(
    db,
    `INSERT INTO changes (topic, id, revision) VALUES (?, ?, (SELECT coalesce(max(revision), 0) + 1 FROM changes))
     ON CONFLICT (topic, id) DO UPDATE SET revision = excluded.revision`,
  ).run(topic, id);
}

export function latestRevision(db: Database): number {
  return sql<{ revision: number }>(db, 'SELECT coalesce(max(revision), 0) AS revision FROM changes').get()?.revision ?? 0;
}

/** What has changed after a revision, each dataset and run once however often it changed. */
export function noticesSince(db: Database, revision: number): { readonly revision: number; readonly notices: readonly Notice[] } {
  const rows = sql<{ topic: Topic; id: string; revision: number }>(
    db,
    'SELECT topic, id, revision FROM changes WHERE revision > ? ORDER BY revision',
  ).all(revision);
  return {
    revision: rows.at(-1)?.revision ?? revision,
    notices: rows.map(({ topic, id }) => (id === '' ? { topic } : { topic, id })),
  };
}
