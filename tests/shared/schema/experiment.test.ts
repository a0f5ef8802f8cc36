import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { fieldInfo } from '../../../src-shared/schema/field.ts';
import { AUGMENT_KINDS, LOSS_KINDS, MODEL_KINDS, OPTIMIZER_KINDS, PREPARE_KINDS, SCHEDULE_KINDS } from '../../../src-shared/schema/kinds.ts';
import { METRIC_NAME } from '../../../src-shared/schema/metric-name.ts';
import { check, inWords, parse, unwrap } from '../../../src-shared/schema/parse.ts';

const DATASET = { folder: '/images' };
const problems = (value: unknown): string[] => {
  const result = check(experimentSchema, value);
  return result.ok ? [] : result.problems.map(inWords);
};

describe('experimentSchema', () => {
  it('takes the usual kind of optimizer and sampler where only their values are given', () => {
    const { training, loader } = experimentSchema.parse({ dataset: DATASET, training: { optimizer: { learningRate: 0.01 } }, loader: { sampler: { seed: 3 } } });
    expect(training.optimizer).toMatchObject({ kind: 'adam', learningRate: 0.01 });
    expect(loader.sampler).toEqual({ kind: 'random', seed: 3 });
    expect(problems({ dataset: DATASET, training: { optimizer: { kind: 'adan' } } })).toEqual(['training.optimizer.kind: expected one of adam, adamw, sgd, rmsprop, but found "adan": did you mean "adam"?']);
  });

  it('fills in everything but the folder', () => {
    expect(experimentSchema.parse({ dataset: DATASET })).toEqual({
      formatVersion: 1,
      name: null,
      output: null,
      dataset: { folder: '/images', layout: 'auto', manifest: null, targets: null, files: null, groupPattern: null, onlyPaths: null, onlyClasses: null, cache: 'memory', cacheBudgetMb: 2048, cacheFolder: null, cacheDiskGb: 20, load: null, code: null },
      prepare: 'auto',
      split: { kind: 'auto', validation: 0.15, test: 0.15, folds: 5, fold: null, stratify: true, groupBy: 'auto', file: null, confirmLeak: null, seed: 12_345 },
      loader: { batchSize: 'auto', patch: null, dropLast: false, batchesPerEpoch: 'auto', sampler: { kind: 'random', seed: 7 }, maxBadSamples: null, prefetchMb: 256, workers: 'auto', code: null },
      validation: { batchSize: null, everyEpochs: 1, augment: [], sampler: 'sequential' },
      test: { batchSize: null, augment: [], sampler: 'auto' },
      augment: [],
      model: { kind: 'cnn', filters: [32, 64], dense: 128, dropout: 0 },
      training: {
        epochs: 10,
        criterions: 'auto',
        metrics: 'auto',
        optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
        gradientClipNorm: null,
        gradientClipValue: null,
        layers: [],
        accumulate: 1,
        weightAverage: null,
        schedule: { kind: 'constant' },
        warmUp: { epochs: 0, start: 0.1 },
        earlyStopping: { patience: null, minimumChange: 0, metric: null },
        reduce: 'mean',
        select: null,
        callbacks: [],
        stopOnNan: true,
        save: { everyEpochs: 1, keep: ['best', 'last'], keepEvery: null, diskLimitMb: null },
        logImages: { everyEpochs: 1, count: 8 },
      },
      device: 'auto',
      startFrom: null,
      threads: 'auto',
      seed: 1,
      extra: {},
    });
  });

  it('gives back what it filled in', () => {
    const filled = experimentSchema.parse({ dataset: DATASET, augment: [{ kind: 'mirror' }, { kind: 'rotate' }, { kind: 'contrast' }] });
    expect(experimentSchema.parse(filled)).toEqual(filled);
  });

  it('leaves extra untouched', () => {
    const extra = { myKey: 3, nested: { anything: [1, null, 'x'] } };
    expect(experimentSchema.parse({ dataset: DATASET, extra }).extra).toEqual(extra);
  });

  it.each<[string, unknown, string[]]>([
    ['no value', undefined, ['expected a group of fields such as { dataset: … }, but found nothing']],
    ['no folder', {}, ['dataset: expected a group of fields such as { folder: … }, but found nothing']],
    ['a number for a folder', { dataset: { folder: 3 } }, ['dataset.folder: expected text or a list, but found 3']],
    ['no folder of several', { dataset: { folder: [] } }, ['dataset.folder: expected a list with a length of at least 1, but found a list of 0']],
    ['a number among folders', { dataset: { folder: ['/a', 3] } }, ['dataset.folder[1]: expected text, but found 3']],
    ['a word for a group', { dataset: DATASET, model: 'cnn' }, ['model: expected a group of fields such as { kind: cnn }, but found "cnn"']],
    ['a key in the wrong group', { dataset: { folder: '/images', batchSize: 8 } }, ['dataset.batchSize: expected a known key, but found "batchSize": did you mean loader.batchSize or validation.batchSize or test.batchSize?']],
    [
      'a key of another kind of the group',
      { dataset: DATASET, model: { kind: 'resnet18', filters: [8] } },
      [expect.stringMatching(/^model\.filters: expected a key of this kind \(kind.*\), but found "filters", which another kind has$/) as unknown as string],
    ],
    ['a misspelt key in the wrong group', { dataset: DATASET, loader: { epoch: 8 } }, ['loader.epoch: expected a known key, but found "epoch": did you mean training.epochs?']],
    ['a misspelt key', { dataset: DATASET, trainig: {} }, ['trainig: expected a known key, but found "trainig": did you mean "training"?']],
    ['a misspelt key within', { dataset: DATASET, training: { epoch: 3 } }, ['training.epoch: expected a known key, but found "epoch": did you mean "epochs"?']],
    [
      'a misspelt key of a kind',
      { dataset: DATASET, training: { optimizer: { kind: 'sgd', lerningRate: 1 } } },
      ['training.optimizer.lerningRate: expected a known key, but found "lerningRate": did you mean "learningRate"?'],
    ],
    [
      'a misspelt key in a list that may also be auto',
      { dataset: DATASET, prepare: [{ kind: 'range', hihg: 1 }] },
      ['prepare[0].hihg: expected a known key, but found "hihg": did you mean "high"?'],
    ],
    ['text for a number', { dataset: DATASET, training: { epochs: '3' } }, ['training.epochs: expected a number, but found "3"']],
    ['a fraction of an epoch', { dataset: DATASET, training: { epochs: 1.5 } }, ['training.epochs: expected a whole number, but found 1.5']],
    ['no epochs', { dataset: DATASET, training: { epochs: 0 } }, ['training.epochs: expected at least 1, but found 0']],
    [
      'half a range',
      { dataset: DATASET, augment: [{ kind: 'mirror' }, { kind: 'contrast', range: [1] }] },
      ['augment[1].range: expected a list with a length of at least 2, but found a list of 1'],
    ],
    ['a range upside down', { dataset: DATASET, augment: [{ kind: 'contrast', range: [2, 1] }] }, ['augment[0].range: expected the smaller factor first']],
    [
      'an unknown kind',
      { dataset: DATASET, augment: [{ kind: 'mirrow' }] },
      ['augment[0].kind: expected one of mirror, rotate, contrast, custom, but found "mirrow": did you mean "mirror"?'],
    ],
    ['two faults at once', { dataset: DATASET, seed: -1, device: 'cuda' }, ['device: expected auto, cpu, gpu or gpu:0, but found "cuda"', 'seed: expected at least 0, but found -1']],
    ['a word for a choice of two types', { dataset: DATASET, loader: { workers: 'many' } }, ['loader.workers: expected "auto" or a number, but found "many"']],
    ['a word for a list', { dataset: DATASET, prepare: 'automatic' }, ['prepare: expected "auto" or a list, but found "automatic"']],
    ['two channels', { dataset: DATASET, prepare: [{ kind: 'channels', count: 2 }] }, ['prepare[0].count: expected 1 or 3, but found 2']],
    [
      'an unknown sampler',
      { dataset: DATASET, loader: { sampler: { kind: 'rand' } } },
      ['loader.sampler.kind: expected one of random, random-with-replacement, sequential, prevalence-random, prevalence-sequential, stopping-prevalence-random, stopping-prevalence-sequential, weighted, weighted-prevalence, custom, but found "rand": did you mean "random"?'],
    ],
    [
      'a choice by the test side',
      { dataset: DATASET, training: { select: { metric: 'test_accuracy', mode: 'max' } } },
      ['training.select.metric: expected a name that begins with train_ or val_, such as val_accuracy, but found "test_accuracy"'],
    ],
    ['a later format', { dataset: DATASET, formatVersion: 2 }, ['formatVersion: expected 1, but found 2']],
  ])('refuses %s and says where', (_name, value, expected) => {
    expect(problems(value)).toEqual(expected);
  });

  it('throws all problems as one sentence for the user', () => {
    expect(() => parse(experimentSchema, { dataset: { folder: '' }, seed: 0.5 }, 'experiment')).toThrow(
      'experiment: dataset.folder: expected text of a length of at least 1, but found ""; seed: expected a whole number, but found 0.5',
    );
  });

  it('offers every registered kind and no other', () => {
    const kindsOf = (schema: unknown): string[] => {
      const inner = unwrap(schema);
      if (inner instanceof z.ZodArray) return kindsOf(inner.element);
      if (inner instanceof z.ZodUnion && !(inner instanceof z.ZodDiscriminatedUnion)) return inner.options.flatMap(kindsOf);
      if (!(inner instanceof z.ZodDiscriminatedUnion)) return [];
      return inner.options.map((option) => String((unwrap((option as z.ZodObject).shape['kind']) as z.ZodLiteral).value));
    };
    const { shape } = experimentSchema;
    const training = (unwrap(shape.training) as z.ZodObject).shape;
    expect(new Set(kindsOf(shape.prepare))).toEqual(new Set(PREPARE_KINDS));
    expect(new Set(kindsOf(shape.augment))).toEqual(new Set(AUGMENT_KINDS));
    expect(new Set(kindsOf(shape.model))).toEqual(new Set(MODEL_KINDS));
    expect(new Set(kindsOf(training['criterions']))).toEqual(new Set(LOSS_KINDS));
    expect(new Set(kindsOf(training['optimizer']))).toEqual(new Set(OPTIMIZER_KINDS));
    expect(new Set(kindsOf(training['schedule']))).toEqual(new Set(SCHEDULE_KINDS));
  });

  it('has a title and one sentence of advice for every field of numbers, words and switches', () => {
    const missing: string[] = [];
    const visit = (schema: unknown, path: string, described: boolean): void => {
      const known = described || fieldInfo(schema as z.ZodType) !== null;
      const inner = unwrap(schema);
      const options = inner instanceof z.ZodUnion ? inner.options : inner instanceof z.ZodArray ? [inner.element] : [];
      if (inner instanceof z.ZodObject) for (const [key, field] of Object.entries(inner.shape)) visit(field, `${path}.${key}`, false);
      else if (options.some((option) => unwrap(option) instanceof z.ZodObject || unwrap(option) instanceof z.ZodUnion)) options.forEach((option) => visit(option, path, known));
      else if (!known && !(inner instanceof z.ZodLiteral) && !/\.(kind|extra|mode|metric)$/.test(path)) missing.push(path);
    };
    visit(experimentSchema, '', false);
    expect(missing).toEqual([]);
  });
});

describe('METRIC_NAME', () => {
  it.each(['train_loss', 'val_accuracy', 'test_recall_2', 'val_dice-ce'])('knows %s', (name) => expect(name).toMatch(METRIC_NAME));
  it.each(['loss', 'valid_loss', 'val_', 'val_Loss', 'val loss'])('refuses %s', (name) => expect(name).not.toMatch(METRIC_NAME));
});
