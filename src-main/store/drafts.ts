import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Draft } from '../../src-shared/api/training.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { DRAFT_FORMAT_VERSION, parseDraftFile } from '../../src-shared/schema/draft-file.ts';
import type { DraftFile } from '../../src-shared/schema/draft-file.ts';
import { touch } from './changes.ts';
import { sql, transaction } from './database.ts';
import type { Database } from './database.ts';
import { inTurn } from './in-turn.ts';
import { listJson, writeJson } from './json-folder.ts';
import { isMissing, readIfThere } from './run-files.ts';

/** Newest first. */
export function listDrafts(db: Database): readonly Draft[] {
  return sql<Draft>(db, `${SELECT} ORDER BY updated_ms DESC, id`).all();
}

export function findDraft(db: Database, { draftId }: { readonly draftId: string }): Draft {
  const draft = sql<Draft>(db, `${SELECT} WHERE id = ?`).get(draftId);
  if (!draft) throw new BadInput(`expected the id of a draft, but found ${draftId}`, { help: 'It may have been removed: look for it under Experiments.' });
  return draft;
}

const SELECT = 'SELECT id, name, yaml, updated_ms AS updatedMs FROM drafts';

export interface DraftEdit {
  readonly draftId?: string | undefined;
  readonly name: string;
  readonly yaml: string;
}

/** Makes a draft, or changes the one of that id: first its file, then the database. */
export function saveDraft(db: Database, folder: string, { draftId, name, yaml }: DraftEdit): Promise<Draft> {
  const id = draftId === undefined ? randomUUID() : findDraft(db, { draftId }).id;
  return inTurn(id, async () => {
    const file: DraftFile = { formatVersion: DRAFT_FORMAT_VERSION, id, name, yaml, updatedMs: Date.now() };
    await writeJson(folder, id, file);
    transaction(db, () => applyDraftFile(db, file));
    return findDraft(db, { draftId: id });
  });
}

/** The database forgets it first: after a crash in between the draft comes back, and can be removed again. */
export function removeDraft(db: Database, folder: string, { draftId }: { readonly draftId: string }): Promise<void> {
  const { id } = findDraft(db, { draftId });
  return inTurn(id, async () => {
    transaction(db, () => {
      sql(db, 'DELETE FROM drafts WHERE id = ?').run(id);
      touch(db, 'drafts', id);
      touch(db, 'drafts', '');
    });
    await unlink(join(folder, `${id}.json`)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  });
}

/**
 * Brings the database up to what the draft files say; a draft without a file
 * gets its file back.
 *
 * @returns what is wrong with files that cannot be read, in sentences.
 */
export async function syncDrafts(db: Database, folder: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const found = new Set<string>();
  for (const name of await listJson(folder)) {
    found.add(name);
    const path = join(folder, `${name}.json`);
    try {
      const text = await readIfThere(path);
      if (text !== null) transaction(db, () => applyDraftFile(db, parseDraftFile(text, path)));
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  for (const { id, name, yaml, updatedMs } of listDrafts(db)) {
    if (!found.has(id)) await writeJson(folder, id, { formatVersion: DRAFT_FORMAT_VERSION, id, name, yaml, updatedMs } satisfies DraftFile);
  }
  return problems;
}

function applyDraftFile(db: Database, { id, name, yaml, updatedMs }: DraftFile): void {
  const known = sql<Draft>(db, `${SELECT} WHERE id = ?`).get(id);
  if (known?.name === name && known.yaml === yaml && known.updatedMs === updatedMs) return;
  sql(
    db,
    `INSERT INTO drafts (id, name, yaml, updated_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, yaml = excluded.yaml, updated_ms = excluded.updated_ms`,
  ).run(id, name, yaml, updatedMs);
  touch(db, 'drafts', id);
  if (!known) touch(db, 'drafts', '');
}
