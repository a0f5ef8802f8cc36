import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunDetail } from '../../src-shared/domain/run.ts';
import { decodeWire } from '../../src-shared/lib/wire.ts';
import { workingPid } from '../../src-main/services/runs/live-runs.ts';
import { startRealHost } from '../helpers/real-host.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { toyExperiment, writeClasses } from '../services/toy-folder.ts';
import { effectiveEvents, lastHashes, readLines, readText } from '../trainer/run-journal.ts';
import { delira, documentOf, slowSteps, startCommand } from './cli/command-line.ts';
import { openAddress, ownHeaders, send } from './server/browser.ts';

const EPOCHS = 60;
const KILLS = 10;
/** Training rests so long after each step until the kills are over: there must be a midst of the run for each. */
const REST_MS = 60;
/** How long a host lives once its trainer computes, or once it was started, at most. */
const LIFE_MS = 1500;

interface Place {
  readonly data: string;
  /** The experiment, as JSON, which is YAML too. */
  readonly file: string;
  readonly images: string;
}

interface Run {
  readonly id: string;
  readonly folder: string;
}

/** A host that has just begun a run, or taken it on again. */
interface Working extends Run {
  kill(): Promise<void>;
}

/** A kind of host: how a user has it train. */
interface HostKind {
  begin(place: Place): Promise<Working>;
  resume(place: Place, run: Run): Promise<Working>;
}

const commandLine: HostKind = {
  async begin({ data, file }) {
    const command = startCommand(['train', file], { data, restMs: REST_MS });
    await expect.poll(command.err, { timeout: 60_000, interval: 5 }).toMatch(/^training .* in .+$/m);
    const folder = /^training .* in (.+)$/m.exec(command.err())?.[1] ?? '';
    const { id } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Pick<Run, 'id'>;
    return { id, folder, kill: () => kill(command) };
  },
  resume({ data }, run) {
    const command = startCommand(['resume', run.id], { data, restMs: REST_MS });
    return Promise.resolve({ ...run, kill: () => kill(command) });
  },
};

async function kill({ child, ended }: ReturnType<typeof startCommand>): Promise<void> {
  child.kill('SIGKILL');
  await ended();
}

const server: HostKind = {
  async begin({ data, images, file }) {
    const { call, kill: killHost } = await openServer(data, images);
    const { id, folder } = (await call('training.start', { spec: JSON.parse(readFileSync(file, 'utf8')) as unknown })) as Run;
    return { id, folder, kill: killHost };
  },
  async resume({ data, images }, run) {
    const { call, kill: killHost } = await openServer(data, images);
    await call('training.resume', { runId: run.id });
    return { ...run, kill: killHost };
  },
};

/** `delira serve`, with a browser's session. */
async function openServer(data: string, images: string): Promise<{ call(name: string, argument: unknown): Promise<unknown>; kill(): Promise<void> }> {
  const host = await startRealHost({ data, roots: [images], env: slowSteps(REST_MS) });
  onTestFinished(host.kill);
  const port = Number(new URL(host.address).port);
  const cookie = await openAddress(port, host.address);
  const call = async (name: string, argument: unknown): Promise<unknown> => {
    const { status, bytes } = await send(port, `/api/${name}`, { method: 'POST', headers: ownHeaders(port, cookie), body: JSON.stringify(argument) });
    if (status !== 200) throw new Error(`expected ${name} to be answered, but found ${status}: ${bytes.toString()}`);
    return decodeWire(bytes, new TextDecoder());
  };
  return { call, kill: host.kill };
}

const experimentOn = (images: string) =>
  toyExperiment(images, EPOCHS, {
    model: { kind: 'cnn', filters: [4], dense: 8, dropout: 0.2 },
    augment: [{ kind: 'mirror' }, { kind: 'rotate' }, { kind: 'contrast', probability: 0.5 }],
    training: { logImages: { everyEpochs: 20, count: 1 } },
  });

/** What the next host says of a run; each is a process of its own that opens the data folder anew. */
async function askNextHost(data: string, { id }: Run): Promise<RunDetail> {
  return documentOf<{ readonly run: RunDetail }>(await delira(['show', id, '--json'], { data })).run;
}

/**
 * Holds the status that the next host tells to what is true, and ends a trainer
 * that has outlived its host, so that the run can be taken on again.
 *
 * @returns whether a trainer had outlived it.
 */
async function expectRightStatus(data: string, run: Run): Promise<boolean> {
  for (;;) {
    const pid = await workingPid(run.folder);
    const { status } = await askNextHost(data, run);
    if (pid === null && ['interrupted', 'stopped'].includes(status)) return false;
    // A host that died just before it could start the trainer is followed by one that does.
    expect(pid === null ? ['queued', 'starting', 'running'] : ['starting', 'running']).toContain(status);
    if (!(await killTrainer(run.folder))) continue;
    expect((await askNextHost(data, run)).status).toBe('interrupted');
    return pid !== null;
  }
}

/** Returns once it is gone; false if there was none. */
async function killTrainer(folder: string): Promise<boolean> {
  const pid = await workingPid(folder);
  if (pid === null) return false;
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => workingPid(folder), { interval: 5 }).toBeNull();
  return true;
}

/** A folder of images, known to a data folder of its own. */
async function openPlace(images: string): Promise<Place> {
  const data = join(temporaryFolder(), 'data');
  const file = join(temporaryFolder(), 'experiment.yaml');
  writeFileSync(file, JSON.stringify(experimentOn(images)));
  documentOf(await delira(['index', images, '--json'], { data }));
  return { data, file, images };
}

describe.each([
  ['the command line', commandLine],
  ['the server', server],
])('a run whose host, %s, is killed ten times', (_, host) => {
  it('loses no line, is told right by each next host, resumes to its end, and ends with the bits of a run that nothing disturbed', async () => {
    const images = temporaryFolder();
    writeClasses(images, 60);
    const calm = await openPlace(images);
    const { folder: reference } = documentOf<Pick<Run, 'folder'>>(await delira(['train', calm.file, '--json'], { data: calm.data }));

    const place = await openPlace(images);
    let [run, acknowledged, outlived]: [Run | null, string, number] = [null, '', 0];
    const lives: string[] = [];
    for (let i = 0; i < KILLS; i++) {
      const working: Working = run === null ? await host.begin(place) : await host.resume(place, run);
      run = { id: working.id, folder: working.folder };
      // Every third while it starts, the others while it trains.
      if (i % 3 !== 0) await expect.poll(() => readText(working.folder).length, { timeout: 60_000, interval: 2 }).toBeGreaterThan(acknowledged.length);
      const lifeMs = Math.round(Math.random() * LIFE_MS);
      lives.push(`${i % 3 === 0 ? 'start' : 'work'} + ${lifeMs} ms`);
      await sleep(lifeMs);
      await working.kill();
      // Every second time the trainer goes with its host, as when a machine is switched off.
      if (i % 2 === 0) await killTrainer(run.folder);
      if (await expectRightStatus(place.data, run)) outlived++;
      const text = readText(run.folder);
      expect(text.startsWith(acknowledged), lives.join(', ')).toBe(true);
      acknowledged = text;
    }
    if (run === null) throw new Error('expected a run');
    expect(outlived, lives.join(', ')).toBeGreaterThan(0);

    expect(documentOf(await delira(['resume', run.id, '--json'], { data: place.data })), lives.join(', ')).toMatchObject({ status: 'finished', epochs: EPOCHS });
    expect(readText(run.folder).startsWith(acknowledged)).toBe(true);
    const lines = readLines(run.folder);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((__, i) => i));
    expect(Math.max(...lines.map(({ attempt }) => attempt))).toBeGreaterThan(KILLS / 2);
    const last = `epoch-${String(EPOCHS).padStart(4, '0')}`;
    expect(lastHashes(run.folder, last)).toEqual(lastHashes(reference, last));
    expect(effectiveEvents(run.folder)).toEqual(effectiveEvents(reference));
  });
});
