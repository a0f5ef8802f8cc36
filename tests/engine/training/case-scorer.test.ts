import { expect, it } from 'vitest';
import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { PrepareStep } from '../../../src-shared/schema/experiment.ts';
import { UnreadableSample } from '../../../src-main/engine/data/dataset.ts';
import { CaseScorer } from '../../../src-main/engine/training/case-scorer.ts';

const RESIZE: PrepareStep = { kind: 'resize', size: [1, 2], interpolation: 'linear' };

it('a case whose mask went away while it was scored is told of and left out of the scores', async () => {
  const truth: DenseArray = { data: Int32Array.of(0, 1), shape: [1, 2, 1], dtype: 'int32' };
  const source = {
    truth: ({ path }: { readonly path: string }) => (path === 'gone.png' ? Promise.reject(new UnreadableSample(path, { cause: new Error('expected to read it, but it is not there') })) : Promise.resolve(truth)),
  };
  const scorer = new CaseScorer({ prepare: [RESIZE], metrics: ['dice'], windows: null }, source, { side: 'val', epoch: 1, step: 4, classes: ['background', 'foreground'] });
  const samples = [{ key: 'a', path: 'gone.png' }, { key: 'b', path: 'there.png' }];
  const batch = { size: 2, arrays: {}, samples, skipped: [], release: () => undefined };
  const logits = Float32Array.of(1, 0, 1, 0, 1, 0, 0, 1);
  const skipped = await scorer.add({ batch, values: {}, predictions: null, numbers: null, made: null, updated: false, maps: { logits, lengths: [1, 2], classes: 2 } });
  expect(skipped).toEqual([{ path: 'gone.png', reason: 'expected to read it, but it is not there', standIn: null }]);
  expect(scorer.predictions.map(({ path, scores }) => [path, scores])).toEqual([['there.png', { dice: 1, iou: 1 }]]);
  expect(scorer.confusion().counts).toEqual([1, 0, 0, 1]);
});
