import { describe, expect, it } from 'vitest';
import type { LoggedItem } from '../../../src-shared/domain/logged.ts';
import { RankingCollector } from '../../../src-main/engine/training/ranking-collector.ts';

/** Curves of a classifier that is always right, of one sample of each class. */
function curvesOf(classes: number): readonly LoggedItem[] {
  const collector = new RankingCollector(Array.from({ length: classes }, (_, label) => `class ${label}`));
  const truth = Int32Array.from({ length: classes }, (_, label) => label);
  const probabilities = Float32Array.from({ length: classes * classes }, (_, i) => Number(Math.floor(i / classes) === i % classes));
  collector.add({ truth, probabilities } as Parameters<RankingCollector['add']>[0]);
  return collector.events('test', 1, 1).flatMap((event) => (event.kind === 'logged' ? [event.item] : []));
}

describe('areas under the curves of a classifier', () => {
  it('have the mean of all classes, also of those whose lines are not shown', () => {
    for (const curve of curvesOf(20)) expect(curve).toMatchObject({ areas: { mean: 1, of: { length: 20 } }, lines: { length: 12 } });
  });

  it('have no mean where there are too many classes to tell all of them', () => {
    const curves = curvesOf(101);
    expect(curves).toHaveLength(2);
    for (const curve of curves) expect(curve).toMatchObject({ areas: { mean: null, of: { length: 12 } } });
  });
});
