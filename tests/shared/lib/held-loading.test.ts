import { expect, it } from 'vitest';
import { heldLoading } from '../../../src-shared/lib/held-loading.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';
import { toySpec } from '../../helpers/toy-experiment.ts';

const held = (change: Partial<ExperimentInput>) => heldLoading(toySpec(change), 'test');
const mirror = { kind: 'mirror' as const };

it('the test side is loaded as validation is where it is left to that, but for what it says itself', () => {
  const validation = { batchSize: 3, augment: [mirror], sampler: 'random' as const };
  const [change] = toySpec({ validation }).validation.augment;
  expect(held({ validation, test: { augment: 'auto' }, seed: 9 })).toEqual({ batchSize: 3, augment: [change], sampler: { kind: 'random', seed: 9 } });
  expect(held({ validation, test: { batchSize: 5, augment: [], sampler: 'sequential' } })).toEqual({ batchSize: 5, augment: [], sampler: { kind: 'sequential' } });
  expect(heldLoading(toySpec({ validation, test: { batchSize: 5, augment: [] } }), 'val')).toMatchObject({ batchSize: 3, augment: [change] });
  expect(held({ loader: { batchSize: 7 } })).toEqual({ batchSize: 7, augment: [], sampler: { kind: 'sequential' } });
});

it('test images are as they are unless the experiment says otherwise, as in runs from before it could', () => {
  expect(held({ validation: { batchSize: 3, augment: [mirror] } })).toEqual({ batchSize: 3, augment: [], sampler: { kind: 'sequential' } });
});
