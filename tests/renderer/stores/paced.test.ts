import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paced } from '../../../src-renderer/stores/paced.ts';

describe('what follows live data', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks at once, then once per gap however often it is told', async () => {
    let asked = 0;
    const follow = paced(() => Promise.resolve(void asked++), 500);
    for (let ms = 0; ms < 1600; ms += 50) {
      follow.soon();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(asked).toBe(4);
  });

  it('waits for an answer that takes longer than the gap, and then asks once more', async () => {
    let answer = (): void => undefined;
    let asked = 0;
    const follow = paced(() => (asked++, new Promise((resolve) => (answer = resolve))), 500);
    follow.soon();
    await vi.advanceTimersByTimeAsync(0);
    follow.soon();
    follow.soon();
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked).toBe(1);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toBe(2);
  });

  it('asks no more once it is stopped', async () => {
    let asked = 0;
    const follow = paced(() => Promise.resolve(void asked++), 500);
    follow.soon();
    follow.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toBe(0);
  });
});
