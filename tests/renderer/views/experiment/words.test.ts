import { describe, expect, it } from 'vitest';
import { changeBetween } from '../../../../src-renderer/components/text-change.ts';
import { newGroup, newStep, pathInWords, readNumber, readNumbers } from '../../../../src-renderer/components/field-values.ts';
import { FORM_GROUPS, hasAdvancedFault, isIn, summary } from '../../../../src-renderer/views/experiment/form-groups.ts';
import { trialHelp, trialInWords } from '../../../../src-renderer/views/experiment/trial-words.ts';
import type { ResolvedExperiment } from '../../../../src-shared/domain/experiment.ts';
import type { CheckReport } from '../../../../src-shared/domain/run.ts';
import { experimentSchema } from '../../../../src-shared/schema/experiment.ts';

const spec = experimentSchema.parse({ dataset: { folder: '/x' }, augment: [{ kind: 'mirror' }], training: { schedule: { kind: 'cosine' } } });

describe('the form of an experiment', () => {
  it('says in one line what a closed fold holds', () => {
    expect(FORM_GROUPS.map(({ key }) => summary(key, spec))).toEqual([
      'prepared automatically · 15 % validation · batch size automatic',
      'mirror',
      'cnn, filters 32, 64, 128 dense units',
      '10 epochs · adam 0.001 · cosine',
      'checkpoint every epoch, keeps best and last',
    ]);
    expect(summary('data', experimentSchema.parse({ dataset: { folder: '/d' }, loader: { batchSize: 2, patch: { size: [32, 48, 32] } } }))).toBe('prepared automatically · 15 % validation · batches of 2 · patches of 32 × 48 × 32');
  });

  it('finds the fold that a fault lies in', () => {
    const foldOf = (path: string) => FORM_GROUPS.filter((group) => isIn(group, path)).map(({ key }) => key);
    expect(foldOf('augment[2].range')).toEqual(['augmentation']);
    expect(foldOf('training.optimizer.learningRate')).toEqual(['training']);
    expect(foldOf('training.save.keep')).toEqual(['saving']);
    expect(foldOf('dataset.folder')).toEqual([]);
  });

  it('knows of faults at fields that are not shown at first', () => {
    const training = FORM_GROUPS.find(({ key }) => key === 'training');
    if (!training) throw new Error('expected a fold for training');
    expect(hasAdvancedFault(training, ['training.stopOnNan'])).toBe(true);
    expect(hasAdvancedFault(training, ['training.epochs', 'training.optimizer.learningRate'])).toBe(false);
  });

  it('reads numbers as they are typed, and keeps what is none to show it', () => {
    expect(['1e-3', ' 0,5 ', '', 'ten'].map(readNumber)).toEqual([0.001, 0.5, undefined, 'ten']);
    expect(readNumbers('32, 64 x128')).toEqual([32, 64, 128]);
  });

  it('adds a step with a value for all that must be given', () => {
    const prepare = FORM_GROUPS[0]?.fields.find(({ field }) => field.key === 'prepare')?.field.input;
    const resize = prepare?.kind === 'steps' ? prepare.options.find(({ kind }) => kind === 'resize') : undefined;
    if (!resize) throw new Error('expected prepare to know resize');
    expect(experimentSchema.shape.prepare.safeParse([newStep(resize, 2)]).success).toBe(true);
  });

  it('begins a size with a number for each axis of the images, and other lists with as many as they need', () => {
    const inputs = FORM_GROUPS[0]?.fields.map(({ field }) => field.input) ?? [];
    const patch = inputs.flatMap((input) => (input.kind === 'group' ? input.fields : [])).find(({ key }) => key === 'patch')?.input;
    const pad = inputs.flatMap((input) => (input.kind === 'steps' ? input.options : [])).find(({ kind }) => kind === 'pad');
    if (patch?.kind !== 'group' || !pad) throw new Error('expected the fold for data to have patches and pad');
    expect([newGroup(patch.fields, 2), newGroup(patch.fields, 3)]).toEqual([{ size: [128, 128] }, { size: [64, 64, 64] }]);
    expect([newStep(pad, 2), newStep(pad, 3)]).toEqual([{ kind: 'pad', size: [128, 128] }, { kind: 'pad', size: [64, 64, 64] }]);
    const sampler = inputs.flatMap((input) => (input.kind === 'group' ? input.fields : [])).find(({ key }) => key === 'sampler')?.input;
    const weighted = sampler?.kind === 'kinds' ? sampler.options.find(({ kind }) => kind === 'weighted') : undefined;
    expect(weighted && newStep(weighted, 3)).toEqual({ kind: 'weighted', weights: [128, 128] });
  });

  it('writes paths as faults do', () => {
    expect(pathInWords(['augment', 2, 'range'])).toBe('augment[2].range');
  });
});

describe('a change between two texts', () => {
  it('replaces only what differs', () => {
    expect(changeBetween('epochs: 10\nseed: 1\n', 'epochs: 12\nseed: 1\n')).toEqual({ from: 9, to: 10, insert: '2' });
    expect(changeBetween('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
    expect(changeBetween('same', 'same')).toBeNull();
  });
});

describe('the trial of a batch', () => {
  const report: CheckReport = {
    arrays: [],
    layers: [],
    parameters: 1,
    backend: { name: 'simd', reason: '', threads: 1, codePath: null, warnings: [] },
    batchSize: 32,
    stepMs: 200,
    secondsPerEpoch: 390,
    secondsTotal: 7800,
    peakBytes: 5.1e9,
    memoryBytes: 8e9,
    diskBytes: 3.4e9,
    diskFreeBytes: 2e11,
    fits: true,
    firstLoss: 1.1,
  };

  it('tells memory, time and disk', () => {
    expect(trialInWords(report)).toBe('Fits: 5.1 GB of 8.0 GB, about 2 h 10 m, 3.4 GB disk');
    expect(trialHelp(report)).toBeNull();
  });

  it('says what helps when it does not fit', () => {
    expect(trialHelp({ ...report, fits: false, peakBytes: 9e9 })).toContain('Halve the batch size');
    const masks = (loader: object) => ({ model: { kind: 'unet3d' }, dataset: { targets: null }, loader }) as unknown as ResolvedExperiment;
    expect(trialHelp({ ...report, fits: false, peakBytes: 9e9 }, masks({ patch: null }))).toBe('Halve the batch size under Data, or switch Patches on there.');
    expect(trialHelp({ ...report, fits: false, peakBytes: 9e9 }, masks({ patch: { size: [9, 9, 9] } }))).toBe('Halve the batch size under Data, or make the patches smaller.');
    expect(trialHelp({ ...report, fits: false, diskFreeBytes: 1e9 })).toContain('1.0 GB of disk are free');
  });
});
