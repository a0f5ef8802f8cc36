/** Asks again when told that something has changed, but leaves a gap between two times. */
export interface Paced {
  /** Now, or as soon as the gap since the last time is over; asking twice is asking once. */
  soon(): void;
  stop(): void;
}

/**
 * Holds what follows live data to one question every `gapMs`: notices come
 * as fast as a run writes. A question that is still open is waited for.
 */
export function paced(ask: () => Promise<void>, gapMs: number): Paced {
  let last = -Infinity;
  let open = false;
  let wanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const begin = (): void => {
    wanted = false;
    open = true;
    last = performance.now();
    void ask().finally(() => {
      open = false;
      if (wanted) plan();
    });
  };
  const plan = (): void => {
    clearTimeout(timer);
    timer = setTimeout(begin, Math.max(0, last + gapMs - performance.now()));
  };
  return {
    soon: () => {
      if (wanted) return;
      wanted = true;
      if (!open) plan();
    },
    stop: () => {
      wanted = false;
      clearTimeout(timer);
    },
  };
}
