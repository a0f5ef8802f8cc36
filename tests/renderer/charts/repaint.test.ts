import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inSlices } from '../../../src-renderer/charts/in-slices.ts';
import { createPacer } from '../../../src-renderer/charts/pacer.ts';

describe('repainting', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('happens at most twice a second for new data', async () => {
    const times: number[] = [];
    const pacer = createPacer(async () => void times.push(performance.now()), 500);
    const start = performance.now();
    for (let i = 0; i < 190; i++) {
      pacer.soon();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(times.map((time) => time - start)).toEqual([0, 500, 1000, 1500]);
  });

  it('happens at once for the user, and puts off the next one for data', async () => {
    const times: number[] = [];
    const pacer = createPacer(async () => void times.push(performance.now()), 500);
    const start = performance.now();
    pacer.now();
    pacer.soon();
    await vi.advanceTimersByTimeAsync(200);
    pacer.now();
    pacer.soon();
    await vi.advanceTimersByTimeAsync(2000);
    expect(times.map((time) => time - start)).toEqual([0, 200, 700]);
  });

  it('waits for a slow picture to be done before data ask for the next', async () => {
    let running = 0;
    let most = 0;
    const pacer = createPacer(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1300));
      running--;
    }, 500);
    for (let i = 0; i < 100; i++) {
      pacer.soon();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(most).toBe(1);
  });

  it('ends when the chart does', async () => {
    const run = vi.fn(async () => undefined);
    const pacer = createPacer(run, 500);
    pacer.now();
    pacer.soon();
    pacer.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('work in slices', () => {
  const busy = (ms: number) => () => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };

  it('runs every task in order, and a little of it at once', async () => {
    const done: number[] = [];
    const all = inSlices([0, 1, 2].map((i) => () => void done.push(i)), new AbortController().signal);
    expect(done).toEqual([0, 1, 2]);
    expect(await all).toBe(true);
  });

  it('lets the page go on between slices', async () => {
    let turns = 0;
    const tick = setInterval(() => turns++, 0);
    const done = await inSlices(Array.from({ length: 12 }, () => busy(5)), new AbortController().signal);
    clearInterval(tick);
    expect(done).toBe(true);
    expect(turns).toBeGreaterThan(1);
  });

  it('stops where it is when another picture is wanted', async () => {
    const stop = new AbortController();
    const done: number[] = [];
    const tasks = Array.from({ length: 10 }, (_, i) => () => {
      done.push(i);
      if (i === 3) stop.abort();
    });
    expect(await inSlices(tasks, stop.signal)).toBe(false);
    expect(done).toEqual([0, 1, 2, 3]);
  });
});
