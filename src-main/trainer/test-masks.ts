import { setImmediate } from 'node:timers/promises';
import type { Scored } from '../../src-shared/domain/metric.ts';
import type { RunFile, SplitSample } from '../../src-shared/schema/run-file.ts';
import { nameOf } from '../../src-shared/lib/alias.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { UnreadableSample, reasonOf } from '../engine/data/dataset.ts';
import { rawImageOf } from '../engine/data/image.ts';
import { predictMask } from '../engine/experiment/predict-mask.ts';
import type { Skipped } from '../engine/loading/batch.ts';
import { caseDistances, caseScores, countPixels, meanOf, namedScores } from '../engine/metrics/case-scores.ts';
import { caseRule, measuresDistances } from '../engine/training/case-rule.ts';
import { gridOf } from '../engine/training/case-scorer.ts';
import { openDataset } from '../files/open-dataset.ts';
import type { Members } from './open-members.ts';
import { maskPlanOf } from './predict-masks.ts';

export interface TestedMasks {
  /** Means over cases of what the run measures, by full name. */
  readonly values: Readonly<Record<string, number>>;
  readonly scored: Scored;
  readonly skipped: readonly Skipped[];
}

/**
 * Scores masks of images from elsewhere, which may be of any size: each is
 * predicted as `predict` does it, and scored on its own grid; surfaces in mm
 * where its file tells how large a voxel is.
 */
export async function testMasks(members: Members, folder: string, samples: readonly SplitSample[], maskValues: readonly number[], stopped: () => boolean): Promise<TestedMasks> {
  const { run } = members.all[0];
  const data = openDataset(folder, samples, maskValues);
  const plan = maskPlanOf(members, []);
  const rule = caseRule(run.spec, 'test');
  const withDistances = rule !== null && measuresDistances(rule);
  const scores: Readonly<Record<string, number>>[] = [];
  const skipped: Skipped[] = [];
  for (let i = 0; i < data.length; i++) {
    try {
      const sample = await data.read(i);
      const labels = sample.arrays['label'];
      if (!labels) throw new Error(`expected a mask of ${sample.path}, but found none`);
      const predicted = await predictMask(rawImageOf(sample), plan, { onWindows: async () => setImmediate() });
      const distances = withDistances ? caseDistances(gridOf({ ...labels, geometry: sample.geometry ?? null }, predicted.data), run.classes.length) : {};
      scores.push(namedScores({ ...caseScores(countPixels(labels.data, predicted.data, run.classes.length)), ...distances }, run.classes));
    } catch (error) {
      if (error instanceof UnreadableSample) skipped.push({ path: error.path, reason: reasonOf(error), standIn: null });
      else if (error instanceof BadInput) skipped.push({ path: nameOf(samples[i] as SplitSample), reason: error.message, standIn: null });
      else throw error;
    }
    if (stopped()) throw new Error('expected to see every image to test on, but was asked to stop; nothing of it is kept');
  }
  if (scores.length === 0) throw new BadInput(`expected images with masks that can be scored in ${folder}, but found none: ${skipped[0]?.reason ?? 'there are none'}`);
  return { values: meansOf(scores, run), scored: { count: scores.length, of: samples.length, missing: skipped.map(({ path }) => path) }, skipped };
}

function meansOf(scores: readonly Readonly<Record<string, number>>[], { spec }: RunFile): Record<string, number> {
  const measured = spec.training.metrics.map(({ kind }) => kind as string);
  const names = new Set(scores.flatMap((each) => Object.keys(each)).filter((name) => measured.includes(name.split('_')[0] ?? '')));
  return Object.fromEntries([...names].map((name) => [`test_${name}`, meanOf(scores.map((each) => each[name] ?? null)) ?? Number.NaN]));
}
