import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src-shared/lib/nearest.ts';

const KEYS = ['epochs', 'learningRate', 'seed', 'adam', 'sgd'];

describe('nearest', () => {
  it.each([
    ['epoch', 'epochs'],
    ['learningrate', 'learningRate'],
    ['learning_rate', 'learningRate'],
    ['adma', 'adam'],
    ['sdg2', null],
    ['sgd', 'sgd'],
    ['momentum', null],
    ['', null],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, KEYS)).toBe(meant);
  });

  it('takes no short word for another', () => {
    expect(nearest('ab', ['no', 'x'])).toBeNull();
  });

  it('finds nothing among nothing', () => {
    expect(nearest('epochs', [])).toBeNull();
  });
});
