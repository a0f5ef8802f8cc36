import { describe, expect, it } from 'vitest';
import { resolveExperiment } from '../../../src-shared/lib/resolve-experiment.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { parse } from '../../../src-shared/schema/parse.ts';
import { exitFileSchema, parseRunFile, processFileSchema, splitFileSchema, userFileSchema } from '../../../src-shared/schema/run-file.ts';
import type { RunFile } from '../../../src-shared/schema/run-file.ts';

const COUNTS = { samples: 2, groups: 2, byClass: [1, 1] };
const RUN: RunFile = {
  formatVersion: 1,
  id: '0192f0c1-8a6b-7c3d-9e2f-0123456789ab',
  name: 'mnist-cnn',
  createdMs: 1_700_000_000_000,
  spec: resolveExperiment(experimentSchema.parse({ dataset: { folder: '/images' } }), {
    name: 'mnist',
    shapes: [],
    dtypes: [],
    sides: [],
    groups: 0,
    hasValidation: true,
  }),
  dataset: { id: null, name: 'mnist', folder: '/images', fingerprint: 'ab' },
  classes: ['cat', 'dog'],
  split: { sha256: 'cd', counts: { train: COUNTS, val: COUNTS, test: COUNTS } },
  appVersion: '0.1.0',
};

describe('parseRunFile', () => {
  it('reads back what was written', () => {
    expect(parseRunFile(JSON.stringify(RUN), 'run.json')).toEqual(RUN);
  });

  it('refuses a run of a newer app with a sentence', () => {
    expect(() => parseRunFile(JSON.stringify({ ...RUN, formatVersion: 2 }), '/runs/a/run.json')).toThrow(
      'expected a run of format 1 or older at /runs/a/run.json, but found format 2',
    );
  });

  it('says what is wrong and in which file', () => {
    expect(() => parseRunFile(JSON.stringify({ ...RUN, classes: [] }), '/runs/a/run.json')).toThrow(
      '/runs/a/run.json: classes: expected at least one, or the names of numbers in targets, but found neither',
    );
    expect(() => parseRunFile('{"id": ', '/runs/a/run.json')).toThrow('expected JSON in /runs/a/run.json');
    expect(() => parseRunFile('null', '/runs/a/run.json')).toThrow('/runs/a/run.json: expected a group of fields such as { formatVersion: 1 }, but found null');
  });
});

describe('the other files of a run', () => {
  it('hold what they are given', () => {
    const sample = { key: 'ab', path: 'cat/1.png', label: 0, group: null };
    const split = { formatVersion: 1, train: [sample], val: [], test: [{ ...sample, group: 'p1' }] };
    const exit = { formatVersion: 1, attempt: 1, status: 'finished', message: '', epoch: 3, step: 30, endedMs: 5 };
    const worker = { formatVersion: 1, attempt: 2, command: 'train', pid: 7, startedAt: '99', bootId: 'b', host: 'h' };
    expect(parse(splitFileSchema, split, 'split.json')).toEqual(split);
    expect(parse(exitFileSchema, exit, 'exit.json')).toEqual(exit);
    expect(parse(processFileSchema, worker, 'process.json')).toEqual(worker);
    expect(parse(userFileSchema, { formatVersion: 1 }, 'user.json')).toEqual({ formatVersion: 1, name: null, tags: [], binnedMs: null });
  });

  it('refuse a status that no run ends with', () => {
    expect(() => parse(exitFileSchema, { formatVersion: 1, attempt: 1, status: 'running', message: '', epoch: 1, step: 1, endedMs: 1 }, 'exit.json')).toThrow(
      'exit.json: status: expected one of stopped, failed, finished, but found "running"',
    );
  });
});
