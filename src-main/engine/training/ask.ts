import type { TrainEvent } from '../../../src-shared/domain/train-event.ts';
import type { BatchSeen, Callback } from './callback.ts';

/** What a callback's answers come to. */
export interface Answered {
  readonly events: readonly TrainEvent[];
  /** Why the run must end; null if it goes on. */
  readonly failure: string | null;
}

/** Asks every callback about a batch. */
export function ask(callbacks: readonly Callback[], seen: BatchSeen): Answered {
  const answers = callbacks.flatMap((callback) => callback.afterBatch?.(seen) ?? []);
  const failure = answers.find((answer) => answer.kind === 'fail');
  return { events: answers.flatMap((answer) => (answer.kind === 'log' ? [answer.event] : [])), failure: failure?.message ?? null };
}
