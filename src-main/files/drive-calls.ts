/**
 * Calls of this thread that wait for a drive, counted where other threads can
 * see it: odd while one is at work. A call to a server that is gone may never
 * come back, and then nothing in its own thread can tell.
 */
export const driveCalls = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Makes a call that waits for a drive; none within another. */
export function fromDrive<Result>(call: () => Result): Result {
  Atomics.add(driveCalls, 0, 1);
  try {
    return call();
  } finally {
    Atomics.add(driveCalls, 0, 1);
  }
}
