import { describe, expect, it } from 'vitest';
import { readClass, readSide, sideChoices } from '../../../../src-renderer/views/run/side-choice.ts';

const counts = (samples: number) => ({ samples, groups: 0, byClass: [] });
const split = { train: counts(10), val: counts(0), test: counts(5) };

describe('the sides of a run', () => {
  it('open the test only to those who have looked', () => {
    expect(sideChoices({ split, looks: [] }).map(({ key, disabled }) => [key, disabled])).toEqual([['train', false], ['val', true], ['test', true]]);
    expect(sideChoices({ split, looks: [{ timeMs: 1, epoch: 1, values: {}, elsewhere: null }] })[2]).toEqual({ key: 'test', title: 'Test', disabled: false });
  });

  it('begin with validation where there is one', () => {
    expect([readSide(undefined, { split }), readSide('test', { split }), readSide('all', { split: { ...split, val: counts(1) } })]).toEqual(['train', 'test', 'val']);
  });

  it('and classes of an address are whole numbers, or none', () => {
    expect([readClass('12'), readClass('-1'), readClass(['1']), readClass(undefined)]).toEqual([12, null, null, null]);
  });
});
