import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { UserFile } from '../../src-shared/schema/run-file.ts';
import { writeAtomicallyLater } from '../threads/atomic-file.ts';
import { transaction } from './database.ts';
import type { Database } from './database.ts';
import { inTurn } from './in-turn.ts';
import { applyUserFile } from './register-run.ts';
import { NO_USER_FILE, fileStamp, readUserFile } from './run-files.ts';
import { requireRun } from './run-rows.ts';
import type { RunRow } from './run-rows.ts';
import { tagsOf } from './tags.ts';

export async function renameRun(db: Database, { runId, name }: { readonly runId: string; readonly name: string }): Promise<void> {
  await editRuns(db, [runId], (user) => ({ ...user, name }));
}

export interface TagEdit {
  readonly runIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export async function setRunTags(db: Database, { runIds, add, remove }: TagEdit): Promise<void> {
  await editRuns(db, runIds, (user) => ({
    ...user,
    tags: [...new Set([...user.tags.filter((tag) => !remove.includes(tag)), ...add])].sort(),
  }));
}

/** Moves runs to the bin, or with null out of it; their folders stay where they are. */
export async function setRunsBinned(db: Database, runIds: readonly string[], binnedMs: number | null): Promise<void> {
  await editRuns(db, runIds, (user) => ({ ...user, binnedMs }));
}

/** Files written at a time: each waits for the disk, not for us. */
const AT_ONCE = 16;

/**
 * Changes what the user said of some runs: first in their folders, then in
 * the database. A run whose folder is gone is changed in the database only.
 */
async function editRuns(db: Database, runIds: readonly string[], edit: (user: UserFile) => UserFile): Promise<void> {
  const runs = runIds.map((id) => requireRun(db, id));
  const failures: unknown[] = [];
  for (let i = 0; i < runs.length; i += AT_ONCE) {
    const results = await Promise.allSettled(runs.slice(i, i + AT_ONCE).map((run) => inTurn(run.folder, () => editFolder(db, run, edit))));
    failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])));
  }
  const [first] = failures;
  if (first === undefined) return;
  if (failures.length === 1) throw first;
  throw new BadInput(`expected to change ${runs.length} runs, but could not change ${failures.length} of them`, {
    help: 'Check that their folders can be written to.',
    cause: first,
  });
}

async function editFolder(db: Database, run: RunRow, edit: (user: UserFile) => UserFile): Promise<void> {
  const path = join(run.folder, RUN_FILES.user);
  const user = edit((await readUserFile(run.folder))?.value ?? userFromRows(db, run));
  if (existsSync(run.folder)) await writeUserFile(path, user);
  const stamp = await fileStamp(path);
  transaction(db, () => applyUserFile(db, run, { value: user, stamp: stamp ?? '' }));
}

/** What the list knows of a run that has no user file: something only where its folder is gone. */
function userFromRows(db: Database, run: RunRow): UserFile {
  if (existsSync(run.folder)) return NO_USER_FILE;
  return { ...NO_USER_FILE, name: run.name, binnedMs: run.binned_ms, tags: [...tagsOf(db, run.key)] };
}

async function writeUserFile(path: string, user: UserFile): Promise<void> {
  try {
    await writeAtomicallyLater(path, `${JSON.stringify(user, null, 2)}\n`);
  } catch (cause) {
    throw new BadInput(`expected to write ${path}, but could not`, { help: 'Check that the run folder can be written to and the disk is not full.', cause });
  }
}
