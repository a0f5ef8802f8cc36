import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrainEvent } from '../../src-shared/domain/train-event.ts';
import { batchThinning } from '../../src-main/trainer/thinning.ts';
import type { TimedEvent } from '../../src-main/trainer/thinning.ts';

const batch = (epoch: number, step: number): TrainEvent => ({ kind: 'batch', epoch, step, size: 1, learningRate: 1, values: {} });
const ended = (epoch: number, step: number): TrainEvent => ({ kind: 'epoch-ended', epoch, step, values: {} });
const warning = (epoch: number, step: number): TrainEvent => ({ kind: 'warning', epoch, step, text: '', path: null });

function thin(timed: readonly TimedEvent[]): TimedEvent[] {
  const pass = batchThinning({ whole: 0 });
  return timed.flatMap(({ event, timeMs }) => pass(event, timeMs));
}

const stepsOf = (timed: readonly TimedEvent[]): number[] => timed.flatMap(({ event }) => (event.kind === 'batch' ? [event.step] : []));

describe('thinning of batch lines', () => {
  it('keeps ten a second', () => {
    const seconds = 3;
    const events = Array.from({ length: seconds * 1000 }, (_, step) => ({ event: batch(1, step), timeMs: step }));
    expect(stepsOf(thin(events))).toEqual(Array.from({ length: seconds * 10 }, (_, i) => i * 100));
  });

  it('keeps every batch of a run that has few, however fast they are', () => {
    const pass = batchThinning({ whole: 40 });
    const events = Array.from({ length: 50 }, (_, step) => ({ event: batch(1, step), timeMs: step }));
    const kept = stepsOf(events.flatMap(({ event, timeMs }) => pass(event, timeMs)));
    expect(kept).toEqual(Array.from({ length: 40 }, (_, step) => step));
  });

  it('keeps every batch of a slow network', () => {
    const events = Array.from({ length: 20 }, (_, step) => ({ event: batch(1, step), timeMs: step * 150 }));
    expect(stepsOf(thin(events))).toHaveLength(20);
  });

  it('keeps the first and last of each epoch, each with the time at which it came', () => {
    const events = [1, 2].flatMap((epoch) => [
      ...Array.from({ length: 7 }, (_, i) => ({ event: batch(epoch, (epoch - 1) * 7 + i), timeMs: epoch * 1000 + i })),
      { event: ended(epoch, epoch * 7), timeMs: epoch * 1000 + 500 },
    ]);
    expect(thin(events).map(({ event, timeMs }) => [event.kind, event.step, timeMs])).toEqual([
      ['batch', 0, 1000],
      ['batch', 6, 1006],
      ['epoch-ended', 7, 1500],
      ['batch', 7, 2000],
      ['batch', 13, 2006],
      ['epoch-ended', 14, 2500],
    ]);
  });

  it('lets no flood of warnings bring the batches back', () => {
    const events = Array.from({ length: 50 }, (_, step) => [
      { event: warning(1, step), timeMs: step },
      { event: batch(1, step), timeMs: step },
    ]).flat();
    expect(stepsOf(thin(events))).toEqual([0]);
    expect(thin(events).filter(({ event }) => event.kind === 'warning')).toHaveLength(50);
  });

  it('changes no order and drops nothing but batches', () => {
    const anyEvent = fc.record({ kind: fc.constantFrom('batch', 'ended', 'warning'), gapMs: fc.nat(200) });
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 100 }), (drawn) => {
        let timeMs = 0;
        let epoch = 1;
        const events = drawn.map(({ kind, gapMs }, step): TimedEvent => {
          timeMs += gapMs;
          if (kind === 'ended') return { event: ended(epoch++, step), timeMs };
          return { event: kind === 'batch' ? batch(epoch, step) : warning(epoch, step), timeMs };
        });
        const passed = thin(events);
        const others = (list: readonly TimedEvent[]) => list.filter(({ event }) => event.kind !== 'batch');
        expect(others(passed)).toEqual(others(events));
        const steps = stepsOf(passed);
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
      }),
    );
  });
});
