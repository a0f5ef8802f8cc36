import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { DatasetDetail } from '../../src-shared/domain/dataset.ts';
import type { RunDetail, RunStatus } from '../../src-shared/domain/run.ts';
import type { Services, ServicesOptions } from '../../src-main/services/contract.ts';
import { openServices } from '../../src-main/services/open.ts';
import { optionsFor } from './options.ts';

/** Services on a data folder for one test, which leaves no trainer behind. */
export async function openForTest(dataFolder: string, options: Partial<ServicesOptions> = {}): Promise<Services> {
  const services = await openServices({ ...optionsFor(dataFolder), ...options });
  onTestFinished(async () => {
    await services.close();
    killTrainers(join(dataFolder, 'runs'));
  });
  return services;
}

/** Ends trainers that a test left at work in its own run folders. */
function killTrainers(runs: string): void {
  for (const name of readdirSync(runs)) {
    const pid = trainerOf(join(runs, name));
    if (pid !== null) process.kill(pid, 'SIGKILL');
  }
}

/** The process that works on a run; null if none lives. */
export function trainerOf(folder: string): number | null {
  try {
    const { pid } = JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')) as { readonly pid: number };
    return process.kill(pid, 0) ? pid : null;
  } catch {
    return null;
  }
}

/** Adds a folder and waits until it is indexed. */
export async function addDataset({ api, folder, watchIndex }: Services, path: string): Promise<DatasetDetail> {
  const { id } = await api.datasets.add({ folderId: folder(path).folderId });
  await toEnd(watchIndex(id));
  return api.datasets.get({ datasetId: id });
}

/** The run once it is in one of these states. */
export async function untilRun({ api }: Services, runId: string, ...statuses: readonly RunStatus[]): Promise<RunDetail> {
  for (;;) {
    const run = await api.runs.get({ runId });
    if (statuses.includes(run.status)) return run;
    await sleep(50);
  }
}

/** Takes what comes until there is no more. */
export async function toEnd(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const each of stream) void each;
}
