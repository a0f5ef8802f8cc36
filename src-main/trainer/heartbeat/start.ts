import { Worker } from 'node:worker_threads';
import { entryUrl } from '../../threads/entry.ts';

export interface HeartbeatData {
  readonly path: string;
}

/** Touches the file every two seconds for as long as this process lives. Returns what ends it sooner. */
export function startHeartbeat(path: string): () => Promise<void> {
  const data: HeartbeatData = { path };
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
