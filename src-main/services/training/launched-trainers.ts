import { readProcessFile } from '../../store/run-files.ts';
import { readRunLog } from '../../store/run-log.ts';
import { claimRun } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';
import { pidExists } from '../../threads/process-identity.ts';

interface Launched {
  readonly folder: string;
  readonly pid: number;
  readonly sinceMs: number;
}

/** Enough of a log for its last error. */
const LOG_BYTES = 4000;

/**
 * Trainers that this host has started and that have not said yet, in their run
 * folder, who they are: one that ends before it does tells why only in its log.
 */
export class LaunchedTrainers {
  readonly #store: Store;
  readonly #launched = new Map<string, Launched>();

  constructor(store: Store) {
    this.#store = store;
  }

  add(runId: string, launched: Launched): void {
    this.#launched.set(runId, launched);
  }

  /** Says of those that ended too early that they failed, and why. */
  async look(): Promise<void> {
    for (const [runId, { folder, pid, sinceMs }] of this.#launched) {
      const isGone = !pidExists(pid);
      const found = await readProcessFile(folder);
      const isKnown = found !== null && found.modifiedMs >= sinceMs;
      if (!isGone && !isKnown) continue;
      this.#launched.delete(runId);
      if (!isKnown) await this.#store.call(claimRun, { runId, from: ['starting'], to: 'failed', message: `The trainer ended before it began: ${await lastWords(folder)}` });
    }
  }
}

/** The last line of a log that begins an error: those below it, its places in the code, are indented. */
async function lastWords(folder: string): Promise<string> {
  const { text } = await readRunLog(folder, LOG_BYTES);
  const line = text.split('\n').findLast((each) => /^\S/.test(each));
  return line === undefined ? 'its log says nothing.' : line.replace(/^(BadInput|Error): /, '');
}
