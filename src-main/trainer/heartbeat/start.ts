import { Worker } from 'node:worker_threads';
import { RUN_FORMAT_VERSION } from '../../../src-shared/schema/run-file.ts';
import type { ExitFile } from '../../../src-shared/schema/run-file.ts';
import { driveCalls } from '../../files/drive-calls.ts';
import { entryUrl } from '../../threads/entry.ts';
import { HUNG_MS } from '../hung.ts';

export interface HeartbeatData {
  readonly path: string;
  /** `exit.json`, where it is told that the main thread never came back from a drive. */
  readonly exit: string;
  readonly formatVersion: ExitFile['formatVersion'];
  readonly attempt: number;
  /** [epoch, step] of the run, shared. */
  readonly place: Int32Array;
  /** See `drive-calls`; shared. */
  readonly calls: Int32Array;
  readonly hungMs: number;
}

/**
 * Touches the file every two seconds for as long as this process lives, and
 * ends the process when a call to a drive has not come back for `hungMs`.
 * Returns what ends it sooner.
 */
export function startHeartbeat({ hungMs = HUNG_MS, ...run }: Omit<HeartbeatData, 'calls' | 'hungMs' | 'formatVersion'> & { readonly hungMs?: number }): () => Promise<void> {
  const data: HeartbeatData = { ...run, formatVersion: RUN_FORMAT_VERSION, calls: driveCalls, hungMs };
  const worker = new Worker(entryUrl('heartbeat-thread'), {
    name: 'heartbeat',
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  worker.unref();
  worker.on('error', (error) => process.stderr.write(`heartbeat: ${String(error)}\n`));
  return async () => {
    await worker.terminate();
  };
}
