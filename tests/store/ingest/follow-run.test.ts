import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refreshStatus } from '../../../src-main/store/ingest/follow-run.ts';
import type { ProcessWatch } from '../../../src-main/store/ingest/process-watch.ts';
import { requireRun } from '../../../src-main/store/run-rows.ts';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import type { ProcessFile } from '../../../src-shared/schema/run-file.ts';
import { beginning, ingest, journalText, runFile, stampLines, temporaryDatabase, temporaryFolder, writeRunFolder } from '../fixtures.ts';

test('a process that comes while its forerunner is looked for is not taken for dead with it', async () => {
  const db = temporaryDatabase();
  const folder = writeRunFolder(temporaryFolder(), runFile(1), '');
  const id = await ingest(db, folder);
  const process: ProcessFile = { formatVersion: 1, attempt: 1, command: 'train', pid: 42, startedAt: 'then', bootId: 'boot', host: 'here' };
  const write = (attempt: number) => writeFileSync(join(folder, RUN_FILES.process), JSON.stringify({ ...process, attempt }));
  write(1);
  const asked: number[] = [];
  const processes: Pick<ProcessWatch, 'state'> = {
    state: ({ attempt }) => {
      asked.push(attempt);
      if (attempt === 2) return Promise.resolve('alive');
      write(2);
      writeFileSync(join(folder, RUN_FILES.journal), journalText(stampLines(beginning(2, 10).map(([, entry]) => [2, entry] as const))));
      return Promise.resolve('gone');
    },
  };
  await refreshStatus(db, requireRun(db, id), Date.now(), processes as ProcessWatch, () => Promise.resolve());
  expect(asked).toEqual([1, 2]);
  expect(requireRun(db, id).status).toBe('running');
});
