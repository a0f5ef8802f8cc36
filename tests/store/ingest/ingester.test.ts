import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { latestRevision, noticesSince } from '../../../src-main/store/changes.ts';
import { dataFolder } from '../../../src-main/store/data-folder.ts';
import { Ingester } from '../../../src-main/store/ingest/ingester.ts';
import { runSummary } from '../../../src-main/store/run-list.ts';
import { identifyProcess } from '../../../src-main/threads/process-identity.ts';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { beginning, journalText, runFile, runId, stampLines, temporaryDatabase, temporaryFolder, writeRunFolder } from '../fixtures.ts';

test('a heart that stops, and one that beats again, is told to those who show the run', async () => {
  const data = dataFolder(temporaryFolder());
  mkdirSync(data.runs, { recursive: true });
  const folder = writeRunFolder(data.runs, runFile(1), journalText(stampLines(beginning(2, 10))));
  writeFileSync(join(folder, RUN_FILES.process), JSON.stringify({ formatVersion: 1, attempt: 1, command: 'train', ...(await identifyProcess()) }));
  const beat = (ageMs: number) => {
    writeFileSync(join(folder, RUN_FILES.heartbeat), '');
    utimesSync(join(folder, RUN_FILES.heartbeat), (Date.now() - ageMs) / 1000, (Date.now() - ageMs) / 1000);
  };
  beat(0);
  const db = temporaryDatabase();
  const ingester = new Ingester(db, data);
  onTestFinished(() => ingester.stop());
  await ingester.settled();
  await sleep(1200);
  const told: boolean[] = [];
  for (const ageMs of [60_000, 0]) {
    const before = latestRevision(db);
    beat(ageMs);
    while (noticesSince(db, before).notices.length === 0) await sleep(20);
    told.push(runSummary(db, { runId: runId(1) }).notResponding);
  }
  expect(told).toEqual([true, false]);
});
