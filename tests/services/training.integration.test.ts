import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { JournalLine } from '../../src-shared/domain/journal.ts';
import type { RunSummary } from '../../src-shared/domain/run.ts';
import type { Services } from '../../src-main/services/contract.ts';
import { encodePng } from '../../src-main/imaging/encode-png.ts';
import { needs } from '../helpers/needs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { addDataset, openForTest, trainerOf, untilRun } from './open-for-test.ts';
import { greyPicture, toyExperiment, writeClasses } from './toy-folder.ts';

/** Slow enough to have a midst to act in: preloaded into every trainer that is started from here. */
const slowSteps = `--import ${pathToFileURL(join(import.meta.dirname, '..', 'trainer', 'slow-steps.ts')).href}`;
beforeAll(() => void (process.env['NODE_OPTIONS'] = slowSteps));
afterAll(() => void delete process.env['NODE_OPTIONS']);

interface Bench {
  readonly services: Services;
  readonly data: string;
  readonly images: string;
}

/** Services with one dataset of 40 pictures: 24 to train on, 8 to validate and 8 to test. */
async function openBench(): Promise<Bench> {
  const images = temporaryFolder();
  writeClasses(images, 20);
  const data = temporaryFolder();
  const services = await openForTest(data);
  await addDataset(services, images);
  return { services, data, images };
}

async function journal({ watchRun }: Services, runId: string, onLine: (line: JournalLine) => void | Promise<void> = () => undefined): Promise<JournalLine[]> {
  const lines: JournalLine[] = [];
  for await (const line of watchRun(runId)) {
    lines.push(line);
    await onLine(line);
  }
  return lines;
}

const epochsOf = (lines: readonly JournalLine[]) => lines.filter(({ kind }) => kind === 'epoch-ended').map(({ epoch }) => epoch);

describe('plans', () => {
  it('decide what a spec leaves open, in counts, and say why', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    const answer = await api.training.plan({ spec: toyExperiment(images, 2) });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    const { spec, split, stepsPerEpoch, classes, notes } = answer.plan;
    expect([classes, split.train.samples, split.val.samples, split.test.samples, stepsPerEpoch]).toEqual([['bright', 'dark'], 24, 8, 8, 3]);
    expect(spec).toMatchObject({ prepare: [{ kind: 'range', low: 0, high: 1 }], training: { select: { metric: 'val_accuracy', mode: 'max' } }, validation: { batchSize: 8 } });
    expect(notes).toContain('The best checkpoint is chosen by val_accuracy.');
    const suggestion = await api.training.suggest({ datasetId: answer.plan.datasetId });
    expect(await api.training.plan({ spec: suggestion })).toMatchObject({ ok: true });
  });

  it('name the field of everything that is wrong', async () => {
    const { services, images, data } = await openBench();
    const pathsOf = async (spec: unknown) => {
      const answer = await services.api.training.plan({ spec });
      return answer.ok ? [] : answer.problems.map(({ path }) => path);
    };
    const toy = toyExperiment(images, 2);
    expect(await pathsOf({ ...toy, augmnt: [], loader: { batchSize: 0 } })).toEqual(['loader.batchSize', 'augmnt']);
    expect(await pathsOf({ ...toy, dataset: { folder: data } })).toEqual(['dataset.folder']);
    expect(await pathsOf({ ...toy, dataset: { folder: images, layout: 'manifest' } })).toEqual(['dataset.layout']);
    expect(await pathsOf({ ...toy, output: '/' })).toEqual(['output']);
    expect(await pathsOf({ ...toy, output: join(images, 'runs') })).toEqual(['output']);
    expect(await pathsOf({ ...toy, loader: { batchSize: 100, dropLast: true } })).toEqual(['loader.batchSize']);
    expect(await pathsOf({ ...toy, loader: { batchSize: 1, sampler: { kind: 'prevalence-random' } } })).toEqual(['loader.batchSize']);
    expect(await pathsOf({ ...toy, loader: { sampler: { kind: 'weighted', weights: [1, 1, 1] } } })).toEqual(['loader.sampler.weights']);
    expect(await pathsOf({ ...toy, loader: { sampler: { kind: 'weighted', weights: [0, 0] } } })).toEqual(['loader.sampler.weights']);
    expect(await pathsOf({ ...toy, prepare: [{ kind: 'z-score' }, { kind: 'range' }] })).toEqual(['prepare[1].from']);
    expect(await pathsOf({ ...toy, model: { kind: 'cnn', filters: [1, 1, 1, 1, 1, 1] } })).toEqual(['model.filters']);
    expect(await pathsOf({ ...toy, augment: [{ kind: 'rotate' }, { kind: 'mirror', axes: [1, 2] }] })).toEqual(['augment[1].axes[1]']);
    expect(await pathsOf({ ...toy, training: { select: { metric: 'val_acuracy', mode: 'max' } } })).toEqual(['training.select.metric']);
    expect(await pathsOf({ ...toy, split: { kind: 'random', validation: 0 }, training: { select: { metric: 'val_loss', mode: 'min' } } })).toEqual(['training.select.metric']);
    expect(await pathsOf({ ...toy, split: { kind: 'k-fold', folds: 3, fold: 4 } })).toEqual(['split.fold']);
    expect(await pathsOf({ ...toy, split: { kind: 'given' } })).toEqual(['split.kind']);
    expect(await pathsOf({ ...toy, training: { earlyStopping: { patience: 2, metric: 'val_auroc' } } })).toEqual(['training.earlyStopping.metric']);
    expect(await pathsOf({ ...toy, training: { schedule: { kind: 'plateau', metric: 'val_auroc' } } })).toEqual(['training.schedule.metric']);
    await expect(services.api.training.start({ spec: { ...toy, seed: -1 } })).rejects.toThrow('experiment: seed: expected at least 0, but found -1');
  });
});

describe('training', () => {
  it('previews, tries a batch, trains to the end, and tells all of it', async () => {
    const { services, images, data } = await openBench();
    const { api } = services;
    const spec = toyExperiment(images, 3, { augment: [{ kind: 'mirror' }] });
    const preview = await api.training.preview({ spec, draw: 1, tiles: 3 });
    expect([preview.tiles.length, preview.tiles[0]?.drawn, preview.arrays[0]?.shape]).toEqual([6, '', [8, 12, 12, 1]]);
    const cancelled = api.training.tryBatch({ spec });
    const told = expect(cancelled).rejects.toThrow('the trial was cancelled');
    await api.training.cancelTry();
    await told;
    expect(await api.training.tryBatch({ spec })).toMatchObject({ batchSize: 8, fits: true });
    const { id, status, folder } = await api.training.start({ spec });
    expect([status, folder]).toEqual(['queued', join(data, 'runs', 'toy-0001')]);
    const lines = await journal(services, id);
    expect([epochsOf(lines), lines.at(-1)]).toMatchObject([[1, 2, 3], { kind: 'run-ended', status: 'finished' }]);
    const run = await api.runs.get({ runId: id });
    expect(run).toMatchObject({ status: 'finished', epoch: 3, epochs: 3, notResponding: false, selection: { metric: 'val_accuracy' }, testLooks: 0, datasetName: expect.any(String) as string });
    expect(await api.runs.series({ runId: id, name: 'val_loss', axis: 'epoch', buckets: 100 })).toMatchObject({ points: 3, exact: true });
    expect((await api.runs.checkpoints({ runId: id })).some(({ last }) => last)).toBe(true);
    await api.training.test({ runId: id });
    expect(await api.runs.get({ runId: id })).toMatchObject({ status: 'finished', testLooks: 1, looks: [{ values: { test_accuracy: expect.any(Number) as number, test_auroc: expect.any(Number) as number } }] });
    const { folderId, path } = services.folder(temporaryFolder());
    const exported = await api.models.export({ runId: id, format: 'onnx', outputId: folderId, ownFolder: true });
    expect([exported, readdirSync(exported.folder).sort()]).toEqual([{ folder: join(path, 'toy-0001-onnx'), files: ['model.onnx', 'delira.json'] }, ['delira.json', 'model.onnx']]);
  });

  it('is tested on other images, which are told apart from its own test side', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    const { id } = await api.training.start({ spec: toyExperiment(images, 2) });
    await journal(services, id);
    const elsewhere = async (write: (folder: string) => void) => {
      const folder = temporaryFolder();
      write(folder);
      return addDataset(services, folder);
    };
    const far = await elsewhere((folder) => {
      for (const part of ['train/unused', 'train/dark', 'test/dark']) mkdirSync(join(folder, part), { recursive: true });
      for (const label of ['unused', 'dark']) writeFileSync(join(folder, 'train', label, 'one.png'), greyPicture(90, label.length));
      for (let i = 0; i < 6; i++) writeFileSync(join(folder, 'test', 'dark', `${i}.png`), greyPicture(30, 500 + i));
    });
    const answer = await api.training.test({ runId: id, datasetId: far.id });
    expect(answer).toMatchObject({ values: { test_accuracy: expect.any(Number) as number }, elsewhere: { name: far.name, folder: far.folder, samples: 6, known: { train: 0, val: 0, test: 0 } } });
    expect(await api.runs.get({ runId: id })).toMatchObject({ status: 'finished', testLooks: 0, looks: [{ values: answer.values, elsewhere: answer.elsewhere }] });
    expect([(await api.runs.predictions({ runId: id, side: 'test', offset: 0, limit: 10 })).total, await api.runs.confusion({ runId: id, side: 'test' })]).toEqual([0, null]);

    const copy = await elsewhere((folder) => cpSync(images, folder, { recursive: true }));
    const known = await api.training.test({ runId: id, datasetId: copy.id });
    expect(known.elsewhere).toMatchObject({ samples: 40, known: { train: 24, val: 8, test: 8 } });
    expect((await api.runs.get({ runId: id })).testLooks).toBe(1);

    const grey = await elsewhere((folder) => {
      for (const label of ['dark', 'gray']) mkdirSync(join(folder, label));
      writeFileSync(join(folder, 'dark', 'one.png'), greyPicture(30, 600));
      writeFileSync(join(folder, 'gray', 'one.png'), greyPicture(90, 601));
    });
    await expect(api.training.test({ runId: id, datasetId: grey.id })).rejects.toThrow(`expected the classes that the run was trained on (bright, dark), but found "gray" in ${grey.folder}`);
    const large = await elsewhere((folder) => {
      for (const [label, grey, size] of [['dark', 40, 20], ['bright', 200, 33]] as const) {
        mkdirSync(join(folder, label));
        writeFileSync(join(folder, label, 'one.png'), encodePng({ data: new Uint8Array(size * 16 * 3).fill(grey), height: size, width: 16, channels: 3 }));
      }
    });
    expect(await api.training.test({ runId: id, datasetId: large.id })).toMatchObject({ values: { test_accuracy: expect.any(Number) as number }, elsewhere: { samples: 2 } });
    expect((await api.runs.messages({ runId: id, offset: 0, limit: 10 })).rows.map(({ text }) => text).join()).toContain('are brought to that');
    expect((await api.runs.get({ runId: id })).looks).toHaveLength(3);
  });

  it('stops after this step when asked, and goes on to the end', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    // On a busy machine the request comes later than an epoch of the usual pace ends.
    process.env['DELIRA_TEST_REST_MS'] = '100';
    onTestFinished(() => void delete process.env['DELIRA_TEST_REST_MS']);
    const { id } = await api.training.start({ spec: toyExperiment(images, 4) });
    const before = await journal(services, id, async (line) => {
      if (line.kind === 'epoch-started' && line.epoch === 2) await api.training.stop({ runId: id, when: 'now' });
    });
    expect(before.at(-1)).toMatchObject({ kind: 'run-ended', status: 'stopped', epoch: 2 });
    delete process.env['DELIRA_TEST_REST_MS'];
    expect((await api.runs.get({ runId: id })).status).toBe('stopped');
    await expect(api.training.stop({ runId: id, when: 'now' })).rejects.toThrow('expected a run that waits or is being trained, but "Toy" is stopped');
    expect((await api.training.resume({ runId: id })).status).toBe('queued');
    const after = (await journal(services, id)).filter(({ attempt }) => attempt === 2);
    expect([epochsOf([...before, ...after]), after.at(-1)]).toMatchObject([[1, 2, 3, 4], { kind: 'run-ended', status: 'finished' }]);
    await expect(api.training.resume({ runId: id })).rejects.toThrow('has finished all 4');
    await api.training.resume({ runId: id, moreEpochs: 1 });
    expect(epochsOf(await journal(services, id)).at(-1)).toBe(5);
    expect(await api.runs.get({ runId: id })).toMatchObject({ status: 'finished', epoch: 5, epochs: 5 });
  });

  it('stops a run whose trainer is just being started', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    const { id } = await api.training.start({ spec: toyExperiment(images, 1000) });
    await untilRun(services, id, 'starting');
    await api.training.stop({ runId: id, when: 'now' });
    expect(await untilRun(services, id, 'stopped', 'finished')).toMatchObject({ status: 'stopped', epoch: 1 });
    // What was asked then is forgotten: the run goes on, and can be tested.
    await api.training.resume({ runId: id });
    await journal(services, id, async (line) => {
      if (line.attempt === 2 && line.kind === 'epoch-started' && line.epoch === 2) await api.training.stop({ runId: id, when: 'now' });
    });
    await api.training.resume({ runId: id });
    await api.training.stop({ runId: id, when: 'now' });
    await untilRun(services, id, 'stopped');
    expect(await api.training.test({ runId: id })).toMatchObject({ values: { test_accuracy: expect.any(Number) as number } });
  });

  it('says of a run whose trainer was killed that it was interrupted, and finishes it when resumed', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    const { id, folder } = await api.training.start({ spec: toyExperiment(images, 4) });
    await journal(services, id, (line) => {
      const pid = trainerOf(folder);
      if (line.kind === 'epoch-started' && line.epoch === 3 && pid !== null) process.kill(pid, 'SIGKILL');
    });
    expect(await api.runs.get({ runId: id })).toMatchObject({ status: 'interrupted', message: expect.stringContaining('Resume the run') as string });
    await api.training.resume({ runId: id });
    await journal(services, id);
    expect(await api.runs.get({ runId: id })).toMatchObject({ status: 'finished', epoch: 4 });
  });

  it('says why a trainer ended before it began', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    const { id, folder } = await api.training.start({ spec: toyExperiment(images, 1) });
    await journal(services, id);
    writeFileSync(join(folder, 'split.json'), '{}');
    await api.training.resume({ runId: id, moreEpochs: 1 });
    expect(await untilRun(services, id, 'failed', 'interrupted')).toMatchObject({ status: 'failed', message: expect.stringContaining('as it was when the run was created, but it has changed') as string });
  });

  it('trains one run at a time on a device, in the order in which they were asked for', async () => {
    const { services, images } = await openBench();
    const { api } = services;
    const start = (name: string) => api.training.start({ spec: toyExperiment(images, 2, { name }) });
    const runs: RunSummary[] = [];
    for (const name of ['first', 'second', 'third', 'fourth']) runs.push(await start(name));
    const [first, second, third, fourth] = runs as [RunSummary, RunSummary, RunSummary, RunSummary];
    await api.training.stop({ runId: third.id, when: 'now' });
    expect(await api.runs.get({ runId: third.id })).toMatchObject({ status: 'stopped', message: 'It was taken out of the queue before it began.' });
    let most = 0;
    await journal(services, first.id, async ({ kind }) => {
      // A trainer keeps its device whatever is done with its run.
      if (kind === 'attempt-started') await api.runs.bin({ runIds: [first.id] });
      most = Math.max(most, (await services.liveRuns()).length);
    });
    await untilRun(services, fourth.id, 'finished');
    const ended = await Promise.all([first, second, fourth].map(({ id }) => api.runs.get({ runId: id })));
    const times = ended.flatMap(({ startedMs, endedMs }) => [startedMs ?? 0, endedMs ?? 0]);
    expect([most, times]).toEqual([1, [...times].sort((a, b) => a - b)]);
    expect((await api.runs.get({ runId: third.id })).startedMs).toBeNull();
  });
});

describe('what a run logged', () => {
  it('is read by number alone, and no link in a run folder leads out of it', async (context) => {
    needs(context, process.platform !== 'win32', 'needs symbolic links');
    const { services, images } = await openBench();
    const { api } = services;
    const { id, folder } = await api.training.start({ spec: toyExperiment(images, 1) });
    const logged = (await journal(services, id)).filter((line) => line.kind === 'image');
    const { total, rows } = await api.images.list({ runIds: [id], offset: 0, limit: 10 });
    expect([total, rows[0]]).toMatchObject([logged.length, { tag: 'val', caption: expect.stringMatching(/^true: /) as string }]);
    const [first, second] = await Promise.all(rows.map(({ id: imageId }) => api.images.read({ path: `logged/${id}/${imageId}` })));
    expect([first?.mediaType, Buffer.from(first?.bytes ?? []).toString('latin1', 1, 4)]).toEqual(['image/png', 'PNG']);
    expect(second?.bytes.length).toBeGreaterThan(0);
    for (const path of [`logged/${id}/999`, `logged/${id}/../run.json`, 'thumbnail/../../etc/1', `sample/${id}/1`]) {
      await expect(api.images.read({ path }), path).rejects.toThrow(/^expected /);
    }
    const place = rows.findIndex(({ index }) => index === 0);
    const file = join(folder, logged.find((line) => line.index === 0)?.file ?? '');
    const outside = join(temporaryFolder(), 'secret.png');
    copyFileSync(file, outside);
    unlinkSync(file);
    symlinkSync(outside, file);
    await expect(api.images.read({ path: `logged/${id}/${rows[place]?.id}` })).rejects.toThrow('a link leads out of it');
  });
});

describe('drafts', () => {
  it('survive a database that was deleted', async () => {
    const data = temporaryFolder();
    const first = await openForTest(data);
    const draft = await first.api.training.saveDraft({ name: 'Mine', yaml: '# my words\nmodel: { kind: cnn }\n' });
    await first.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, `delira.db${suffix}`), { force: true });
    const second = await openForTest(data);
    expect(await second.api.training.drafts()).toEqual([draft]);
    await second.api.training.removeDraft({ draftId: draft.id });
    expect(await second.api.training.drafts()).toEqual([]);
  });
});
