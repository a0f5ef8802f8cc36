import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Prediction } from '../../../src-shared/domain/prediction.ts';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { decode } from '../../../src-main/files/decode.ts';
import { caseScores, countPixels, meanOf } from '../../../src-main/engine/metrics/case-scores.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { readLines } from '../../trainer/run-journal.ts';
import { delira, documentOf } from './command-line.ts';

const hippocampus = realData('hippocampus');

/** Smaller than nearly all of the volumes, of which no two need have one size; the longest is 59 voxels. */
const PATCH = [24, 40, 32];

it('patches of the hippocampus are enough to find it in whole volumes of any size', async (context) => {
  needs(context, hippocampus !== null, NO_REAL_DATA);
  const folder = hippocampus ?? '';
  const data = temporaryFolder();
  const run = (...words: string[]) => delira(words, { data });
  const loader = ['--loader.batchSize', '2', '--loader.patch.size', PATCH.join()];
  const training = ['--training.epochs', '8', '--training.optimizer.learningRate', '0.002', '--training.schedule.kind', 'poly', '--augment', '[{ kind: mirror, axes: [0, 1, 2], probability: 0.875 }]'];
  const model = ['--model.kind', 'unet3d', '--model.features', '8,16,32', '--model.normalisation', 'instance'];
  const report = documentOf<RunReport>(await run('train', '--dataset.folder', folder, ...model, ...loader, ...training, '--split.validation', '0.1', '--split.test', '0.1', '--test', '--json'));
  expect(report.status).toBe('finished');
  expect(report.metrics['test_dice']).toBeGreaterThan(0.78);
  expect(report.metrics['val_dice']).toBeGreaterThan(0.78);
  // Every voxel of every validated case was scored once.
  const lines = readLines(report.folder);
  const { spec } = JSON.parse(readFileSync(join(report.folder, 'run.json'), 'utf8')) as { readonly spec: { readonly prepare: readonly { readonly kind: string }[] } };
  expect(spec.prepare.map(({ kind }) => kind)).toEqual(['orient', 'z-score', 'resample']);
  const cases = lines.flatMap((line) => (line.kind === 'prediction' && line.side === 'test' ? [line] : []));
  expect(cases).toHaveLength(20);
  // What predict writes of a volume scores as in validation, on its own grid, wherever it lies.
  const names = ['hippocampus_003.nii.gz', 'hippocampus_006.nii.gz'];
  const answer = documentOf<Prediction>(await run('predict', report.run, ...names.map((name) => join(folder, 'imagesTr', name)), '--output', join(data, 'masks'), '--json'));
  const scores = await Promise.all(
    answer.outputs.map(async ({ output }, i) => {
      const [mask, truth] = await Promise.all([output, join(folder, 'labelsTr', names[i] ?? '')].map(async (path) => decode(readFileSync(path))));
      expect(mask?.shape).toEqual(truth?.shape);
      return meanOf(caseScores(countPixels(truth?.data ?? [], mask?.data ?? [], 3)).dice) ?? 0;
    }),
  );
  expect(Math.min(...scores)).toBeGreaterThan(0.6);
  // The audit predicts the validation side anew and comes to the same value.
  const { checks } = documentOf<{ readonly checks: readonly { readonly name: string; readonly passed: boolean }[] }>(await run('audit', report.run, '--json'));
  expect(checks.map(({ name, passed }) => [name, passed])).toEqual([['sides', true], ['validation', true], ['overfit', true], ['shuffled', true]]);
});
