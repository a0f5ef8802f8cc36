import { sql } from './database.ts';
import type { Database } from './database.ts';

/** The tags of a run, in the order of the alphabet. */
export function tagsOf(db: Database, run: number): readonly string[] {
  return sql<{ tag: string }>(db, 'SELECT tag FROM tags WHERE run = ? ORDER BY tag')
    .all(run)
    .map(({ tag }) => tag);
}

/** Every tag in use, for completion. */
export function listTags(db: Database): readonly string[] {
  return sql<{ tag: string }>(db, 'SELECT DISTINCT tag FROM tags ORDER BY tag')
    .all()
    .map(({ tag }) => tag);
}
