import type { Notice } from '../../src-shared/api/index.ts';
import { latestRevision, noticesSince } from './changes.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';

/** More of one topic at a time are told as one: the list as a whole. */
const MOST_AT_ONCE = 20;

/** What has changed in a database since it was asked last, by whichever host. */
export class ChangeFeed {
  readonly #db: Database;
  #revision: number;
  #seen = '';

  constructor(db: Database) {
    this.#db = db;
    this.#revision = latestRevision(db);
  }

  next(): readonly Notice[] {
    const seen = this.#stamp();
    if (seen === this.#seen) return [];
    this.#seen = seen;
    const { revision, notices } = noticesSince(this.#db, this.#revision);
    this.#revision = revision;
    return gather(notices);
  }

  /** Changes with each commit: `data_version` with those of others, `total_changes` with our own. */
  #stamp(): string {
    const others = Number(this.#db.pragma('data_version', { simple: true }));
    const own = sql<{ count: number }>(this.#db, 'SELECT total_changes() AS count').get()?.count ?? 0;
    return `${others} ${own}`;
  }
}

function gather(notices: readonly Notice[]): readonly Notice[] {
  const byTopic = Map.groupBy(notices, ({ topic }) => topic);
  return [...byTopic].flatMap(([topic, each]) => (each.length > MOST_AT_ONCE ? [{ topic }] : each));
}

/** After a database was made anew: everything may have changed. */
export const EVERYTHING: readonly Notice[] = [{ topic: 'datasets' }, { topic: 'runs' }, { topic: 'drafts' }];
