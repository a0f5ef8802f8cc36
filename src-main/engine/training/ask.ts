import type { TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { LogBook } from './log-book.ts';
import type { BatchSeen, Callback } from './callback.ts';

/** What a callback's answers come to. */
export interface Answered {
  readonly events: readonly TrainEvent[];
  /** Why the run must end; null if it goes on. */
  readonly failure: string | null;
  /** Why the run shall end after this update; null if it goes on. */
  readonly stop: string | null;
  /** What the learning rate is multiplied by from now on; null where that stays. */
  readonly rate: number | null;
}

/** Asks every callback about a batch. */
export function ask(callbacks: readonly Callback[], seen: Omit<BatchSeen, 'log'>, book: LogBook = new LogBook()): Answered {
  const answers = callbacks.flatMap((callback) => callback.afterBatch?.({ ...seen, log: book }) ?? []);
  const failure = answers.find((answer) => answer.kind === 'fail');
  return {
    events: [...answers.flatMap((answer) => (answer.kind === 'log' ? [answer.event] : [])), ...book.take(seen)],
    failure: failure?.message ?? null,
    stop: answers.find((answer) => answer.kind === 'stop')?.message ?? null,
    rate: answers.filter((answer) => answer.kind === 'rate').at(-1)?.factor ?? null,
  };
}
