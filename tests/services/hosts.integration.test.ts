import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { addDataset, openForTest, untilRun } from './open-for-test.ts';
import { toyExperiment, writeClasses } from './toy-folder.ts';

const slowSteps = pathToFileURL(join(import.meta.dirname, '..', 'trainer', 'slow-steps.ts')).href;

interface Host {
  readonly owner: boolean;
  readonly runs: readonly string[];
  kill(): Promise<void>;
}

/** Another host on a data folder, in a process of its own, that has started these runs. */
async function startHost(data: string, specs: readonly unknown[]): Promise<Host> {
  const words = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'host.ts'), data, JSON.stringify(specs), `--import ${slowSteps}`];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { ...(JSON.parse(line) as Pick<Host, 'owner' | 'runs'>), kill };
}

describe('two hosts on one data folder', () => {
  it('see the same runs; when one is killed, the other goes on with its trainer and its queue', async () => {
    const images = temporaryFolder();
    writeClasses(images, 20);
    const data = temporaryFolder();
    // One host adds the dataset and goes; the next owns the folder, and ours comes as the second.
    const before = await openForTest(data);
    await addDataset(before, images);
    await before.close();
    const host = await startHost(data, [toyExperiment(images, 40, { name: 'long' }), toyExperiment(images, 1, { name: 'waiting' })]);
    const services = await openForTest(data);
    const [long = '', waiting = ''] = host.runs;
    await untilRun(services, long, 'running');
    expect([host.owner, (await services.api.system.doctor()).owner]).toEqual([true, false]);
    expect(await services.liveRuns()).toEqual([{ runId: long, name: 'long' }]);
    // What we start waits behind what the other has started.
    const mine = await services.api.training.start({ spec: toyExperiment(images, 1, { name: 'mine' }) });
    await host.kill();
    expect(await untilRun(services, long, 'finished', 'interrupted')).toMatchObject({ status: 'finished', epoch: 40 });
    const [second, third] = [await untilRun(services, waiting, 'finished'), await untilRun(services, mine.id, 'finished')];
    expect(third.startedMs ?? 0).toBeGreaterThan(second.endedMs ?? Infinity);
    expect((await services.api.system.doctor()).owner).toBe(true);
  });

  it('tell of each other: a change by one is a notice to the other', async () => {
    const data = temporaryFolder();
    const [one, two] = [await openForTest(data), await openForTest(data)];
    const heard = new Promise((resolve) => two.onNotice((notice) => void (notice.topic === 'drafts' && resolve(notice.topic))));
    const draft = await one.api.training.saveDraft({ name: 'Mine', yaml: '' });
    expect(await heard).toBe('drafts');
    expect(await two.api.training.drafts()).toEqual([draft]);
  });
});

describe('an installation', () => {
  it('is looked over: versions, backends, space; and no connection leaves the machine', async (context) => {
    needs(context, process.platform === 'linux', 'needs /proc to see sockets');
    const data = temporaryFolder();
    const { api } = await openForTest(data);
    const doctor = await api.system.doctor();
    expect(doctor).toMatchObject({ dataFolder: data, owner: true, node: process.versions.node, electron: { found: false } });
    expect(doctor.backends.map(({ name }) => name)).toEqual(['tensorflow', 'simd', 'cpu']);
    expect(doctor.backends.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect([doctor.freeBytes > 0, doctor.databaseBytes > 0, doctor.sqlite]).toEqual([true, true, expect.stringMatching(/^3\./)]);
    expect(await api.system.status()).toEqual({ current: null, liveRuns: 0, connectionsOut: 0, counts: { datasets: 0, runs: 0, drafts: 0 } });
    expect(await api.system.rebuild()).toEqual({ runs: 0 });
  });
});
