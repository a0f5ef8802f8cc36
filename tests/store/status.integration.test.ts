import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { claimRun, followRun, runSummary } from '../../src-main/store/runs.request.ts';
import { storeSettled } from '../../src-main/store/upkeep.request.ts';
import { identifyProcess } from '../../src-main/threads/process-identity.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import type { RunStatus } from '../../src-shared/domain/run.ts';
import type { ProcessFile } from '../../src-shared/schema/run-file.ts';
import { beginning, epochsOf, finishedJournal, journalText, runFile, runId, stampLines, temporaryFolder, writeRunFolder } from './fixtures.ts';
import { startHost, until } from './hosts.ts';
import type { TestHost } from './hosts.ts';

/** A process that does nothing, in the place of a trainer. */
async function standIn(): Promise<{ child: ChildProcess; identity: Omit<ProcessFile, 'formatVersion' | 'attempt' | 'command'> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const identity = await identifyProcess(child.pid);
  if (identity === null) throw new Error('expected the process to be there');
  return { child, identity };
}

const half = journalText(stampLines([...beginning(4, 10), ...epochsOf({ epochs: 2, stepsPerEpoch: 10 })]));

/** A run in the middle of its training, by a process of that identity. */
function training(data: string, n: number, identity: object, heartbeatAgeMs = 0): string {
  const folder = writeRunFolder(join(data, 'runs'), runFile(n), half);
  writeFileSync(join(folder, RUN_FILES.process), JSON.stringify({ formatVersion: 1, attempt: 1, command: 'train', ...identity }));
  beat(folder, heartbeatAgeMs);
  return folder;
}

function beat(folder: string, ageMs: number): void {
  const path = join(folder, RUN_FILES.heartbeat);
  writeFileSync(path, '');
  utimesSync(path, (Date.now() - ageMs) / 1000, (Date.now() - ageMs) / 1000);
}

const statusOf = async (host: TestHost, n: number): Promise<RunStatus> => (await host.call(runSummary, { runId: runId(n) })).status;

test('every status is right within five seconds of the next start', async () => {
  const data = temporaryFolder();
  const { child, identity } = await standIn();
  training(data, 1, identity);
  training(data, 2, { ...identity, startedAt: 'another process of that number' });
  training(data, 3, { ...identity, bootId: 'before the machine was switched off' });
  training(data, 4, { ...identity, bootId: 'theirs', host: 'another machine' });
  training(data, 5, { ...identity, bootId: 'theirs', host: 'another machine' }, 20 * 60_000);
  writeRunFolder(join(data, 'runs'), runFile(6), finishedJournal());
  const failed = training(data, 7, { ...identity, startedAt: 'gone' });
  writeFileSync(
    join(failed, RUN_FILES.exit),
    JSON.stringify({ formatVersion: 1, attempt: 1, status: 'failed', message: 'The disk was full.', epoch: 2, step: 19, endedMs: 5 }),
  );
  const startedMs = Date.now();
  const host = await startHost(data);
  await host.call(storeSettled, null);
  const found = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => statusOf(host, n)));
  expect(found).toEqual(['running', 'interrupted', 'interrupted', 'running', 'interrupted', 'finished', 'failed']);
  expect(Date.now() - startedMs).toBeLessThan(5000);
  expect((await host.call(runSummary, { runId: runId(7) })).message).toBe('The disk was full.');

  // The host is killed, then the trainer: nobody sees it end.
  await host.kill();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const againMs = Date.now();
  const next = await startHost(data);
  await next.call(storeSettled, null);
  expect(await statusOf(next, 1)).toBe('interrupted');
  expect(Date.now() - againMs).toBeLessThan(5000);
  await next.close();
});

test('a trainer that is killed under a running host is told within five seconds', async () => {
  const data = temporaryFolder();
  const { child, identity } = await standIn();
  training(data, 1, identity);
  const host = await startHost(data);
  await host.call(storeSettled, null);
  expect(await statusOf(host, 1)).toBe('running');
  child.kill('SIGKILL');
  expect(await until(async () => (await statusOf(host, 1)) === 'interrupted', 'the run is interrupted', 5000)).toBeLessThan(5000);
  await host.close();
});

test('a run that a host of any kind starts is starting, then what its folder says', async () => {
  const data = temporaryFolder();
  const folder = writeRunFolder(join(data, 'runs'), runFile(1));
  const owner = await startHost(data);
  const other = await startHost(data);
  await owner.call(storeSettled, null);
  expect((await other.call(claimRun, { runId: runId(1), from: ['interrupted'], to: 'queued' })).status).toBe('queued');
  expect((await other.call(claimRun, { runId: runId(1), from: ['queued'], to: 'starting' })).status).toBe('starting');
  const { identity } = await standIn();
  writeFileSync(join(folder, RUN_FILES.process), JSON.stringify({ formatVersion: 1, attempt: 1, command: 'train', ...identity }));
  beat(folder, 0);
  writeFileSync(join(folder, RUN_FILES.journal), half);
  await until(async () => (await statusOf(other, 1)) === 'running', 'the owner reads the journal', 3000);
  writeFileSync(join(folder, RUN_FILES.journal), half + journalText(stampLines([[1, { kind: 'run-ended', epoch: 2, step: 19, status: 'stopped', message: 'Stopped on request.' }]], 1000)));
  await until(async () => (await statusOf(other, 1)) === 'stopped', 'the owner reads its end', 3000);
  await other.call(followRun, { runId: runId(1) });
  await Promise.all([owner.close(), other.close()]);
});
