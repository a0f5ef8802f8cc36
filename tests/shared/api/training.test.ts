import { describe, expect, it } from 'vitest';
import { trainingMethods } from '../../../src-shared/api/training.ts';

const runId = '0190a2b4-0000-7000-8000-000000000001';

describe('whose code is meant', () => {
  it.each([
    ['an experiment', { spec: { name: 'mine' } }],
    ['a run', { runId }],
  ])('is said by %s alone', (_of, question) => {
    expect(trainingMethods.code?.parse(question)).toEqual(question);
    expect(trainingMethods.agree?.parse({ ...question, hash: 'a'.repeat(64) })).toEqual({ ...question, hash: 'a'.repeat(64) });
  });
});
