let hangs = false;

/** Told when a thread cannot be ended, because it hangs in a call of the system. */
export function threadHangs(): void {
  hangs = true;
}

/**
 * Ends this process, of which all has been told. Node would wait for a thread
 * that hangs, however long that takes, and nobody could resume the run.
 */
export function leave(code: number): never {
  if (hangs) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}
