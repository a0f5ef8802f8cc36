import type { QueuedRun } from '../../../src-shared/api/training.ts';
import type { RunSummary } from '../../../src-shared/domain/run.ts';

/** The runs that wait, in the order in which they will be started; one whose place is not known yet comes last. */
export function inQueueOrder(runs: readonly RunSummary[], queue: readonly QueuedRun[]): readonly RunSummary[] {
  const places = new Map(queue.map(({ runId }, place) => [runId, place]));
  const placeOf = ({ id }: RunSummary) => places.get(id) ?? queue.length;
  return runs.filter(({ status }) => status === 'queued').toSorted((a, b) => placeOf(a) - placeOf(b));
}

/**
 * The run that another one is to be put before, null for none: it then comes
 * last. Undefined where it would stay where it is.
 *
 * @param place before which of the rows, as they stand now.
 */
export function beforeAfterMove(waiting: readonly Pick<RunSummary, 'id'>[], runId: string, place: number): string | null | undefined {
  const from = waiting.findIndex(({ id }) => id === runId);
  if (from === -1 || place < 0 || place > waiting.length || place === from || place === from + 1) return undefined;
  return waiting[place]?.id ?? null;
}
