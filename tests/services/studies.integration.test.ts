import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunStatus } from '../../src-shared/domain/run.ts';
import type { StudyDetail } from '../../src-shared/domain/study.ts';
import { splitFileSchema } from '../../src-shared/schema/run-file.ts';
import { openServices } from '../../src-main/services/open.ts';
import type { Services } from '../../src-main/services/contract.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { addDataset, openForTest, toEnd, trainerOf, untilRun } from './open-for-test.ts';
import { optionsFor } from './options.ts';
import { toyExperiment, writeClasses } from './toy-folder.ts';

const slowSteps = pathToFileURL(join(import.meta.dirname, '..', 'trainer', 'slow-steps.ts')).href;

/** 36 pictures in the folder of a dataset, and services on them. */
async function openBench(): Promise<{ readonly services: Services; readonly data: string; readonly images: string }> {
  const [images, data] = [temporaryFolder(), temporaryFolder()];
  writeClasses(images, 18);
  const services = await openForTest(data);
  await addDataset(services, images);
  return { services, data, images };
}

const kFold = (images: string, epochs = 1, more: Parameters<typeof toyExperiment>[2] = {}) => toyExperiment(images, epochs, { split: { kind: 'k-fold', folds: 3, validation: 0.2 }, ...more });

/** Tells patients from the names of files: the last digit, or all that follows the last nought. */
async function groupBy(services: Services, images: string, groupPattern: string): Promise<void> {
  const { id: datasetId } = await addDataset(services, images);
  await services.api.datasets.setLayout({ datasetId, layout: 'auto', reading: { groupPattern } });
  await toEnd(services.watchIndex(datasetId));
}

/** The study once each of its runs is in one of these states. */
async function untilAll({ api }: Services, studyId: string, ...statuses: readonly RunStatus[]): Promise<StudyDetail> {
  for (;;) {
    const study = await api.studies.get({ studyId });
    if (study.runs.every(({ run }) => run !== null && statuses.includes(run.status))) return study;
    await sleep(50);
  }
}

const statesOf = ({ runs }: StudyDetail) => runs.map(({ run }) => run?.status ?? null);

describe('a k-fold', () => {
  it('trains each fold as a run of its own, tests it, and knows every sample by the fold that held it back', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    expect(await api.training.plan({ spec: kFold(images) })).toMatchObject({ ok: true, plan: { notes: expect.arrayContaining([expect.stringMatching(/^3 folds, each a run of its own/)]) as unknown } });
    await expect(api.training.start({ spec: kFold(images) })).rejects.toThrow('expected the fold to train, from 1 to 3');
    const { id } = await api.studies.start({ spec: kFold(images), plan: { kind: 'k-fold' } });
    const study = await untilAll(services, id, 'finished', 'failed');
    expect(study).toMatchObject({ kind: 'k-fold', name: 'Toy', members: 3, status: 'finished', tested: 3 });
    expect(study.runs.map(({ run }) => [run?.name, run?.study?.member, run?.testLooks])).toEqual([1, 2, 3].map((fold) => [`Toy-fold-${fold}`, fold, 1]));

    const { total, rows } = await api.studies.predictions({ studyId: id, offset: 0, limit: 100 });
    const heldBack = study.runs.flatMap(({ member, run }) => splitFileSchema.parse(JSON.parse(readFileSync(join(run?.folder ?? '', 'split.json'), 'utf8'))).test.map(({ key }) => `${member} ${key}`));
    expect([total, new Set(rows.map(({ path }) => path)).size]).toEqual([36, 36]);
    expect(rows.map(({ member, key }) => `${member} ${key}`).sort()).toEqual(heldBack.sort());

    const { metrics, pooled } = await api.studies.results({ studyId: id });
    const right = rows.filter(({ truth, predicted }) => truth === predicted).length;
    expect(metrics[0]).toMatchObject({ name: 'test_accuracy', outOfFold: right / 36 });
    expect(pooled).toEqual({ samples: 36, drawn: 'samples', units: 36, draws: 1000, level: 0.95 });
    expect(await api.studies.confusion({ studyId: id })).toMatchObject({ counts: expect.any(Array) as unknown });
    expect((await api.studies.curves({ studyId: id })).find(({ name }) => name === 'val_loss')).toMatchObject({ epochs: [1], runs: [3] });
    // What was computed is kept with the study: the list shows it.
    expect((await api.runs.entries({ filter: { query: '', binned: false }, sort: { by: 'created', descending: true }, offset: 0, limit: 9 })).rows).toMatchObject([{ kind: 'study', study: { id, result: { outOfFold: right / 36 } } }]);
  });

  it('goes on after its host is killed, and a fold whose folder is gone is made again like the others', async () => {
    const { services, data, images } = await openBench();
    await groupBy(services, images, '*{group}');
    await services.close();
    const env = { ...process.env, NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${slowSteps}`, DELIRA_TEST_REST_MS: '60' };
    const child = spawn(process.execPath, [join(import.meta.dirname, 'host.ts'), data, JSON.stringify([kFold(images, 2)])], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const [studyId = ''] = (JSON.parse(line) as { readonly runs: readonly string[] }).runs;
    await sleep(500);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await openForTest(data);
    const study = await untilAll(next, studyId, 'finished', 'failed');
    expect([statesOf(study), study.tested]).toEqual([['finished', 'finished', 'finished'], 3]);
    await next.close();

    rmSync(study.runs[1]?.run?.folder ?? '', { recursive: true });
    const last = await openForTest(data);
    await last.api.studies.resume({ studyId });
    expect(statesOf(await untilAll(last, studyId, 'finished', 'failed'))).toEqual(['finished', 'finished', 'finished']);
    rmSync((await last.api.studies.get({ studyId })).runs[1]?.run?.folder ?? '', { recursive: true });
    await last.api.system.rebuild();
    await addDataset(last, images);
    expect(await last.api.studies.get({ studyId })).toMatchObject({ status: 'interrupted', states: { finished: 2 }, runs: [{}, { run: null }, {}] });
    await last.api.studies.resume({ studyId });
    expect(statesOf(await untilAll(last, studyId, 'finished', 'failed'))).toEqual(['finished', 'finished', 'finished']);
    expect((await last.api.studies.predictions({ studyId, offset: 0, limit: 100 })).total).toBe(36);
    await last.close();

    // With another pattern for groups the same folds would hold other samples: none is made.
    rmSync(study.runs[0]?.run?.folder ?? '', { recursive: true });
    const grouped = await openForTest(data);
    await grouped.api.system.rebuild();
    await groupBy(grouped, images, '*0{group}');
    await expect(grouped.api.studies.resume({ studyId })).rejects.toThrow('expected run 1 of "Toy" to divide the samples as the others do, but beside run 2, 16 samples are in another group');
    expect(await grouped.api.studies.get({ studyId })).toMatchObject({ runs: [{ run: null }, {}, {}] });
  });

  it('stops as a whole, and a fold that was killed is started again alone', async () => {
    const { services, data, images } = await openBench();
    const { api } = services;
    process.env['NODE_OPTIONS'] = `--import ${slowSteps}`;
    process.env['DELIRA_TEST_REST_MS'] = '40';
    onTestFinished(() => {
      delete process.env['NODE_OPTIONS'];
      delete process.env['DELIRA_TEST_REST_MS'];
    });
    const { id: studyId, runs } = await api.studies.start({ spec: kFold(images, 12), plan: { kind: 'k-fold' } });
    const [first = '', second = '', third = ''] = runs.map(({ run }) => run?.id);
    // The queue can be put in another order, which a restart keeps.
    await untilRun(services, first, 'running');
    await api.training.moveInQueue({ runId: third, before: second });
    const other = await openServices(optionsFor(data));
    expect((await other.api.training.queue()).map(({ runId }) => runId)).toEqual([third, second]);
    await other.close();

    await api.studies.stop({ studyId, when: 'now' });
    expect(statesOf(await untilAll(services, studyId, 'stopped'))).toEqual(['stopped', 'stopped', 'stopped']);
    await expect(api.studies.stop({ studyId, when: 'now' })).rejects.toThrow('expected runs of "Toy" that wait or are being trained');

    await api.studies.resume({ studyId, member: 2 });
    const { folder } = await untilRun(services, second, 'running');
    process.kill(trainerOf(folder) ?? 0, 'SIGKILL');
    await untilRun(services, second, 'interrupted');
    expect(statesOf(await api.studies.get({ studyId }))).toEqual(['stopped', 'interrupted', 'stopped']);
    await api.studies.resume({ studyId, member: 2 });
    expect(await untilRun(services, second, 'finished', 'failed')).toMatchObject({ status: 'finished', testLooks: 1 });
    await expect(api.studies.resume({ studyId, member: 2 })).rejects.toThrow('expected run 2 of "Toy" to have ended before its end, but it is finished');
  });
});

describe('a repeat over seeds', () => {
  it('trains the same split with seeds that count on, and tells mean and deviation', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    const { id } = await api.studies.start({ spec: toyExperiment(images, 1, { seed: 5 }), plan: { kind: 'seeds', count: 2, test: true } });
    const study = await untilAll(services, id, 'finished', 'failed');
    expect(study.runs.map(({ run, seed }) => [run?.name, seed])).toEqual([['Toy-seed-5', 5], ['Toy-seed-6', 6]]);
    const { metrics, pooled, tested } = await api.studies.results({ studyId: id });
    expect([pooled, tested, metrics[0]?.name, metrics[0]?.values.length]).toEqual([null, 2, 'test_accuracy', 2]);
    await expect(api.studies.start({ spec: kFold(images), plan: { kind: 'seeds', count: 2, test: false } })).rejects.toThrow('expected the fold to repeat');
  });
});
