import { describe, expect, it } from 'vitest';
import type { ResolvedExperiment } from '../../../../src-shared/domain/experiment.ts';
import { experimentSchema } from '../../../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../../../src-shared/schema/experiment.ts';
import { changedSettings } from '../../../../src-renderer/views/run/changed-settings.ts';

const resolved = (input: Omit<ExperimentInput, 'dataset'>): ResolvedExperiment =>
  experimentSchema.parse({ dataset: { folder: '/data' }, ...input }) as ResolvedExperiment;
const changes = (input: Omit<ExperimentInput, 'dataset'>) => changedSettings(resolved(input)).filter(({ path }) => path !== 'dataset.folder');

describe('the settings that differ from the defaults', () => {
  it('are none but the folder for an empty experiment', () => {
    expect(changedSettings(resolved({}))).toEqual([{ path: 'dataset.folder', value: '/data', fallback: undefined, decided: false }]);
  });

  it('are held against the defaults of their own kind', () => {
    expect(changes({ training: { optimizer: { kind: 'sgd', momentum: 0.5 } } })).toEqual([
      { path: 'training.optimizer.kind', value: 'sgd', fallback: 'adam', decided: false },
      { path: 'training.optimizer.momentum', value: 0.5, fallback: 0.9, decided: false },
    ]);
  });

  it('are told apart from what was decided for the images', () => {
    expect(changes({ prepare: [{ kind: 'resize', size: [28, 28] }], validation: { batchSize: 32 }, loader: { batchSize: 64 } })).toEqual([
      { path: 'prepare[0].kind', value: 'resize', fallback: 'auto', decided: true },
      { path: 'prepare[0].size', value: [28, 28], fallback: 'auto', decided: true },
      { path: 'prepare[0].interpolation', value: 'linear', fallback: 'auto', decided: true },
      { path: 'loader.batchSize', value: 64, fallback: 'auto', decided: true },
      { path: 'validation.batchSize', value: 32, fallback: null, decided: true },
    ]);
  });
});
