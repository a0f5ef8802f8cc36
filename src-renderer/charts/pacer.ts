/** Runs work now, or at most once in a while. */
export interface Pacer {
  /** At once, even if the work before is not done. */
  now(): void;
  /** When the work before is done and `gapMs` have passed; asking again changes nothing. */
  soon(): void;
  stop(): void;
}

/** Holds live data to a few repaints a second, while what the user does is answered at once. */
export function createPacer(run: () => Promise<void>, gapMs: number): Pacer {
  let began = -Infinity;
  let running = 0;
  let wanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const settle = (): void => {
    running--;
    if (wanted && running === 0) plan();
  };
  const now = (): void => {
    clearTimeout(timer);
    wanted = false;
    began = performance.now();
    running++;
    void run().finally(settle);
  };
  const plan = (): void => {
    timer = setTimeout(now, Math.max(0, began + gapMs - performance.now()));
  };
  return {
    now,
    soon: () => {
      if (wanted) return;
      wanted = true;
      if (running === 0) plan();
    },
    stop: () => {
      clearTimeout(timer);
      wanted = false;
    },
  };
}
