import { describe, expect, it } from 'vitest';
import { applyFlags, experimentFlags } from '../../../src-shared/schema/experiment-flags.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';

const withFlags = (input: unknown, flags: Readonly<Record<string, string | readonly string[]>>) => applyFlags(input, new Map(Object.entries(flags)));
const helpOf = (path: string) => experimentFlags().find((flag) => flag.path === path)?.help ?? '';

describe('the flags of an experiment', () => {
  it('are one for each field, each once', () => {
    const paths = experimentFlags().map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(['dataset.folder', 'training.epochs', 'model.kind', 'model.filters', 'training.optimizer.momentum', 'training.select.metric', 'augment', 'extra', 'seed']));
    expect(paths).not.toContain('formatVersion');
  });

  it('say what the form says, with unit, choices and defaults', () => {
    expect(helpOf('training.epochs')).toBe('Epochs (passes over the images). Raise it while validation still gets better; a finished run can be trained further. [10]');
    expect(helpOf('split.kind')).toMatch(/One of auto, given, random, k-fold, file\. \[auto\]$/);
    expect(helpOf('training.optimizer.learningRate')).toMatch(/\[adam: 0\.001; adamw: 0\.001; sgd: 0\.01; rmsprop: 0\.001\]$/);
    expect(helpOf('prepare')).toContain('A list as YAML, such as "[{ kind: resize }]"; kinds and their fields: resize (size, interpolation), ');
    for (const { path, help } of experimentFlags()) expect(help, path).not.toBe('');
  });

  it('set numbers, texts, lists and switches as YAML would', () => {
    const spec = withFlags({}, {
      'dataset.folder': './7', name: '007', 'training.epochs': '3', 'model.filters': '8, 16', 'split.stratify': 'false',
      'training.save.keep': '[all]', 'training.optimizer.learningRate': '1e-3', 'loader.workers': 'auto', augment: '[{kind: mirror, axes: [0]}]', extra: '{site: Mainz}',
    });
    expect(spec).toEqual({
      dataset: { folder: './7' }, name: '007', training: { epochs: 3, save: { keep: ['all'] }, optimizer: { kind: 'adam', learningRate: 0.001 } },
      model: { kind: 'cnn', filters: [8, 16] }, split: { stratify: false }, loader: { workers: 'auto' }, augment: [{ kind: 'mirror', axes: [0] }], extra: { site: 'Mainz' },
    });
    expect(experimentSchema.safeParse(spec).success).toBe(true);
  });

  it('switch a group off that may be left out, or give it whole, and a part of it switches it on', () => {
    const file = { loader: { patch: { size: [64, 64, 64], foreground: 0.5 } } };
    expect(withFlags(file, { 'loader.patch': 'none' })).toEqual({ loader: { patch: null } });
    expect(withFlags(file, { 'loader.patch': '{ size: [32, 32] }' })).toEqual({ loader: { patch: { size: [32, 32] } } });
    expect(withFlags(file, { 'loader.patch.size': '32, 32, 32' })).toEqual({ loader: { patch: { size: [32, 32, 32], foreground: 0.5 } } });
    expect(withFlags(file, { 'loader.patch.size': '32, 32, 32', 'loader.patch': 'none' })).toEqual({ loader: { patch: { size: [32, 32, 32] } } });
    expect(experimentSchema.parse({ dataset: { folder: '/d' }, ...(withFlags(file, { 'loader.patch': 'none' }) as object) }).loader.patch).toBeNull();
    expect(helpOf('loader.patch')).toMatch(/Give none to leave it out; to set a part of it, --loader\.patch\.size, --loader\.patch\.foreground\. \[none\]$/);
  });

  it('that may be repeated make a list of what was given more than once', () => {
    expect(experimentFlags().filter(({ repeated }) => repeated).map(({ path }) => path)).toEqual(['dataset.folder']);
    expect(helpOf('dataset.folder')).toBe('Folder. The folder that holds the images, or several that are one dataset; they are only ever read. Repeat it for several.');
    expect(withFlags({ dataset: { folder: ['/c', '/d'] } }, { 'dataset.folder': ['/a', '/b, c'] })).toEqual({ dataset: { folder: ['/a', '/b, c'] } });
    expect(withFlags({}, { 'dataset.folder': ['[a]'] })).toEqual({ dataset: { folder: '[a]' } });
  });

  it('change what a file says and leave the rest', () => {
    const file = { name: 'a', training: { epochs: 9, optimizer: { kind: 'sgd', momentum: 0.5 } } };
    expect(withFlags(file, { 'training.epochs': '2' })).toEqual({ name: 'a', training: { epochs: 2, optimizer: { kind: 'sgd', momentum: 0.5 } } });
    expect(file.training.epochs).toBe(9);
  });

  it('begin another kind with its own defaults, whatever their order', () => {
    const file = { training: { optimizer: { kind: 'sgd', momentum: 0.5 } } };
    for (const flags of [{ 'training.optimizer.beta1': '0.8', 'training.optimizer.kind': 'adam' }, { 'training.optimizer.kind': 'adam', 'training.optimizer.beta1': '0.8' }]) {
      expect(withFlags(file, flags as unknown as Readonly<Record<string, string>>)).toEqual({ training: { optimizer: { kind: 'adam', beta1: 0.8 } } });
    }
    expect(withFlags(file, { 'training.optimizer.kind': 'sgd' })).toEqual(file);
  });

  it('refuse what is no YAML, and a group that the file made something else', () => {
    expect(() => withFlags({}, { augment: '[{' })).toThrow('expected a value as YAML writes it after --augment');
    expect(() => withFlags({ model: 'cnn' }, { 'model.dense': '3' })).toThrow('expected a group of fields around dense');
  });

  it('leave values of the wrong type to the schema, which names the path', () => {
    expect(withFlags({}, { 'training.epochs': 'many' })).toEqual({ training: { epochs: 'many' } });
  });
});
