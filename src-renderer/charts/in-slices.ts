/** Well below the 50 ms for which the page thread may be held: the frame's other work comes on top. */
const SLICE_MS = 12;

/**
 * Runs tasks one after the other and lets the page go on in between; resolves
 * to false if it was stopped before the end.
 *
 * The first slice runs at once: a little work is done before the next frame.
 */
export async function inSlices(tasks: Iterable<() => void>, signal: AbortSignal): Promise<boolean> {
  let began = performance.now();
  for (const task of tasks) {
    if (performance.now() - began > SLICE_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      began = performance.now();
    }
    if (signal.aborted) return false;
    task();
  }
  return true;
}
