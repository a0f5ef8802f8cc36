import { setTimeout } from 'node:timers/promises';

/** A rest that something may cut short. */
export interface Rest {
  /** Ends the rest that is being taken, or the next one at once. */
  wake(): void;
  /** Returns after `ms`, when woken, or when the signal is aborted. */
  take(ms: number, signal: AbortSignal): Promise<void>;
}

export function createRest(): Rest {
  let woken: PromiseWithResolvers<void> = Promise.withResolvers();
  return {
    wake: () => woken.resolve(),
    take: async (ms, signal) => {
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      await Promise.race([woken.promise, setTimeout(ms, undefined, { signal: either }).catch(() => undefined)]);
      over.abort();
      woken = Promise.withResolvers();
    },
  };
}
