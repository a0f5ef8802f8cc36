import { HEARTBEAT_STALE_MS } from '../../../src-shared/domain/run-folder.ts';
import type { ProcessFile } from '../../../src-shared/schema/run-file.ts';
import { pidExists, processState } from '../../threads/process-identity.ts';
import type { ProcessState } from '../../threads/process-identity.ts';

/**
 * Whether the trainers of runs live, asked each second. Where asking starts a
 * program, it is asked in full only at first sight and when the heart stands
 * still; in between, that the number is in use is enough.
 */
export class ProcessWatch {
  readonly #seen = new Map<string, ProcessState>();

  async state(process: ProcessFile, heartbeatAgeMs: number): Promise<ProcessState> {
    const name = `${process.bootId} ${process.pid} ${process.startedAt}`;
    const before = this.#seen.get(name);
    if (before === 'gone') return before;
    if (before === 'alive' && !ASKING_IS_CHEAP && heartbeatAgeMs <= HEARTBEAT_STALE_MS && pidExists(process.pid)) return before;
    const state = await processState(process);
    this.#seen.set(name, state);
    return state;
  }
}

const ASKING_IS_CHEAP = process.platform === 'linux';
