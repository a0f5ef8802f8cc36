import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { RunDetail } from '../../src-shared/domain/run.ts';
import { openServices } from '../../src-main/services/open.ts';
import { patientKeyFile } from '../../src-main/services/datasets/patient-secret.ts';
import { countingLines, lastHashes, readText } from '../trainer/run-journal.ts';
import { runEngineAlone } from '../trainer/run-engine-alone.ts';
import { toldByRun } from '../trainer/told.ts';
import type { Told } from '../trainer/told.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { addDataset, openForTest, trainerOf, untilRun } from './open-for-test.ts';
import { optionsFor } from './options.ts';
import { toyExperiment, writeClasses } from './toy-folder.ts';

const slowSteps = pathToFileURL(join(import.meta.dirname, '..', 'trainer', 'slow-steps.ts')).href;
/** How long a status may be wrong after the start of a host. */
const STATUS_MS = 5000;

/** Starts a host, lets it live for so many milliseconds after it has said which runs it started, and kills it. */
async function liveAndDie(data: string, specs: readonly unknown[], lifeMs: number): Promise<readonly string[]> {
  const env = { ...process.env, NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${slowSteps}`, DELIRA_TEST_REST_MS: '105' };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'host.ts'), data, JSON.stringify(specs)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  await sleep(lifeMs);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return (JSON.parse(line) as { readonly runs: readonly string[] }).runs;
}

/** What the next host says of the run, once that is true or too late. */
async function statusAfter(data: string, runId: string): Promise<RunDetail> {
  const began = performance.now();
  const services = await openServices(optionsFor(data));
  try {
    for (;;) {
      const run = await services.api.runs.get({ runId });
      const right = trainerOf(run.folder) !== null ? ['starting', 'running'] : ['finished'];
      if (right.includes(run.status)) return run;
      if (performance.now() - began > STATUS_MS) expect.fail(`expected ${right.join(' or ')} within ${STATUS_MS} ms, but found ${run.status}`);
      await sleep(50);
    }
  } finally {
    await services.close();
  }
}

/**
 * Starts a run in a host that is killed after a while, then more hosts, each
 * killed; holds the run and what the store knows of it to one that nothing
 * disturbed, and to what the engine says without any host or trainer.
 */
export async function expectRunOutlivesHosts(lives: readonly number[], epochs: number): Promise<void> {
  const [images, data, calm] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  writeClasses(images, 20);
  const spec = toyExperiment(images, epochs, { augment: [{ kind: 'mirror' }, { kind: 'rotate' }], training: { save: { everyEpochs: 1, keep: ['all'] } } });

  const undisturbed = await openForTest(calm);
  await addDataset(undisturbed, images);
  const { id } = await undisturbed.api.training.start({ spec });
  const reference = await untilRun(undisturbed, id, 'finished', 'failed');

  const first = await openServices(optionsFor(data));
  await addDataset(first, images);
  await first.close();
  let [runId, acknowledged] = ['', ''];
  for (const [i, lifeMs] of lives.entries()) {
    const started = await liveAndDie(data, i === 0 ? [spec] : [], lifeMs);
    runId ||= started[0] ?? '';
    const run = await statusAfter(data, runId);
    const text = readText(run.folder);
    expect(text.startsWith(acknowledged)).toBe(true);
    acknowledged = text;
  }
  const services = await openForTest(data);
  const run = await untilRun(services, runId, 'finished', 'failed', 'interrupted');
  expect(run).toMatchObject({ status: 'finished', epoch: epochs });
  const last = `epoch-${String(epochs).padStart(4, '0')}`;
  expect(lastHashes(run.folder, last)).toEqual(lastHashes(reference.folder, last));
  // Batches are thinned by the clock.
  const withoutBatches = (told: readonly Told[]) => told.filter(({ kind }) => kind !== 'batch');
  expect(withoutBatches(toldByRun(run.folder))).toEqual(withoutBatches(toldByRun(reference.folder)));
  expect(withoutBatches(toldByRun(run.folder))).toEqual(withoutBatches(runEngineAlone(run.folder, { keyFile: patientKeyFile(data) })));
  expect(countingLines(run.folder).every((line) => line.attempt === 1)).toBe(true);
  const known = async ({ api }: typeof services, of: string) => ({ epochs: await api.runs.epochs({ runId: of }), predictions: (await api.runs.predictions({ runId: of, side: 'val', offset: 0, limit: 1000 })).total });
  expect(await known(services, runId)).toEqual(await known(undisturbed, reference.id));
}
