import { describe, expect, it } from 'vitest';
import { openTrials } from '../../../src-main/services/training/trials.ts';

/** A trial that ends only when it is told to. */
const endless = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('trials', () => {
  it('are ended by a newer one, which goes on', async () => {
    const trials = openTrials();
    const first = trials.run(endless);
    const second = trials.run(() => Promise.resolve('done'));
    await expect(first).rejects.toThrow('a newer one took the place of this one');
    expect(await second).toBe('done');
  });

  it('are cancelled, also the second of two', async () => {
    const trials = openTrials();
    const both = Promise.allSettled([trials.run(endless), trials.run(endless)]);
    await Promise.resolve();
    trials.cancel();
    expect((await both).map((each) => (each.status === 'rejected' ? (each.reason as Error).message : each.status))).toEqual([
      'expected one trial at a time, but a newer one took the place of this one',
      'the trial was cancelled',
    ]);
  });

  it('are ended when they take too long, with what helps', async () => {
    await expect(openTrials(20).run(endless)).rejects.toMatchObject({ name: 'BadInput', help: 'Take a smaller batch, smaller images or a smaller network.' });
  });
});
