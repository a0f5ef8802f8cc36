import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimRun } from '../../src-main/store/claim-run.ts';
import type { Database } from '../../src-main/store/database.ts';
import { renameRun, setRunTags, setRunsBinned } from '../../src-main/store/edit-run.ts';
import { registerFolder } from '../../src-main/store/register-run.ts';
import { listRuns, listRunsOf, runSummary } from '../../src-main/store/run-list.ts';
import { readRunLog } from '../../src-main/store/run-log.ts';
import { folderSizeBytes } from '../../src-main/store/run-size.ts';
import { listTags } from '../../src-main/store/tags.ts';
import type { RunSort } from '../../src-shared/api/runs.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { finishedJournal, ingest, runFile, runId, temporaryDatabase, temporaryFolder, writeRunFolder } from './fixtures.ts';

function list(db: Database, sort: RunSort = { by: 'created', descending: false }, filter: { binned?: boolean; query?: string } = {}) {
  return listRuns(db, { filter: { query: '', binned: false, ...filter }, sort, offset: 0, limit: 100 }).rows.map(({ name }) => name);
}

describe('the list of runs', () => {
  test('sorts by any column, runs without a value last both ways', async () => {
    const db = temporaryDatabase();
    const folder = temporaryFolder();
    await ingest(db, writeRunFolder(folder, runFile(1, { name: 'b' }), finishedJournal(3, 5)));
    await ingest(db, writeRunFolder(folder, runFile(2, { name: 'C' })));
    await ingest(db, writeRunFolder(folder, runFile(3, { name: 'a' }), finishedJournal(1, 5)));
    expect(list(db, { by: 'name', descending: false })).toEqual(['a', 'b', 'C']);
    expect(list(db, { by: 'selection', descending: true })).toEqual(['b', 'a', 'C']);
    expect(list(db, { by: 'selection', descending: false })).toEqual(['a', 'b', 'C']);
    expect(list(db, { by: 'created', descending: true })).toEqual(['a', 'C', 'b']);
    expect(list(db, { by: 'duration', descending: true })).toEqual(['b', 'a', 'C']);
  });

  test('tells a run that lives but does not respond, and stores nothing of it', async () => {
    const db = temporaryDatabase();
    const folder = writeRunFolder(temporaryFolder(), runFile(1));
    await ingest(db, folder);
    claimRun(db, { runId: runId(1), from: ['interrupted'], to: 'starting' }, Date.now() - 60_000);
    writeFileSync(join(folder, RUN_FILES.heartbeat), '');
    expect(runSummary(db, { runId: runId(1) }).notResponding).toBe(false);
    const old = Date.now() / 1000 - 30;
    utimesSync(join(folder, RUN_FILES.heartbeat), old, old);
    expect(runSummary(db, { runId: runId(1) }).notResponding).toBe(true);
  });
});

describe('a run that was found, not started', () => {
  test('is never in the queue', async () => {
    const db = temporaryDatabase();
    await ingest(db, writeRunFolder(temporaryFolder(), runFile(1)));
    expect(runSummary(db, { runId: runId(1) })).toMatchObject({ status: 'interrupted', message: expect.stringContaining('has not begun') as string });
    expect(listRunsOf(db, { statuses: ['queued'] })).toEqual([]);
  });

  test('is given to the one of two hosts that asks first', async () => {
    const db = temporaryDatabase();
    await ingest(db, writeRunFolder(temporaryFolder(), runFile(1, { name: 'wanted' })));
    const claim = { runId: runId(1), from: ['interrupted', 'queued'], to: 'starting' } as const;
    claimRun(db, claim);
    expect(() => claimRun(db, claim)).toThrow('expected "wanted" to be interrupted or queued, but found it starting');
    expect(listRunsOf(db, { statuses: ['starting'] }).map(({ id }) => id)).toEqual([runId(1)]);
  });
});

describe('what the user says of a run', () => {
  test('is kept in its folder, so that it survives the database', async () => {
    const folder = writeRunFolder(temporaryFolder(), runFile(1));
    const db = temporaryDatabase();
    await ingest(db, folder);
    await renameRun(db, { runId: runId(1), name: 'better' });
    await setRunTags(db, { runIds: [runId(1)], add: ['b', 'a'], remove: [] });
    await setRunTags(db, { runIds: [runId(1)], add: ['c'], remove: ['b'] });
    await setRunsBinned(db, [runId(1)], 5);
    const other = temporaryDatabase();
    await ingest(other, folder);
    for (const each of [db, other]) expect(runSummary(each, { runId: runId(1) })).toMatchObject({ name: 'better', tags: ['a', 'c'], binnedMs: 5 });
    expect(listTags(other)).toEqual(['a', 'c']);
    expect(list(other)).toEqual([]);
    expect(list(other, undefined, { binned: true })).toEqual(['better']);
    await setRunsBinned(other, [runId(1)], null);
    expect(list(other)).toEqual(['better']);
  });

  test('is not lost when two things are said at once', async () => {
    const folder = writeRunFolder(temporaryFolder(), runFile(1));
    const db = temporaryDatabase();
    await ingest(db, folder);
    await Promise.all(Array.from({ length: 20 }, (_, i) => setRunTags(db, { runIds: [runId(1)], add: [`t${i}`], remove: [] })));
    expect(runSummary(db, { runId: runId(1) }).tags).toHaveLength(20);
    expect((JSON.parse(readFileSync(join(folder, RUN_FILES.user), 'utf8')) as { tags: string[] }).tags).toHaveLength(20);
  });

  test('is kept in the list where the folder is gone, and no folder is made', async () => {
    const folder = writeRunFolder(temporaryFolder(), runFile(1));
    const db = temporaryDatabase();
    await ingest(db, folder);
    rmSync(folder, { recursive: true });
    await renameRun(db, { runId: runId(1), name: 'gone' });
    expect(list(db)).toEqual(['gone']);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a run folder', () => {
  test('that was moved is followed, one that was copied is refused', async () => {
    const parent = temporaryFolder();
    const db = temporaryDatabase();
    const folder = writeRunFolder(parent, runFile(1));
    await ingest(db, folder);
    const copy = writeRunFolder(join(parent, 'copy'), runFile(1));
    await expect(registerFolder(db, copy)).rejects.toThrow('found a copy of "run 1"');
    renameSync(folder, join(parent, 'moved'));
    await registerFolder(db, join(parent, 'moved'));
    expect(runSummary(db, { runId: runId(1) }).folder).toBe(join(parent, 'moved'));
  });

  test('without a run.json is none', async () => {
    const folder = join(temporaryFolder(), 'empty');
    mkdirSync(folder);
    await expect(registerFolder(temporaryDatabase(), folder)).rejects.toThrow(`expected a run folder at ${folder}, but found no run.json in it`);
  });

  test('has a size, and a log whose end is read in whole lines', async () => {
    const folder = writeRunFolder(temporaryFolder(), runFile(1));
    expect(await readRunLog(folder, 100)).toEqual({ text: '', truncated: false });
    const bytes = readFileSync(join(folder, RUN_FILES.run)).length;
    mkdirSync(join(folder, 'images', 'input'), { recursive: true });
    writeFileSync(join(folder, 'images', 'input', '1-0.png'), Buffer.alloc(1234));
    expect(await folderSizeBytes(folder)).toBe(bytes + 1234);
    writeFileSync(join(folder, RUN_FILES.log), 'first line\nsecond line\nthird ä\n');
    expect(await readRunLog(folder, 1000)).toEqual({ text: 'first line\nsecond line\nthird ä\n', truncated: false });
    expect(await readRunLog(folder, 15)).toEqual({ text: 'third ä\n', truncated: true });
  });
});
