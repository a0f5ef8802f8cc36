import type { BatchDone, TrainEvent } from '../../src-shared/domain/train-event.ts';

export interface TimedEvent {
  readonly event: TrainEvent;
  readonly timeMs: number;
}

/** Events that come in the midst of batches and say nothing about where the epoch stands. */
const BESIDE: ReadonlySet<TrainEvent['kind']> = new Set(['scalar', 'logged', 'volume', 'note', 'warning']);

/** Batches of which every one is kept: about a megabyte of lines. */
const WHOLE = 5000;

/**
 * Lets the first batch events all through, later ones ten a second, and the
 * first and last of every stretch of batches, so that an epoch's ends are
 * always there. Other events pass as they are.
 *
 * @returns what to write now: none, the event, or a batch held back and the event after it.
 */
export function batchThinning({ whole = WHOLE, everyMs = 100 }: { readonly whole?: number; readonly everyMs?: number } = {}): (event: TrainEvent, timeMs: number) => readonly TimedEvent[] {
  let held: { readonly event: BatchDone; readonly timeMs: number } | null = null;
  let epoch: number | null = null;
  let passedMs = -Infinity;
  let count = 0;

  return (event, timeMs) => {
    if (event.kind !== 'batch') {
      const due = held !== null && !BESIDE.has(event.kind) ? [held] : [];
      if (due.length > 0) held = null;
      return [...due, { event, timeMs }];
    }
    const due = held !== null && held.event.epoch !== event.epoch ? [held] : [];
    if (count++ >= whole && event.epoch === epoch && timeMs - passedMs < everyMs) {
      held = { event, timeMs };
      return due;
    }
    held = null;
    epoch = event.epoch;
    passedMs = timeMs;
    return [...due, { event, timeMs }];
  };
}
