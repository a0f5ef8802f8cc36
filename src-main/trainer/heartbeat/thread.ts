/** The heartbeat's thread: training keeps the process's main thread busy for longer than a beat. */
import { closeSync, futimesSync, openSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { HEARTBEAT_MS } from '../../../src-shared/domain/run-folder.ts';
import type { HeartbeatData } from './start.ts';

const { path } = workerData as HeartbeatData;

beat();
setInterval(beat, HEARTBEAT_MS);

/** Renews the time of change; a full disk has room for that. The folder may be on its way to the bin. */
function beat(): void {
  try {
    const file = openSync(path, 'a');
    const now = new Date();
    futimesSync(file, now, now);
    closeSync(file);
  } catch (error) {
    process.stderr.write(`heartbeat: ${String(error)}\n`);
  }
}
