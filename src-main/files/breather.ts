import { setImmediate } from 'node:timers/promises';

/**
 * Lets timers, messages and signals through between pieces of synchronous
 * work: gives null, or about every `everyMs` a promise to wait for.
 */
export function breather(everyMs: number): () => Promise<void> | null {
  let last = performance.now();
  const breathe = async (): Promise<void> => {
    await setImmediate();
    last = performance.now();
  };
  return () => (performance.now() - last < everyMs ? null : breathe());
}
