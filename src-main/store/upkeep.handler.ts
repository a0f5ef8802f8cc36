import { statSync } from 'node:fs';
import { handle } from '../threads/request.ts';
import type { Handling } from '../threads/request.ts';
import { ask } from './ask.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { isThere } from './run-size.ts';
import type { Session } from './session.ts';
import * as requests from './upkeep.request.ts';
import type { StoreFacts } from './upkeep.request.ts';

export function upkeepHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.openStoreRequest, (db) => factsOf(session, db)),
    ask(session, requests.storeFacts, async (db) => ({ ...factsOf(session, db), problems: [...session.problems, ...(await missingRuns(db))] })),
    ask(session, requests.storeCounts, countsOf),
    handle(requests.storeSettled, async () => {
      await session.settled();
      return null;
    }),
    handle(requests.rebuildStore, async () => {
      await session.rebuild();
      return { runs: count(await session.database(), 'SELECT count(*) AS count FROM runs') };
    }),
  ];
}

function factsOf(session: Session, db: Database): StoreFacts {
  const { database } = session.folder;
  const bytes = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    owner: session.owner,
    sqlite: sql<{ version: string }>(db, 'SELECT sqlite_version() AS version').get()?.version ?? '',
    databaseBytes: bytes(database) + bytes(`${database}-wal`),
    problems: session.problems,
  };
}

/** Folders that are named one by one. */
const NAMED = 3;

async function missingRuns(db: Database): Promise<readonly string[]> {
  const folders = sql<{ folder: string }>(db, 'SELECT folder FROM runs WHERE binned_ms IS NULL ORDER BY created_ms DESC').all().map(({ folder }) => folder);
  const gone: string[] = [];
  for (const folder of folders) if ((await isThere(folder)) === false) gone.push(folder);
  if (gone.length === 0) return [];
  const more = gone.length - NAMED;
  return [`expected the folders of all runs, but ${gone.length} of ${folders.length} are not there: ${gone.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}. Connect their disk, or take these runs off the list`];
}

/** Runs in the bin and removed datasets do not count. */
function countsOf(db: Database): { readonly datasets: number; readonly runs: number; readonly drafts: number } {
  return {
    datasets: count(db, 'SELECT count(*) AS count FROM datasets WHERE removed_ms IS NULL'),
    runs: count(db, 'SELECT count(DISTINCT coalesce(study_id, id)) AS count FROM runs WHERE binned_ms IS NULL'),
    drafts: count(db, 'SELECT count(*) AS count FROM drafts'),
  };
}

function count(db: Database, text: string): number {
  return sql<{ count: number }>(db, text).get()?.count ?? 0;
}
