import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRun } from '../../src-main/trainer/create-run.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runPlan } from '../trainer/plans.ts';
import { addDataset, openForTest } from './open-for-test.ts';
import { toyExperiment, writeClasses } from './toy-folder.ts';

const writeModel = (folder: string) => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'model.json');
  writeFileSync(file, JSON.stringify({ format: 'layers-model', modelTopology: {}, weightsManifest: [{ paths: [], weights: [] }] }));
  return file;
};

it('a run begins with any run in the list and with weights that were picked; what else was picked opens nothing and is not told', async () => {
  const [images, data, elsewhere] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  writeClasses(images, 12);
  const { folder: run } = createRun(elsewhere, { ...runPlan({ folder: images, samples: [] }), split: { train: [], val: [], test: [] } });
  const checkpoint = join(run, 'checkpoints/epoch-0001');
  writeModel(checkpoint);
  const [picked, secret] = [writeModel(join(elsewhere, 'picked')), writeModel(join(elsewhere, 'secret'))];
  symlinkSync(join(elsewhere, 'secret'), join(run, 'checkpoints/epoch-0002'));
  const before = await openForTest(data);
  await addDataset(before, images);
  await before.api.runs.openFolder({ folderId: before.folder(run).folderId });
  await before.close();

  // What was opened then is not open now.
  const { api } = await openForTest(data, { host: { host: 'electron', appVersion: '0.0.0', platform: process.platform, nativeFolderDialog: true }, pickFiles: () => Promise.resolve([join(elsewhere, 'anna.png'), picked]) });
  const problemsOf = async (more: Parameters<typeof toyExperiment>[2]) => {
    const answer = await api.training.plan({ spec: toyExperiment(images, 1, more) });
    return answer.ok ? [] : answer.problems.map(({ path, message }) => `${path}: ${message}`);
  };
  for (const startFrom of [checkpoint, join(checkpoint, 'model.json')]) expect(await problemsOf({ startFrom })).toEqual([]);
  const refused = (path: string) => [`startFrom: expected a run in the list, or weights below a folder that you have opened, but found ${path}: choose it among the runs or the files`];
  for (const startFrom of [picked, secret, join(run, 'checkpoints/epoch-0002')]) expect(await problemsOf({ startFrom })).toEqual(refused(startFrom));
  await api.system.pickFiles();
  expect([await problemsOf({ startFrom: picked }), await problemsOf({ startFrom: secret })]).toEqual([[], refused(secret)]);
  expect(await problemsOf({ output: elsewhere })).toEqual([`output: expected a folder below ${data}, but found ${elsewhere}: choose one with the dialog for folders`]);
});
