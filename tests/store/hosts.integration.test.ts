import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { insertDataset, listDatasets, listDatasetsToIndex } from '../../src-main/store/datasets.request.ts';
import { listDrafts, saveDraft } from '../../src-main/store/drafts.request.ts';
import { followRun, listRuns, readSeries, registerRun, renameRun, runSummary, setRunTags } from '../../src-main/store/runs.request.ts';
import { rebuildStore, storeCounts, storeFacts, storeSettled } from '../../src-main/store/upkeep.request.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { contents, finishedJournal, ingest, runFile, runId, temporaryDatabase, temporaryFolder, writeRunFolder } from './fixtures.ts';
import { startHost, until } from './hosts.ts';
import type { TestHost } from './hosts.ts';

function sound(path: string): unknown {
  const db = new BetterSqlite3(path, { readonly: true });
  const found = db.pragma('integrity_check', { simple: true });
  db.close();
  return found;
}

const names = async (host: TestHost) =>
  (await host.call(listRuns, { filter: { query: '', binned: false }, sort: { by: 'created', descending: false }, offset: 0, limit: 100 })).rows.map(({ name }) => name);

const lossLength = async (host: TestHost) => (await host.call(readSeries, { runId: runId(1), name: 'train_loss', axis: 'step', buckets: 1 })).points;

describe('several hosts on one data folder', () => {
  test('have one owner; all read, edit, and tell of what any of them changed', async () => {
    const data = temporaryFolder();
    writeRunFolder(join(data, 'runs'), runFile(1), finishedJournal());
    const first = await startHost(data);
    const second = await startHost(data);
    expect([first.owner, second.owner]).toEqual([true, false]);
    expect((await second.call(storeFacts, null)).owner).toBe(false);
    await first.call(storeSettled, null);
    expect(await names(second)).toEqual(['run 1']);
    const told = first.notices.length;
    await second.call(renameRun, { runId: runId(1), name: 'renamed' });
    expect(await names(first)).toEqual(['renamed']);
    await until(() => first.notices.slice(told).some(({ notice }) => notice.topic === 'runs' && notice.id === runId(1)), 'the owner tells of the change');
    await until(() => second.notices.some(({ notice }) => notice.topic === 'runs' && notice.id === runId(1)), 'the other tells of it too');
    await Promise.all([first, second].map((host, i) => Promise.all(Array.from({ length: 10 }, (_, n) => host.call(saveDraft, { name: `${i} ${n}`, yaml: '' })))));
    expect((await first.call(listDrafts, null)).length).toBe(20);
    await Promise.all([first.close(), second.close()]);
    expect(sound(join(data, 'delira.db'))).toBe('ok');
  });

  test('one takes over within two seconds of the owner being killed, and follows the runs from where it was', async () => {
    const data = temporaryFolder();
    const text = finishedJournal(4, 500);
    const half = text.indexOf('\n', text.length / 2) + 1;
    const folder = writeRunFolder(join(data, 'runs'), runFile(1), text.slice(0, half));
    const hosts = [await startHost(data), await startHost(data), await startHost(data)];
    await hosts[0]?.call(storeSettled, null);
    const before = await lossLength(hosts[1] as TestHost);
    expect(before).toBeGreaterThan(750);
    for (const round of [1, 2]) {
      const killedMs = Date.now();
      await hosts.find(({ owner }) => owner)?.kill();
      const left = hosts.filter(({ owner }) => !owner);
      await until(() => left.some(({ owner }) => owner), 'another owner', 2000);
      const owner = left.find((host) => host.owner);
      expect((owner?.ownerMs ?? Infinity) - killedMs).toBeLessThan(2000);
      expect(left.filter((host) => host.owner)).toHaveLength(1);
      hosts.splice(0, hosts.length, ...left);
      const from = round === 1 ? half : text.length - 1000;
      appendFileSync(join(folder, RUN_FILES.journal), text.slice(from, round === 1 ? text.length - 1000 : text.length));
    }
    const last = hosts[0] as TestHost;
    await until(async () => (await last.call(runSummary, { runId: runId(1) })).status === 'finished', 'the rest of the journal');
    expect(await lossLength(last)).toBe(2000);
    const other = temporaryDatabase();
    await ingest(other, folder);
    await last.close();
    const db = new BetterSqlite3(join(data, 'delira.db'));
    expect(contents(db)).toEqual(contents(other));
    db.close();
  });

  test('are told of a fast run about ten times a second at most', async () => {
    const data = temporaryFolder();
    const folder = writeRunFolder(join(data, 'runs'), runFile(1));
    const host = await startHost(data);
    await host.call(storeSettled, null);
    await host.call(followRun, { runId: runId(1) });
    const lines = finishedJournal(1, 200).split(/(?<=\n)/);
    const told = host.notices.length;
    const startMs = Date.now();
    for (const line of lines) {
      appendFileSync(join(folder, RUN_FILES.journal), line);
      await setTimeout(5);
    }
    const seconds = (Date.now() - startMs) / 1000;
    await until(async () => (await host.call(runSummary, { runId: runId(1) })).status === 'finished', 'the whole journal');
    const notices = host.notices.slice(told).filter(({ notice }) => notice.topic === 'runs' && notice.id === runId(1)).length;
    expect(notices).toBeGreaterThan(2);
    expect(notices).toBeLessThan(10 * seconds + 5);
    await host.close();
  });
});

describe('a host that is killed while it reads journals', () => {
  test('has stored every line once, wherever it was cut', async () => {
    const data = temporaryFolder();
    for (let n = 1; n <= 2; n++) writeRunFolder(join(data, 'runs'), runFile(n), finishedJournal(3, 1500, (step) => n / (step + 1)));
    for (let round = 0; round < 5; round++) {
      const host = await startHost(data);
      await setTimeout(round * 40);
      await host.kill();
      expect(sound(join(data, 'delira.db'))).toBe('ok');
    }
    const host = await startHost(data);
    await host.call(storeSettled, null);
    await host.close();
    const wanted = temporaryDatabase();
    for (let n = 1; n <= 2; n++) await ingest(wanted, join(data, 'runs', `run-000${n}`));
    const found = new BetterSqlite3(join(data, 'delira.db'));
    const count = (db: BetterSqlite3.Database) =>
      db.prepare('SELECT r.id, s.name, count(*) AS points, sum(p.value) AS sum FROM runs r JOIN series s ON s.run = r.key JOIN points p ON p.series = s.key GROUP BY 1, 2 ORDER BY 1, 2').all();
    expect(count(found)).toEqual(count(wanted));
    const levels = (db: BetterSqlite3.Database) => db.prepare('SELECT level, count(*) AS buckets FROM buckets GROUP BY 1').all();
    expect(levels(found)).toEqual(levels(wanted));
    found.close();
  });
});

describe('a database that cannot be used', () => {
  /** A data folder with a run in it, one elsewhere, a draft and a dataset. */
  async function filled(): Promise<{ data: string; database: string }> {
    const data = temporaryFolder();
    writeRunFolder(join(data, 'runs'), runFile(1), finishedJournal());
    const elsewhere = writeRunFolder(temporaryFolder(), runFile(2), finishedJournal());
    const host = await startHost(data);
    await host.call(registerRun, { folder: elsewhere });
    await host.call(setRunTags, { runIds: [runId(1)], add: ['paper'], remove: [] });
    await host.call(saveDraft, { name: 'draft', yaml: 'name: x\n' });
    await host.call(insertDataset, { name: 'cats', folder: '/images' });
    await host.close();
    return { data, database: join(data, 'delira.db') };
  }

  /** Looked at as a whole until it is so: between two questions a host may have moved from the lost database to the new one. */
  async function expectAll(host: TestHost): Promise<void> {
    const all = async (): Promise<void> => {
      await host.call(storeSettled, null);
      expect(await host.call(storeCounts, null)).toEqual({ datasets: 1, runs: 2, drafts: 1 });
      expect(await host.call(runSummary, { runId: runId(1) })).toMatchObject({ status: 'finished', tags: ['paper'] });
      expect(await host.call(runSummary, { runId: runId(2) })).toMatchObject({ status: 'finished', tags: [] });
      expect((await host.call(listDatasets, null)).map(({ name }) => name)).toEqual(['cats']);
      expect(await host.call(listDatasetsToIndex, null)).toHaveLength(1);
    };
    await vi.waitFor(all, { timeout: 20_000, interval: 50 });
  }

  test('because it is missing is made anew by itself', async () => {
    const { data, database } = await filled();
    for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
    const host = await startHost(data);
    await expectAll(host);
    await host.close();
  });

  test('because it is damaged is kept aside and made anew by itself', async () => {
    const { data, database } = await filled();
    const bytes = readFileSync(database);
    bytes.fill(0x5a, 4096, bytes.length - 4096);
    writeFileSync(database, bytes);
    const host = await startHost(data);
    await expectAll(host);
    const [aside] = readdirSync(data).filter((name) => name.includes('.damaged-'));
    expect(readFileSync(join(data, aside ?? '')).equals(bytes)).toBe(true);
    expect((await host.call(storeFacts, null)).problems).toEqual([expect.stringContaining('The database was damaged and has been made anew')]);
    await host.close();
  });

  test('because it was removed or damaged under running hosts is made anew too', async () => {
    const { data, database } = await filled();
    const hosts = [await startHost(data), await startHost(data)];
    for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
    await until(() => existsSync(database), 'a new database');
    for (const host of hosts) await expectAll(host);
    const visitor = new BetterSqlite3(database);
    visitor.pragma('wal_checkpoint(TRUNCATE)');
    visitor.close();
    writeFileSync(database, Buffer.alloc(readFileSync(database).length, 0x5a), { flag: 'r+' });
    hosts.push(await startHost(data));
    for (const host of hosts) await expectAll(host);
    expect(readdirSync(data).filter((name) => name.includes('.damaged-') && !/-(wal|shm)$/.test(name))).toHaveLength(1);
    for (const host of hosts) await host.close();
    expect(sound(database)).toBe('ok');
  });

  test('because someone asked for a new one is made anew by the owner, whoever asks, and no host spoils it afterwards', async () => {
    const { data, database } = await filled();
    const owner = await startHost(data);
    const other = await startHost(data);
    expect(await other.call(rebuildStore, null)).toEqual({ runs: 2 });
    expect(existsSync(`${database}.before-rebuild`)).toBe(true);
    await expectAll(other);
    await expectAll(owner);
    await other.call(renameRun, { runId: runId(1), name: 'after' });
    await other.close();
    expect(await owner.call(rebuildStore, null)).toEqual({ runs: 2 });
    expect((await owner.call(runSummary, { runId: runId(1) })).name).toBe('after');
    await owner.close();
    expect(sound(database)).toBe('ok');
  });
});
