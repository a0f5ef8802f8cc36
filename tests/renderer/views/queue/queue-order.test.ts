import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../../src-shared/domain/run.ts';
import { beforeAfterMove, inQueueOrder } from '../../../../src-renderer/views/queue/queue-order.ts';

const run = (id: string, status: RunSummary['status'] = 'queued') => ({ id, status }) as RunSummary;

describe('runs that wait', () => {
  it('stand in the order of the queue, one whose place is not known yet last', () => {
    const runs = [run('a'), run('b'), run('trains', 'running'), run('c')];
    expect(inQueueOrder(runs, ['c', 'b'].map((runId) => ({ runId, device: 'cpu' }))).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('are moved before the row that they are dropped on, and behind all at the end', () => {
    const waiting = ['a', 'b', 'c'].map((id) => run(id));
    expect([0, 1, 2, 3].map((place) => beforeAfterMove(waiting, 'b', place))).toEqual(['a', undefined, undefined, null]);
    expect(beforeAfterMove(waiting, 'gone', 0)).toBeUndefined();
    expect([-1, 4].map((place) => beforeAfterMove(waiting, 'a', place))).toEqual([undefined, undefined]);
  });
});
