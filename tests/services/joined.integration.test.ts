import { linkSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { addDataset, openForTest, toEnd, untilRun } from './open-for-test.ts';
import { toyExperiment } from './toy-folder.ts';

const mednist = realData('mednist');
const CLASSES = ['AbdomenCT', 'BreastMRI', 'CXR', 'ChestCT', 'Hand', 'HeadCT'];
const PER_CLASS = 20;

/** Pictures of these classes of MedNIST, as if each number were a patient of whom there is one of each. */
function writeMedNist(folder: string, classes: readonly string[]): string {
  for (const name of classes) {
    mkdirSync(join(folder, name), { recursive: true });
    const pictures = readdirSync(join(mednist ?? '', name)).sort().slice(0, PER_CLASS);
    for (const [i, picture] of pictures.entries()) linkSync(join(mednist ?? '', name, picture), join(folder, name, `p${i}.jpeg`));
  }
  return folder;
}

it('two folders are one dataset: indexed, split and trained on like one, missed by their names, and found again by their contents', async (context) => {
  needs(context, mednist !== null, NO_REAL_DATA);
  const images = temporaryFolder();
  const [a, b, whole] = [writeMedNist(join(images, 'a'), CLASSES.slice(0, 3)), writeMedNist(join(images, 'b'), CLASSES.slice(3)), writeMedNist(join(images, 'whole'), CLASSES)];
  linkSync(join(a, 'CXR', 'p0.jpeg'), join(b, 'Hand', 'same.jpeg'));
  const services = await openForTest(temporaryFolder());
  const { api, folder } = services;
  const undivided = await addDataset(services, whole);

  await expect(api.datasets.join({ folderIds: [folder(a).folderId] })).rejects.toThrow('expected two folders or more, but found one');
  const { id } = await api.datasets.join({ folderIds: [a, b].map((path) => folder(path).folderId) });
  await toEnd(services.watchIndex(id));
  const dataset = await api.datasets.get({ datasetId: id });
  expect(dataset).toMatchObject({ name: 'a + b', status: 'ready', faults: 0, samples: undivided.samples + 1, shapes: [{ shape: [64, 64, 1], count: undivided.samples + 1 }] });
  expect(dataset.classes.map(({ label, count }) => [label, count - (label === 'Hand' ? 1 : 0)])).toEqual(undivided.classes.map(({ label, count }) => [label, count]));
  const { rows: twice } = await api.datasets.duplicates({ datasetId: id, offset: 0, limit: 9 });
  expect(twice.map(({ samples }) => samples.map(({ path }) => path))).toEqual([['a/CXR/p0.jpeg', 'b/Hand/same.jpeg']]);
  expect((await api.datasets.join({ folderIds: [b, a].map((path) => folder(path).folderId) })).id).toBe(id);

  const all = await api.datasets.join({ datasetId: id, folderIds: [folder(whole).folderId] });
  expect(all.name).toBe('a + b + whole');
  await api.datasets.remove({ datasetId: all.id });

  await api.datasets.setLayout({ datasetId: id, layout: 'auto', reading: { groupPattern: '{group}.jpeg' } });
  await toEnd(services.watchIndex(id));
  const counts = await api.datasets.splitCounts({ datasetId: id, split: { kind: 'random', validation: 0.2, test: 0.2, folds: 5, fold: 1, stratify: false, groupBy: 'auto', file: null, confirmLeak: null, seed: 1 } });
  const patients = [counts.train, counts.val, counts.test].map(({ byClass }) => new Set(byClass.slice(0, 3)));
  expect(patients.map(({ size }) => size)).toEqual([1, 1, 1]);

  expect(dataset.parts).toEqual([{ name: 'a', folder: a }, { name: 'b', folder: b }]);
  expect((await api.training.suggest({ datasetId: id })).dataset.folder).toEqual([a, b]);
  const named = async (...folders: readonly string[]) => api.training.plan({ spec: { ...toyExperiment(dataset.folder, 1), dataset: { folder: folders } } });
  expect(await named(b, a)).toMatchObject({ ok: true, plan: { datasetId: id, spec: { dataset: { folder: [b, a] } } } });
  expect(await named(join(images, 'whole', '..', 'whole'))).toMatchObject({ ok: true, plan: { datasetId: undivided.id } });
  expect(await named(a, whole)).toEqual({ ok: false, problems: [{ path: 'dataset.folder', message: `expected folders that are one dataset, but found ${a} and ${whole}: join them on the screen of the datasets first` }] });
  expect(await named(a, '/none')).toEqual({ ok: false, problems: [{ path: 'dataset.folder[1]', message: 'expected a folder at /none, but found none: connect its disk, or name where it is now' }] });

  const spec = { ...toyExperiment(dataset.folder, 1), dataset: { folder: [a, b] } };
  const narrowed = await api.training.plan({ spec: { ...spec, dataset: { folder: [a, b], onlyPaths: 'b/**' } } });
  if (!narrowed.ok) throw new Error(JSON.stringify(narrowed.problems));
  expect(narrowed.plan.split.train.byClass.map((count) => count > 0)).toEqual(CLASSES.map((_, i) => i >= 3));
  expect(await api.training.plan({ spec: { ...spec, output: join(b, 'runs') } })).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining(`expected a folder outside of ${b}, which is only ever read`) as string }] });
  const run = await api.training.start({ spec });
  expect((await untilRun(services, run.id, 'finished', 'failed')).status).toBe('finished');

  const moved = join(temporaryFolder(), 'elsewhere');
  renameSync(b, moved);
  expect(await api.datasets.missing()).toEqual([{ datasetId: id, folders: [b] }]);
  await expect(api.training.test({ runId: run.id })).rejects.toThrow(`expected the images' folder at ${b}, but found none`);
  await api.datasets.reindex({ datasetId: id });
  await toEnd(services.watchIndex(id));
  expect(await api.datasets.get({ datasetId: id })).toMatchObject({ status: 'failed', samples: dataset.samples, message: expect.stringContaining(`expected a folder of this dataset at ${b}, but found none`) as string });
  await expect(api.datasets.relink({ datasetId: id, folderId: folder(a).folderId })).rejects.toThrow(`expected the images of ${b} in ${a}, but`);
  expect(await api.datasets.relink({ datasetId: id, folderId: folder(moved).folderId })).toMatchObject({ id, folder: dataset.folder });
  await toEnd(services.watchIndex(id));
  expect(await api.datasets.missing()).toEqual([]);
  expect(await api.datasets.get({ datasetId: id })).toMatchObject({ status: 'ready', samples: dataset.samples, faults: 0 });
  expect(await named(a, moved)).toMatchObject({ ok: true, plan: { datasetId: id } });
  expect((await api.runs.get({ runId: run.id })).spec.dataset.folder).toEqual([a, b]);
  const { scored } = await api.training.test({ runId: run.id });
  expect(scored.missing).toEqual([]);
  await api.training.resume({ runId: run.id, moreEpochs: 1 });
  expect(await untilRun(services, run.id, 'finished', 'failed')).toMatchObject({ status: 'finished', epoch: 2 });
  expect([...readdirSync(a), ...readdirSync(moved)].sort()).toEqual([...CLASSES].sort());
}, 60_000);
