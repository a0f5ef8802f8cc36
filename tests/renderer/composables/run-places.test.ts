import { describe, expect, it } from 'vitest';
import { runStroke } from '../../../src-renderer/components/run-stroke.ts';
import { placeRuns } from '../../../src-renderer/composables/run-places.ts';

describe('the colour of a run in a comparison', () => {
  it('is the lowest that is free', () => {
    expect([...placeRuns(['a', 'b', 'c'], new Map())]).toEqual([['a', 0], ['b', 1], ['c', 2]]);
  });

  it('stays when another run is taken away or moved, and the free one is given to the next', () => {
    const three = placeRuns(['a', 'b', 'c'], new Map());
    const two = placeRuns(['c', 'b'], three);
    expect([...two]).toEqual([['c', 2], ['b', 1]]);
    expect([...placeRuns(['c', 'b', 'd'], two)]).toEqual([['c', 2], ['b', 1], ['d', 0]]);
  });

  it('comes with another stroke where the ten colours begin again', () => {
    expect([0, 9, 10, 20, 30].map(runStroke)).toEqual(['solid', 'solid', 'dashed', 'dotted', 'solid']);
  });
});
