import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunDetail } from '../../src-shared/domain/run.ts';
import { parseWaitingRun } from '../../src-shared/schema/waiting-run.ts';
import type { WaitingRun } from '../../src-shared/schema/waiting-run.ts';
import type { Services } from '../../src-main/services/contract.ts';
import { claimRun } from '../../src-main/store/runs.request.ts';
import { openStore } from '../../src-main/store/start.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { addDataset, openForTest, untilRun } from './open-for-test.ts';
import { toyExperiment, writeClasses } from './toy-folder.ts';

/** Preloaded into a trainer: it lives, and never comes to say who it is. */
const NEVER_BEGINS = `--import data:text/javascript,${encodeURIComponent('await new Promise((resolve) => setTimeout(resolve, 60_000))')}`;
afterEach(() => void delete process.env['NODE_OPTIONS']);

/** How long a status may be wrong after the start of a host. */
const STATUS_MS = 5000;

async function startRun(data: string, images: string): Promise<{ readonly services: Services; readonly id: string }> {
  writeClasses(images, 20);
  const services = await openForTest(data);
  await addDataset(services, images);
  process.env['NODE_OPTIONS'] = NEVER_BEGINS;
  const { id } = await services.api.training.start({ spec: toyExperiment(images, 1) });
  return { services, id };
}

/** The one run in the queue, once its trainer is known. */
async function launchedRun(data: string): Promise<WaitingRun> {
  for (;; await sleep(20)) {
    const [name] = readdirSync(join(data, 'queue')).filter((each) => each.endsWith('.json'));
    const run = name === undefined ? null : parseWaitingRun(readFileSync(join(data, 'queue', name), 'utf8'), name);
    if (run?.trainer) return run;
  }
}

async function statusWithin(services: Services, runId: string, ms: number): Promise<RunDetail> {
  return Promise.race([untilRun(services, runId, 'interrupted', 'failed', 'finished'), sleep(ms).then(() => services.api.runs.get({ runId }))]);
}

describe('a trainer that has not said yet who it is', () => {
  it('and is killed interrupts its run at once', async () => {
    const data = temporaryFolder();
    const { services, id } = await startRun(data, temporaryFolder());
    const { trainer } = await launchedRun(data);
    process.kill(trainer?.pid ?? 0, 'SIGKILL');
    expect(await statusWithin(services, id, STATUS_MS)).toMatchObject({ status: 'interrupted', message: 'The trainer was ended before it began. Resume the run to try again.' });
  });

  it('and is killed while no host is there is missed by the next host within five seconds', async () => {
    const data = temporaryFolder();
    const { services, id } = await startRun(data, temporaryFolder());
    const { trainer } = await launchedRun(data);
    await services.close();
    process.kill(trainer?.pid ?? 0, 'SIGKILL');
    expect(await statusWithin(await openForTest(data), id, STATUS_MS)).toMatchObject({ status: 'interrupted' });
  });

  it('is started by the next host, if the last one died just before it could', async () => {
    const [data, images] = [temporaryFolder(), temporaryFolder()];
    writeClasses(images, 20);
    const first = await openForTest(data);
    await addDataset(first, images);
    process.env['NODE_OPTIONS'] = NEVER_BEGINS;
    const blocking = await first.api.training.start({ spec: toyExperiment(images, 1) });
    const { trainer } = await launchedRun(data);
    const { id } = await first.api.training.start({ spec: toyExperiment(images, 1) });
    await first.close();
    const store = await openStore({ dataFolder: data });
    await store.call(claimRun, { runId: id, from: ['queued'], to: 'starting' });
    await store.close();
    process.kill(trainer?.pid ?? 0, 'SIGKILL');
    delete process.env['NODE_OPTIONS'];
    const next = await openForTest(data);
    expect(await untilRun(next, id, 'finished', 'failed', 'interrupted')).toMatchObject({ status: 'finished' });
    expect(await next.api.runs.get({ runId: blocking.id })).toMatchObject({ status: 'interrupted' });
    expect(readdirSync(join(data, 'queue'))).toEqual([]);
  });
});

describe('the queue', () => {
  it('survives a rebuilt database: who waited waits again, in the same order, behind the one that is starting', async () => {
    const [data, images] = [temporaryFolder(), temporaryFolder()];
    const { services, id } = await startRun(data, images);
    const { api } = services;
    const { trainer } = await launchedRun(data);
    const [second, third] = [await api.training.start({ spec: toyExperiment(images, 1) }), await api.training.start({ spec: toyExperiment(images, 1) })];
    // One that was made first and asked for last: its place is told by the queue alone.
    await api.training.stop({ runId: second.id, when: 'now' });
    await api.training.resume({ runId: second.id });
    await api.system.rebuild();
    await Promise.all([untilRun(services, id, 'starting'), untilRun(services, second.id, 'queued'), untilRun(services, third.id, 'queued')]);
    delete process.env['NODE_OPTIONS'];
    process.kill(trainer?.pid ?? 0, 'SIGKILL');
    const ended = [await untilRun(services, third.id, 'finished'), await untilRun(services, second.id, 'finished')];
    expect(ended[1]?.startedMs ?? 0).toBeGreaterThan(ended[0]?.endedMs ?? Infinity);
    expect(await api.runs.get({ runId: id })).toMatchObject({ status: 'interrupted' });
  });

  it('lets go of a run that was put into the bin, and starts the next although another cannot be read', async () => {
    const [data, images] = [temporaryFolder(), temporaryFolder()];
    const { services } = await startRun(data, images);
    const { api } = services;
    const { trainer } = await launchedRun(data);
    const start = () => api.training.start({ spec: toyExperiment(images, 1) });
    const [binned, broken, last] = [await start(), await start(), await start()];
    await api.runs.bin({ runIds: [binned.id] });
    writeFileSync(join(broken.folder, 'process.json'), 'no process');
    writeFileSync(join(data, 'queue', `${'1'.padStart(14, '0')}-${binned.id}.json`), 'no waiting run');
    delete process.env['NODE_OPTIONS'];
    process.kill(trainer?.pid ?? 0, 'SIGKILL');
    await untilRun(services, last.id, 'finished');
    expect((await api.runs.get({ runId: binned.id })).status).toBe('stopped');
    const problems = (await api.system.doctor()).problems.join();
    expect([problems.includes(broken.folder), problems.includes('.json.broken')]).toEqual([true, true]);
  });
});
