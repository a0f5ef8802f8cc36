import type { IndexPass, IndexProgress } from '../../src-shared/domain/dataset.ts';

/** Ten times a second. */
const EVERY_MS = 100;

export interface PassMeter {
  /** Counts one file, or so many; gives the progress when it is time to tell it. */
  step(files?: number): IndexProgress | null;
  now(): IndexProgress;
}

/**
 * Measures a pass of the index.
 *
 * @param already files that an earlier index has done.
 * @param total null while files are still being found.
 */
export function passMeter(pass: IndexPass, already: number, total: number | null): PassMeter {
  const began = performance.now();
  let done = already;
  let told = began;
  const now = (): IndexProgress => {
    const filesPerSecond = ((done - already) * 1000) / Math.max(1, performance.now() - began);
    const secondsLeft = total === null || filesPerSecond === 0 ? null : (total - done) / filesPerSecond;
    return { pass, done, total, filesPerSecond, secondsLeft };
  };
  return {
    now,
    step: (files = 1) => {
      done += files;
      if (performance.now() - told < EVERY_MS) return null;
      told = performance.now();
      return now();
    },
  };
}
