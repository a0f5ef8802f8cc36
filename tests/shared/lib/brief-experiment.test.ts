import { describe, expect, it } from 'vitest';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { briefExperiment, briefSplit } from '../../../src-shared/lib/brief-experiment.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';

const INPUTS: readonly Omit<ExperimentInput, 'dataset'>[] = [
  {},
  { model: { kind: 'resnet18' }, loader: { batchSize: 64 } },
  { training: { optimizer: { kind: 'sgd', momentum: 0.5 }, schedule: { kind: 'cosine' }, logImages: { count: 3 } } },
  { prepare: [{ kind: 'resize', size: [28, 28] }], augment: [{ kind: 'rotate' }], split: { kind: 'random', test: 0.1 }, extra: { mine: { a: 1 } } },
];
const resolved = (input: Omit<ExperimentInput, 'dataset'>) =>
  experimentSchema.parse({ name: 'mine', dataset: { folder: '/data', cache: 'none' }, ...input }) as ResolvedExperiment;

describe('a brief experiment', () => {
  it.each(INPUTS)('means the same as the whole: %j', (input) => {
    expect(experimentSchema.parse(briefExperiment(resolved(input)))).toEqual(resolved(input));
  });

  it('leaves out what the defaults say', () => {
    expect(briefExperiment(resolved({ training: { optimizer: { kind: 'adam', learningRate: 0.01 } } }))).toEqual({
      name: 'mine',
      dataset: { folder: '/data', cache: 'none' },
      training: { optimizer: { kind: 'adam', learningRate: 0.01 } },
    });
  });

  it('of a split alone says only what was changed, and what it is a kind of', () => {
    const split = experimentSchema.shape.split.parse(undefined);
    expect([briefSplit(split), briefSplit({ ...split, kind: 'k-fold', folds: 3 })]).toEqual([{}, { split: { kind: 'k-fold', folds: 3 } }]);
  });
});
